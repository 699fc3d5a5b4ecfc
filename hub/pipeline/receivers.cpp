#include "pipeline/receivers.hpp"

#include "api/problem.hpp"
#include "base/limits.hpp"

namespace cx::pipeline {

void Receivers::configure(std::vector<std::shared_ptr<ReceiverRunner>> runners)
{
    const std::lock_guard lock(mutex_);
    runners_ = std::move(runners);
}

std::shared_ptr<ReceiverRunner> Receivers::find(const std::string& pipeline) const
{
    const std::lock_guard lock(mutex_);
    for (const auto& runner : runners_)
        if (runner->name() == pipeline) return runner;
    return nullptr;
}

std::shared_ptr<const model::Sender> Receivers::sender(const std::string& pipeline)
{
    const auto runner = find(pipeline);
    return runner ? runner->sender() : nullptr;
}

api::Answer Receivers::receive(const std::string& pipeline, const api::Request& request)
{
    const auto runner = find(pipeline);
    if (!runner) return api::problem("ingest.no_pipeline");
    struct Count {
        std::atomic<int>& waiting;
        const int before = waiting.fetch_add(1);
        ~Count() { --waiting; }
    } const count{waiting_};
    if (count.before >= limits::requests_waiting) {
        api::Answer answer = api::problem("ingest.busy");
        answer.headers["Retry-After"] = std::to_string(limits::request_again_s);
        return answer;
    }
    return runner->receive(request);
}

}  // namespace cx::pipeline
