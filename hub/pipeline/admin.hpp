// The state of everything that runs, as administrators and monitoring see it.
#pragma once

#include "api/ports.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/receiver.hpp"
#include "pipeline/stream.hpp"

#include <memory>
#include <vector>

namespace cx::pipeline {

class Operations final : public api::Admin {
public:
    // Runners and dispatchers outlive this; the lists are complete before the first question.
    Operations(store::Store& store, telemetry::Telemetry& telemetry,
               std::vector<PipelineRunner*> runners, std::vector<ReceiverRunner*> receivers,
               std::vector<Dispatcher*> dispatchers)
        : store_(store),
          telemetry_(telemetry),
          runners_(std::move(runners)),
          receivers_(std::move(receivers)),
          dispatchers_(std::move(dispatchers))
    {
    }

    json::Value status() override;
    Result<Done> decide_snapshot(const std::string& pipeline, const std::string& stream,
                                 bool accept) override;
    Result<Done> resync_sink(const std::string& sink) override;
    bool ready(std::string& why_not) override;

    // Sets the gauges that are read off the store. From the thread that has time.
    void refresh_figures();

private:
    store::Store& store_;
    telemetry::Telemetry& telemetry_;
    std::vector<PipelineRunner*> runners_;
    std::vector<ReceiverRunner*> receivers_;
    std::vector<Dispatcher*> dispatchers_;
};

// The same picture from the store alone, for commands while no hub runs.
json::Value stored_status(store::View& view);

}  // namespace cx::pipeline
