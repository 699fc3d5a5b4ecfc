// Who may write next: whoever stands before a waiting sender goes first, but nobody is passed over
// for ever.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace cx::pipeline {

class WriterQueue {
public:
    // Holds the writer's place until it is destroyed.
    class Place {
    public:
        explicit Place(WriterQueue& queue) : queue_(queue) {}
        ~Place() { queue_.leave(); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        WriterQueue& queue_;
    };

    // `first`: goes before the others, limits::writer_turns_max times in a row while one of them
    // waits.  [any-thread]
    Place enter(bool first);
    // How often one that goes first had to wait for another to end.
    std::uint64_t waits_of_first() const;

private:
    void leave();
    bool may_enter(bool first) const;

    mutable std::mutex mutex_;
    std::condition_variable free_;
    bool taken_ = false;
    int first_waiting_ = 0;
    int others_waiting_ = 0;
    int passed_over_ = 0;  // By those that go first, since another was served
    std::uint64_t waits_of_first_ = 0;
};

}  // namespace cx::pipeline
