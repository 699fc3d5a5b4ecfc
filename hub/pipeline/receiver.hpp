// Runs one connection that is written to: lets the plugin read the requests that wait, has what
// they bring committed together, and only then lets their answers go.
//
// receive() is called by the threads of the API and waits; step() is a state machine like that of
// PipelineRunner and does all the work. An answer that cannot be given is 503 with Retry-After: too
// many wait, the stream is paused, the commit failed, the hub stops, or the request waited longer
// than limits::request_deadline_ms. A sender that sends again doubles nothing, since its records
// have the keys they had.
#pragma once

#include "api/exchange.hpp"
#include "model/sender.hpp"
#include "pipeline/controls.hpp"
#include "pipeline/stream.hpp"
#include "plugin/plugin.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx::pipeline {

class ReceiverRunner {
public:
    // `receiver` outlives the runner.
    ReceiverRunner(std::string name, model::Sender sender, plugin::Receiver& receiver,
                   std::vector<StreamSettings> streams, const PipelineParts& parts);

    const std::string& name() const { return name_; }
    std::shared_ptr<const model::Sender> sender() const { return sender_; }

    // Of a proven sender. The stream is the pipeline's only one, else what its path begins with.
    // [any-thread]
    api::Answer receive(const api::Request& request);

    // Takes what waits, in its order, and answers it; true where a batch was committed.
    // [one thread at a time]
    bool step();
    // Until something waits, or stop() was called.
    void wait(std::chrono::milliseconds patience);
    // An administrator's word, durable when it returns: a paused stream refuses what comes. False
    // where there is no such stream. [any-thread]
    bool pause(const std::string& stream, bool paused);
    // Refuses what waits and whatever comes. [any-thread]
    void stop();

    // The payload of a stream's current record, as the plugin may ask for it while it handles a
    // request: what the requests before brought counts. [the thread of step()]
    std::optional<std::string> current(std::string_view stream, std::string_view key) const;

    std::vector<StreamState> states() const;  // [any-thread]
    std::size_t waiting() const;              // Requests nobody has taken yet. [any-thread]

private:
    // A request on its way; shared by the thread that waits and the one that works.
    struct Waiting {
        plugin::ReceiveRequest request;
        std::size_t stream = 0;
        bool abandoned = false;  // Nobody waits any more.
        bool answered = false;
        api::Answer answer;
    };
    struct Work {
        StreamSettings settings;
        std::uint32_t batch_records = 1000;
        bool paused = false;
        StreamState state;
    };
    struct Group;

    std::shared_ptr<Waiting> admit(const api::Request& request, api::Answer& refused);
    bool choose_stream(const api::Request& request, Waiting& waiting) const;
    bool begin();
    void hold(Work& work, bool paused);
    bool is_held(std::size_t stream) const;
    std::shared_ptr<Waiting> next();
    void handle(const std::shared_ptr<Waiting>& waiting, Group& group);
    bool commit(Work& work, plugin::PollResult brought);
    void answer(Waiting& waiting, api::Answer answer);
    void note_error(std::size_t stream, const std::string& why, bool failed);
    void set_state(Work& work, const std::string& error, bool failed);

    const std::string name_;
    const std::shared_ptr<const model::Sender> sender_;
    plugin::Receiver& receiver_;
    std::vector<Work> streams_;
    PipelineParts parts_;
    Controls controls_;
    bool controls_known_ = false;     // Of step()
    const Group* at_work_ = nullptr;  // Of step(): what is not committed yet

    mutable std::mutex mutex_;  // Guards all below, the states inside streams_, and each Waiting.
    std::condition_variable arrived_;
    std::condition_variable answered_;
    std::deque<std::shared_ptr<Waiting>> queue_;
    bool stopping_ = false;
};

}  // namespace cx::pipeline
