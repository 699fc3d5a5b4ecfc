// Threads to work with, side by side. Whoever may start threads hands them in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

namespace cx::pipeline {

struct Workers {
    // Runs job(0) to job(n - 1), in threads or one after another; all have ended when it returns.
    using Run = std::function<void(std::size_t n, const std::function<void(std::size_t)>& job)>;

    std::size_t count = 1;
    Run run = {};  // Of more than one

    // Calls job(i) for each i below n, dealt out to all where there are enough to be worth it.
    template <typename Job>
    void for_each(std::size_t n, const Job& job) const
    {
        constexpr std::size_t worth_a_thread = 32;
        const std::size_t parts = std::min(count, n / worth_a_thread);
        if (parts < 2) {
            for (std::size_t i = 0; i < n; ++i) job(i);
            return;
        }
        run(parts, [&](std::size_t part) {
            for (std::size_t i = part; i < n; i += parts) job(i);
        });
    }
};

}  // namespace cx::pipeline
