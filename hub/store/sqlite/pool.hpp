// The read connections. A view gives its connection back when it ends. [any-thread]
#pragma once

#include "store/sqlite/view.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace cx::store::sqlite {

class Pool {
public:
    Pool(const std::string& path, int size, bool immutable)
    {
        for (int i = 0; i < size; ++i) free_.push_back(std::make_unique<Reader>(path, immutable));
    }

    // Waits for a free one.
    std::unique_ptr<Reader> take()
    {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [&] { return !free_.empty(); });
        std::unique_ptr<Reader> reader = std::move(free_.back());
        free_.pop_back();
        return reader;
    }

    void give_back(std::unique_ptr<Reader> reader)
    {
        {
            const std::lock_guard lock(mutex_);
            free_.push_back(std::move(reader));
        }
        returned_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Reader>> free_;
};

}  // namespace cx::store::sqlite
