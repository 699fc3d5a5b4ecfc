// All pipelines that receive, as the API sees them.
#pragma once

#include "api/ports.hpp"
#include "pipeline/receiver.hpp"

#include <atomic>
#include <vector>

namespace cx::pipeline {

// No more than limits::requests_waiting wait in all, so that threads of the API are left for those
// who read.
class Receivers final : public api::Ingest {
public:
    // Runners outlive this.
    explicit Receivers(std::vector<ReceiverRunner*> runners) : runners_(std::move(runners)) {}

    std::shared_ptr<const model::Sender> sender(const std::string& pipeline) override;
    api::Answer receive(const std::string& pipeline, const api::Request& request) override;

private:
    ReceiverRunner* find(const std::string& pipeline) const;

    const std::vector<ReceiverRunner*> runners_;
    std::atomic<int> waiting_ = 0;
};

}  // namespace cx::pipeline
