// The state of everything that runs, and an administrator's words to it.
#pragma once

#include "api/ports.hpp"
#include "pipeline/controls.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/receiver.hpp"
#include "pipeline/replay.hpp"
#include "pipeline/retry.hpp"
#include "pipeline/stream.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace cx::pipeline {

struct OperationsParts {
    store::Store& store;
    Applier& applier;
    telemetry::Telemetry& telemetry;
    Clock& clock;
    const model::Schema& schema;
    // Whoever sleeps until its next time looks again. [any-thread]
    std::function<void()> wake = [] {};
    // Takes over a changed configuration.
    std::function<Result<json::Value>()> reload = {};
};

// What there is to look after. Streams are those of the configuration, whether they run here or
// not.
struct Running {
    std::vector<StreamSettings> streams;
    std::vector<std::shared_ptr<PipelineRunner>> runners;
    std::vector<std::shared_ptr<ReceiverRunner>> receivers;
    std::vector<std::shared_ptr<Dispatcher>> dispatchers;
};

class Operations final : public api::Admin {
public:
    explicit Operations(OperationsParts parts);

    // Before the first question, and whenever what runs has changed.
    void configure(Running running);

    json::Value status() override;
    Result<Done> control(const std::string& pipeline, const std::string& stream,
                         Control what) override;
    Result<json::Value> rewind(const Rewind& rewind) override;
    Result<Done> decide_snapshot(const std::string& pipeline, const std::string& stream,
                                 bool accept) override;
    Result<Done> resync_sink(const std::string& sink) override;
    Result<json::Value> retry(const std::string& id,
                              const std::optional<std::string>& payload) override;
    json::Value retry_page(const store::RejectFilter& filter) override;
    Result<json::Value> replay(const Replay& replay) override;
    Result<json::Value> reload() override { return parts_.reload(); }
    bool ready(std::string& why_not) override;

    // Sets the gauges that are read off the store. From the thread that has time.
    void refresh_figures();

private:
    Running running() const;  // As of now
    bool busy() const;
    // The configured streams that are meant; `stream` empty: all of the pipeline.
    std::vector<StreamSettings> find(const std::string& pipeline, const std::string& stream) const;
    std::shared_ptr<PipelineRunner> runner_of(const std::string& pipeline) const;
    std::shared_ptr<ReceiverRunner> receiver_of(const std::string& pipeline) const;
    json::Value rewind_stream(const StreamSettings& stream, const Rewind& rewind);

    OperationsParts parts_;
    Controls controls_;
    Retries retries_;
    Replays replays_;
    std::shared_mutex words_;  // What runs does not change while somebody speaks to it.
    std::map<std::string, bool> stopped_bands_;  // As told last; of the thread that has time
    mutable std::mutex mutex_;
    Running running_;
};

// The same picture from the store alone, for commands while no hub runs.
json::Value stored_status(store::View& view);

}  // namespace cx::pipeline
