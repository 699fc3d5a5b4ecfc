// Which messages of a wave the stream has confirmed. The client library tells from a thread of its
// own, and may do so after the connection was given up: what a message's id says stays true.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace nats_sink {

class Acks {
public:
    struct Outcome {
        bool known = false;
        std::string error;     // Empty: it is in the stream
        bool refused = false;  // For ever: it is too large for the stream
    };

    // Made known under a number, by which callbacks find it as long as it lives.
    static std::shared_ptr<Acks> make();
    static std::shared_ptr<Acks> find(void* number);
    ~Acks();
    void* number() const { return number_; }

    void expect(const std::string& id);
    void told(const std::string& id, Outcome outcome);
    // What the connection says of itself, as a refused subject.
    void complain(const std::string& words);

    // True when all that is expected is known; waits at most so long.
    bool wait(std::chrono::milliseconds at_most);
    Outcome outcome(const std::string& id) const;
    std::string complaint() const;
    void clear();

private:
    Acks() = default;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Outcome> expected_;
    std::size_t unknown_ = 0;
    std::string complaint_;
    void* number_ = nullptr;
};

}  // namespace nats_sink
