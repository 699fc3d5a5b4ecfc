// Ends what a request waits for, wherever it waits: within a tenth of a second of Host::stopping or
// of the request's deadline the connection is shut down, and the call on it returns.
#pragma once

#include <cx/host.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace cx::http {

class Watch {
public:
    using Clock = std::chrono::steady_clock;
    enum class Cut { none, stopping, overdue };

    Watch(const Host& host, Clock::time_point until);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

    // From now on this connection; it keeps a descriptor of its own. `soon`: it alone is shut down
    // then, until it is guarded anew.
    void guard(int fd, Clock::time_point soon = Clock::time_point::max());
    Cut cut() const;
    Clock::time_point until() const { return until_; }
    std::chrono::milliseconds left() const;

private:
    void run();
    void drop();

    const Host& host_;
    const Clock::time_point until_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int fd_ = -1;
    Clock::time_point soon_ = Clock::time_point::max();
    bool done_ = false;
    Cut cut_ = Cut::none;
    std::thread thread_;
};

}  // namespace cx::http
