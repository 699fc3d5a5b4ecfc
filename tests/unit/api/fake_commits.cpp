#include "hub_fixture.hpp"

namespace cx::api {

std::uint64_t FakeCommits::count()
{
    const std::lock_guard lock(mutex_);
    return count_;
}

void FakeCommits::wait(std::uint64_t seen, std::chrono::milliseconds at_most)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return stopping_ || count_ != seen; });
}

bool FakeCommits::stopping()
{
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void FakeCommits::committed()
{
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
}

void FakeCommits::stop()
{
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
}

}  // namespace cx::api
