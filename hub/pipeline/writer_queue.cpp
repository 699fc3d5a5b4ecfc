#include "pipeline/writer_queue.hpp"

#include "base/limits.hpp"

namespace cx::pipeline {

bool WriterQueue::may_enter(bool first) const
{
    if (taken_) return false;
    const bool others_turn = others_waiting_ > 0 && passed_over_ >= limits::writer_turns_max;
    return first ? !others_turn : first_waiting_ == 0 || others_turn;
}

WriterQueue::Place WriterQueue::enter(bool first)
{
    std::unique_lock lock(mutex_);
    int& waiting = first ? first_waiting_ : others_waiting_;
    ++waiting;
    if (first && taken_) ++waits_of_first_;
    free_.wait(lock, [&] { return may_enter(first); });
    --waiting;
    if (!first || others_waiting_ == 0)
        passed_over_ = 0;
    else
        ++passed_over_;
    taken_ = true;
    return Place(*this);
}

std::uint64_t WriterQueue::waits_of_first() const
{
    const std::lock_guard lock(mutex_);
    return waits_of_first_;
}

void WriterQueue::leave()
{
    {
        const std::lock_guard lock(mutex_);
        taken_ = false;
    }
    free_.notify_all();
}

}  // namespace cx::pipeline
