#include "rest/decode/row_flow.hpp"
#include "rest/read/compile.hpp"

#include <array>

namespace rest {
namespace {

using cx::json::Value;

// What an answer may have put into an address.
bool comes_from_an_answer(const Template& address)
{
    for (const char* name : {"creation_response", "polling_response", "download_target",
                             "stream_slice", "stream_partition"})
        if (address.source().find(name) != std::string::npos) return true;
    return false;
}

class JobMaker {
public:
    JobMaker(const Node& retriever, const Maker& maker)
        : retriever_(retriever),
          maker_(maker),
          decoder_(make_decoder_of(Maker::part(retriever, "decoder"), retriever, maker))
    {
    }

    // One of the job's requests, or nullptr where there is none.
    std::shared_ptr<StreamPlan> part(std::string_view field) const
    {
        const Node* node = Maker::part(retriever_, field);
        if (!node || node->type() != "HttpRequester") return nullptr;
        auto plan = std::make_shared<StreamPlan>();
        plan->requester = make_requester(*node, maker_);
        plan->decoder = decoder_;
        return plan;
    }

    std::vector<Template> path(const Node& extractor) const
    {
        std::vector<Template> steps;
        const Node* list = extractor.find("field_path");
        if (extractor.type() != "DpathExtractor" || !list) return steps;
        for (const NodePtr& step : list->items)
            steps.push_back(maker_.of(*step, extractor, "field_path"));
        return steps;
    }

    std::map<std::string, JobStatus, std::less<>> statuses() const
    {
        struct Row {
            std::string_view name;
            JobStatus status;
        };
        static constexpr std::array<Row, 5> rows = {{{"running", JobStatus::running},
                                                     {"completed", JobStatus::completed},
                                                     {"failed", JobStatus::failed},
                                                     {"timeout", JobStatus::timed_out},
                                                     {"skipped", JobStatus::skipped}}};
        std::map<std::string, JobStatus, std::less<>> known;
        const Node* mapping = retriever_.find("status_mapping");
        if (!mapping) return known;
        for (const Row& row : rows)
            if (const Node* words = mapping->find(row.name))
                for (const NodePtr& word : words->items)
                    if (!known.emplace(word->text, row.status).second)
                        maker_.wrong(*word, "status_mapping", "a status stands for two things");
        if (known.empty()) maker_.wrong(*mapping, "status_mapping", "it names no status");
        return known;
    }

private:
    const Node& retriever_;
    const Maker& maker_;
    std::shared_ptr<const Decoder> decoder_;
};

// The credentials of a request are for where jobs are made, whatever an answer names.
void keep_at_home(StreamPlan* plan, const Template& home)
{
    if (plan && comes_from_an_answer(plan->requester.url_base)) plan->requester.home = home;
}

void add_download(const Node& retriever, StreamPlan& plan, const Maker& maker)
{
    const Node* decoder = Maker::part(retriever, "download_decoder");
    if (!decoder) decoder = Maker::part(retriever, "decoder");
    plan.decoder = make_decoder_of(decoder, retriever, maker);
    const Value component = decoder ? decoder->json() : Value();
    // Only records that stand for themselves can be taken as they come.
    const bool plain = plan.plain_path && plan.plain_path->empty();
    if (plain && make_row_flow(component)) {
        plan.parts_decoder = component;
        // What is read whole then are answers that are errors.
        plan.decoder = make_decoder_of(nullptr, retriever, maker);
    }
    const Node* requester = Maker::part(retriever, "download_requester");
    if (requester && requester->type() == "HttpRequester")
        plan.requester = make_requester(*requester, maker);
}

}  // namespace

void add_job(const Node& retriever, StreamPlan& plan, const Maker& outer)
{
    const Maker maker(outer.findings(),
                      {"creation_response", "polling_response", "download_target"});
    const JobMaker parts(retriever, maker);
    auto job = std::make_shared<JobPlan>();
    job->parameters = Maker::parameters(retriever);
    const std::shared_ptr<StreamPlan> create = parts.part("creation_requester");
    const std::shared_ptr<StreamPlan> poll = parts.part("polling_requester");
    if (!create || !poll) return;  // Found before
    // What is asked for stands in the request that makes the job.
    create->cursor = plan.cursor;
    create->routers = plan.routers;
    std::shared_ptr<StreamPlan> target = parts.part("download_target_requester");
    if (!target) target = parts.part("url_requester");
    const std::shared_ptr<StreamPlan> abort = parts.part("abort_requester");
    const std::shared_ptr<StreamPlan> remove = parts.part("delete_requester");
    add_download(retriever, plan, maker);
    const Template home = create->requester.url_base;
    for (StreamPlan* each : {poll.get(), target.get(), abort.get(), remove.get(), &plan})
        keep_at_home(each, home);
    job->create = create;
    job->poll = poll;
    job->target = target;
    job->abort = abort;
    job->remove = remove;
    job->statuses = parts.statuses();
    if (const Node* status = Maker::part(retriever, "status_extractor"))
        job->status_path = parts.path(*status);
    for (const char* name : {"download_target_extractor", "urls_extractor"})
        if (const Node* targets = Maker::part(retriever, name))
            job->targets_path = parts.path(*targets);
    job->timeout_minutes = maker.maybe(retriever, "polling_job_timeout");
    if (target && !job->targets_path)
        maker.wrong(retriever, "AsyncRetriever", "it wants a 'download_target_extractor'");
    // The slicer has done its work when the results are fetched.
    plan.slicer_elsewhere = true;
    plan.job = std::move(job);
}

}  // namespace rest
