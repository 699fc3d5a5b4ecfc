// Lets an administrator's word fall between two rounds of a state machine, however busy it is.
#pragma once

#include <condition_variable>
#include <mutex>

namespace cx::pipeline {

class Turns {
public:
    // Runs one round. Whoever waits with a word comes first. [one thread at a time]
    template <typename Round>
    auto round(Round&& work)
    {
        {
            std::unique_lock lock(mutex_);
            free_.wait(lock, [&] { return waiting_ == 0; });
            running_ = true;
        }
        const End end{*this};
        return work();
    }

    // Runs `work` while no round is under way; waits for the end of the one that is. [any-thread]
    template <typename Word>
    auto between(Word&& work)
    {
        std::unique_lock lock(mutex_);
        ++waiting_;
        free_.wait(lock, [&] { return !running_; });
        const Leave leave{*this};
        return work();
    }

private:
    struct End {
        Turns& turns;
        ~End()
        {
            const std::lock_guard lock(turns.mutex_);
            turns.running_ = false;
            turns.free_.notify_all();
        }
    };
    struct Leave {  // Under the lock.
        Turns& turns;
        ~Leave()
        {
            --turns.waiting_;
            turns.free_.notify_all();
        }
    };

    std::mutex mutex_;
    std::condition_variable free_;
    bool running_ = false;
    int waiting_ = 0;
};

}  // namespace cx::pipeline
