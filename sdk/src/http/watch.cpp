#include "http/watch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace cx::http {
namespace {

constexpr std::chrono::milliseconds slice{100};

}  // namespace

Watch::Watch(const Host& host, Clock::time_point until)
    : host_(host), until_(until), thread_([this] { run(); })
{
}

Watch::~Watch()
{
    {
        const std::lock_guard lock(mutex_);
        done_ = true;
    }
    changed_.notify_all();
    thread_.join();
    drop();
}

void Watch::drop()
{
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

void Watch::guard(int fd, Clock::time_point soon)
{
    const std::lock_guard lock(mutex_);
    drop();
    fd_ = ::dup(fd);
    soon_ = soon;
    if (cut_ != Cut::none && fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
}

Watch::Cut Watch::cut() const
{
    const std::lock_guard lock(mutex_);
    return cut_;
}

std::chrono::milliseconds Watch::left() const
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Clock::now());
    return std::max(left, std::chrono::milliseconds(0));
}

void Watch::run()
{
    std::unique_lock lock(mutex_);
    while (!done_) {
        if (host_.stopping())
            cut_ = Cut::stopping;
        else if (Clock::now() >= until_)
            cut_ = Cut::overdue;
        if (cut_ != Cut::none) {
            if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
            changed_.wait(lock, [this] { return done_; });
            return;
        }
        if (Clock::now() >= soon_) {
            soon_ = Clock::time_point::max();
            if (fd_ >= 0) ::shutdown(fd_, SHUT_RDWR);
        }
        changed_.wait_until(lock, std::min(Clock::now() + slice, until_), [this] { return done_; });
    }
}

}  // namespace cx::http
