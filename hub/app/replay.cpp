// Maps the payloads that the store keeps again, page by page, after a mapping has changed.
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"
#include "app/progress.hpp"
#include "app/signals.hpp"

#include <fmt/format.h>

#include <map>

namespace cx::app {
namespace {

// What all pages of a stream come to.
struct Sum {
    std::map<std::string, std::int64_t> figures;
    std::map<std::string, std::int64_t> rejected;
    std::map<std::string, std::map<std::string, std::int64_t>> entities;
    std::map<std::string, std::int64_t> fields;
    json::Array samples;

    void add(const json::Value& page)
    {
        for (const char* name :
             {"read", "changed", "unchanged", "filtered", "rejected", "overtaken"})
            figures[name] += page.find(name)->integer().value_or(0);
        add_counts(page.find("rejected_by_code"), rejected);
        add_counts(page.find("fields"), fields);
        if (const json::Value* const of = page.find("entities"))
            for (const auto& [entity, counts] : of->as_object())
                add_counts(&counts, entities[entity]);
        if (const json::Value* const some = page.find("samples"); some && samples.empty())
            samples = some->as_array();
    }
    void print(const std::string& name, bool dry_run) const
    {
        fmt::print(
            "{}: {} replayed = {} {} + {} unchanged + {} filtered + {} rejected + {} said "
            "anew since\n",
            name, figures.at("read"), figures.at("changed"), dry_run ? "would change" : "changed",
            figures.at("unchanged"), figures.at("filtered"), figures.at("rejected"),
            figures.at("overtaken"));
        for (const auto& [code, count] : rejected) fmt::print("  rejected {}: {}\n", code, count);
        for (const auto& [entity, counts] : entities)
            for (const auto& [what, count] : counts)
                fmt::print("  {} {}: {}\n", entity, what, count);
        for (const auto& [field, count] : fields) fmt::print("  field {}: {}\n", field, count);
        for (const json::Value& sample : samples)
            fmt::print("  {}: {} -> {}\n", sample.text_of("field"),
                       json::write(*sample.find("before")), json::write(*sample.find("after")));
    }

private:
    static void add_counts(const json::Value* counts, std::map<std::string, std::int64_t>& to)
    {
        if (!counts) return;
        for (const auto& [name, count] : counts->as_object())
            to[name] += count.integer().value_or(0);
    }
};

Result<std::vector<std::string>> streams_of(LocalHub& hub, const std::string& pipeline,
                                            const std::string& stream)
{
    if (!stream.empty()) return std::vector<std::string>{stream};
    const auto status = hub.get("/v1/pipelines");
    if (!status) return status.error();
    std::vector<std::string> streams;
    for (const json::Value& entry : status->find("pipelines")->as_array())
        if (entry.text_of("name") == pipeline) streams.push_back(entry.text_of("stream"));
    if (streams.empty())
        return Error{"admin.no_stream",
                     fmt::format("nothing was ever read by pipeline '{}'", pipeline)};
    return streams;
}

int replay_stream(LocalHub& hub, const ReplayArguments& arguments, const std::string& stream,
                  const StopSignals& signals)
{
    const std::string path =
        fmt::format("/v1/pipelines/{}/{}/replay", encoded(arguments.pipeline), encoded(stream));
    json::Value body{json::Object{}};
    if (arguments.again) body["again"] = true;
    if (arguments.dry_run) body["dry_run"] = true;
    if (arguments.show) body["show"] = true;
    Sum sum;
    std::uint64_t total = 0;
    {
        Progress progress("payloads");
        while (true) {
            const auto page = hub.post(path, body);
            if (!page) {
                complain(page.error().message);
                return exit_failed;
            }
            sum.add(*page);
            if (const json::Value* const told = page->find("total"))
                total = static_cast<std::uint64_t>(told->integer().value_or(0));
            if (page->find("next")->is_null()) break;
            if (signals.asked()) {
                complain("stopped before the end; run the replay again to continue");
                return exit_failed;
            }
            if (arguments.dry_run) body["after"] = *page->find("next");
            if (arguments.again) body["again"] = false;
            progress.show(static_cast<std::uint64_t>(sum.figures["read"]), total);
        }
    }
    sum.print(arguments.pipeline + "/" + stream, arguments.dry_run);
    return exit_done;
}

}  // namespace

int command_replay(const ReplayArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    const auto streams = streams_of(**hub, arguments.pipeline, arguments.stream);
    if (!streams) {
        complain(streams.error().message);
        return exit_failed;
    }
    const StopSignals signals;
    for (const std::string& stream : *streams)
        if (const int status = replay_stream(**hub, arguments, stream, signals);
            status != exit_done)
            return status;
    if (arguments.dry_run) fmt::print("Nothing was changed: --dry-run.\n");
    return exit_done;
}

}  // namespace cx::app
