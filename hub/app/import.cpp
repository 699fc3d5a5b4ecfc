#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "app/progress.hpp"
#include "app/signals.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <thread>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

// A source or sink that keeps asking for another try without getting on is given up after this
// long.
constexpr auto patience = 10s;

using Counts = std::map<std::pair<std::string, std::string>, store::StreamCounts>;

Counts counts_of(store::Store& store)
{
    Counts counts;
    for (const store::StreamStatus& stream : store.view()->streams())
        counts[{stream.pipeline, stream.stream}] = stream.counts;
    return counts;
}

void subtract(std::map<std::string, std::uint64_t>& from,
              const std::map<std::string, std::uint64_t>& what)
{
    for (const auto& [code, count] : what) from[code] -= count;
    std::erase_if(from, [](const auto& entry) { return entry.second == 0; });
}

void add(std::map<std::string, std::uint64_t>& to, const std::map<std::string, std::uint64_t>& what)
{
    for (const auto& [code, count] : what) to[code] += count;
}

store::StreamCounts since(store::StreamCounts now, const store::StreamCounts& before)
{
    now.read -= before.read;
    now.accepted -= before.accepted;
    now.rejected -= before.rejected;
    now.filtered -= before.filtered;
    now.unchanged -= before.unchanged;
    now.with_issues -= before.with_issues;
    subtract(now.rejected_by_code, before.rejected_by_code);
    subtract(now.issues_by_code, before.issues_by_code);
    return now;
}

void add(store::StreamCounts& total, const store::StreamCounts& part)
{
    total.read += part.read;
    total.accepted += part.accepted;
    total.rejected += part.rejected;
    total.filtered += part.filtered;
    total.unchanged += part.unchanged;
    total.with_issues += part.with_issues;
    add(total.rejected_by_code, part.rejected_by_code);
    add(total.issues_by_code, part.issues_by_code);
}

std::string codes_text(const std::map<std::string, std::uint64_t>& codes)
{
    if (codes.empty()) return "none";
    std::string text;
    for (const auto& [code, count] : codes)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", code, count);
    return text;
}

std::string summary(const store::StreamCounts& counts)
{
    return fmt::format(
        "{} read = {} accepted ({} unchanged, {} filtered) + {} rejected; rejects: {}; issues: {}",
        counts.read, counts.accepted, counts.unchanged, counts.filtered, counts.rejected,
        codes_text(counts.rejected_by_code), codes_text(counts.issues_by_code));
}

void show_progress(Progress& progress, Hub& hub, const Counts& before)
{
    store::StreamCounts total;
    for (const auto& [stream, counts] : counts_of(hub.store()))
        add(total,
            since(counts, before.contains(stream) ? before.at(stream) : store::StreamCounts{}));
    std::uint64_t expected = 0;
    for (const pipeline::StreamState& state : hub.stream_states()) expected += state.total_hint;
    progress.show(total.read, expected, fmt::format(", {} rejected", total.rejected));
}

using WaitingSince = std::map<std::string, std::chrono::steady_clock::time_point>;

// Why `name` cannot go on: it failed, or has been asking for another try beyond patience. Empty
// while it can.
std::string stuck(const std::string& name, const std::string& error, bool failed,
                  WaitingSince& waiting_since)
{
    if (error.empty()) {
        waiting_since.erase(name);
        return "";
    }
    const auto now = std::chrono::steady_clock::now();
    const auto first = waiting_since.try_emplace(name, now).first->second;
    return failed || now - first > patience ? fmt::format("{}: {}", name, error) : "";
}

std::string stuck_source(const Hub& hub, WaitingSince& waiting_since)
{
    for (const pipeline::StreamState& state : hub.stream_states())
        if (const std::string why = stuck(state.pipeline + "/" + state.stream, state.last_error,
                                          state.failed, waiting_since);
            !why.empty())
            return why;
    return "";
}

std::string stuck_sink(const Hub& hub, WaitingSince& waiting_since)
{
    for (const pipeline::SinkState& state : hub.sink_states())
        if (const std::string why =
                stuck("sink '" + state.sink + "'", state.last_error, state.failed, waiting_since);
            !why.empty())
            return why;
    return "";
}

// Why it did not end; empty where it did.
std::string finish_matching(Hub& hub, StopSignals& signals)
{
    Progress progress("records matched");
    const auto records = static_cast<double>(hub.store().view()->totals().party_records);
    const auto finished = hub.finish_matching([&](double done) {
        if (progress.due())
            progress.show(static_cast<std::uint64_t>(done * records),
                          static_cast<std::uint64_t>(records), "");
        return !signals.asked();
    });
    return finished ? "" : finished.error().message;
}

}  // namespace

int command_import(const ImportArguments& arguments)
{
    auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    telemetry::LogOptions log = log_options(*configuration);
    if (!arguments.log) log.level = std::max(log.level, telemetry::LogLevel::warn);
    auto built = Hub::build(std::move(*configuration), {.pipelines = arguments.pipelines,
                                                        .sinks = arguments.deliver,
                                                        .listen = false,
                                                        .backfill = true,
                                                        .batch_records = arguments.batch_records,
                                                        .log = log});
    if (!built) {
        complain(built.error().message);
        return exit_failed;
    }
    Hub& hub = **built;
    const Counts before = counts_of(hub.store());
    StopSignals signals;
    hub.start();

    std::string obstacle;
    {
        Progress progress("records");
        WaitingSince waiting_since;
        while (!signals.asked() && obstacle.empty() &&
               !(hub.sources_drained() && (!arguments.deliver || hub.sinks_drained()))) {
            std::this_thread::sleep_for(10ms);
            obstacle = stuck_source(hub, waiting_since);
            if (obstacle.empty() && arguments.deliver) obstacle = stuck_sink(hub, waiting_since);
            if (progress.due()) show_progress(progress, hub, before);
        }
    }
    hub.stop();
    if (obstacle.empty() && !signals.asked()) obstacle = finish_matching(hub, signals);
    if (!arguments.deliver) hub.skip_sinks();

    store::StreamCounts total;
    for (const auto& [stream, counts] : counts_of(hub.store())) {
        const store::StreamCounts part =
            since(counts, before.contains(stream) ? before.at(stream) : store::StreamCounts{});
        if (part.read > 0) fmt::print("{}/{}: {}\n", stream.first, stream.second, summary(part));
        add(total, part);
    }
    const store::Totals totals = hub.store().view()->totals();
    fmt::print("{} profiles of {} party records, {} state records, {} events\n", totals.profiles,
               totals.party_records, totals.state_records, totals.events);
    for (const pipeline::StreamState& state : hub.stream_states())
        if (state.state == telemetry::PipelineState::paused)
            complain(
                fmt::format("{}/{} is paused and was not read; `cxhub pipeline resume` ends it",
                            state.pipeline, state.stream));
    if (!obstacle.empty()) complain(obstacle);
    if (signals.asked()) complain("stopped before the end; run the import again to continue");
    fmt::print("total: {}\n", summary(total));
    return obstacle.empty() && !signals.asked() ? exit_done : exit_failed;
}

}  // namespace cx::app
