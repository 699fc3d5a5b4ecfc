#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "app/signals.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <thread>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

// A source that keeps asking for another try without bringing anything is given up after this long.
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

// One line on the terminal, rewritten; nothing where standard error is no terminal.
class Progress {
public:
    void show(Hub& hub, const Counts& before)
    {
        if (!shown_) return;
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < 500ms) return;
        last_ = now;
        store::StreamCounts total;
        for (const auto& [stream, counts] : counts_of(hub.store()))
            add(total,
                since(counts, before.contains(stream) ? before.at(stream) : store::StreamCounts{}));
        std::uint64_t expected = 0;
        for (const pipeline::StreamState& state : hub.stream_states()) expected += state.total_hint;
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const double rate = static_cast<double>(total.read) / seconds;
        std::string remaining;
        if (expected > total.read && rate > 0)
            remaining = fmt::format(", about {:.0f} s left",
                                    static_cast<double>(expected - total.read) / rate);
        fmt::print(stderr, "\r\033[K{} records, {:.0f}/s, {} rejected{}", total.read, rate,
                   total.rejected, remaining);
        open_line_ = true;
    }
    ~Progress()
    {
        if (open_line_) fmt::print(stderr, "\r\033[K");
    }

private:
    const bool shown_ = ::isatty(STDERR_FILENO) == 1;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_{};
    bool open_line_ = false;
};

// The first source that cannot go on; empty while all can.
std::string stuck_source(
    const Hub& hub, std::map<std::string, std::chrono::steady_clock::time_point>& waiting_since)
{
    for (const pipeline::StreamState& state : hub.stream_states()) {
        const std::string name = state.pipeline + "/" + state.stream;
        if (state.last_error.empty()) {
            waiting_since.erase(name);
            continue;
        }
        const auto first =
            waiting_since.try_emplace(name, std::chrono::steady_clock::now()).first->second;
        if (state.failed || std::chrono::steady_clock::now() - first > patience)
            return fmt::format("{}: {}", name, state.last_error);
    }
    return "";
}

std::string stuck_sink(const Hub& hub)
{
    for (const pipeline::SinkState& state : hub.sink_states())
        if (state.failed) return fmt::format("sink '{}': {}", state.sink, state.last_error);
    return "";
}

}  // namespace

int command_import(const ImportArguments& arguments)
{
    auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    telemetry::LogOptions log;
    log.level = telemetry::LogLevel::warn;
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

    std::string stuck;
    {
        Progress progress;
        std::map<std::string, std::chrono::steady_clock::time_point> waiting_since;
        while (!signals.asked() && stuck.empty() &&
               !(hub.sources_drained() && (!arguments.deliver || hub.sinks_drained()))) {
            std::this_thread::sleep_for(10ms);
            stuck = stuck_source(hub, waiting_since);
            if (stuck.empty() && arguments.deliver) stuck = stuck_sink(hub);
            progress.show(hub, before);
        }
    }
    hub.stop();
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
    if (!stuck.empty()) complain(stuck);
    if (signals.asked()) complain("stopped before the end; run the import again to continue");
    fmt::print("total: {}\n", summary(total));
    return stuck.empty() && !signals.asked() ? exit_done : exit_failed;
}

}  // namespace cx::app
