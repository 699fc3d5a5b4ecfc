// All pipelines that receive, as the API sees them.
#pragma once

#include "api/ports.hpp"
#include "pipeline/receiver.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cx::pipeline {

// No more than limits::requests_waiting wait in all, so that threads of the API are left for those
// who read.
class Receivers final : public api::Ingest {
public:
    // Before the first request, and whenever those that run have changed. [any-thread]
    void configure(std::vector<std::shared_ptr<ReceiverRunner>> runners);

    std::shared_ptr<const model::Sender> sender(const std::string& pipeline) override;
    api::Answer receive(const std::string& pipeline, const api::Request& request) override;

private:
    std::shared_ptr<ReceiverRunner> find(const std::string& pipeline) const;

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<ReceiverRunner>> runners_;  // Guarded by mutex_
    std::atomic<int> waiting_ = 0;
};

}  // namespace cx::pipeline
