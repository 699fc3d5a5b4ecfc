// Takes over a changed configuration while the hub runs: as a whole, or not at all.
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "config/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

namespace cx::app {
namespace {

template <typename Settings>
const Settings* find(const std::vector<Settings>& all, const std::string& name)
{
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Settings& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

// A library that changed stays as it was in this process; in a child of its own it starts anew.
template <typename Lanes>
void changed_libraries(const Lanes& lanes, const char* what, std::vector<std::string>& names)
{
    for (const auto& lane : lanes)
        if (lane->isolation == plugin::Isolation::in_process && lane->library_changed())
            names.push_back(fmt::format("plugin of {} '{}'", what, lane->name));
}

json::Value names_json(const std::vector<std::string>& names)
{
    json::Array list;
    for (const std::string& name : names) list.emplace_back(name);
    return list;
}

}  // namespace

// What one kind of lanes becomes: those that go on, those that end, those that begin.
template <typename Kind>
struct Hub::Turnover {
    std::vector<std::shared_ptr<Kind>> kept;
    std::vector<std::shared_ptr<Kind>> ending;
    std::vector<std::shared_ptr<Kind>> beginning;
    std::vector<std::string> added;
    std::vector<std::string> changed;
    std::vector<std::string> removed;
};

// Starts what is new beside what still runs, so that a plugin which refuses its options stops
// nothing. Nothing has changed where this fails.
template <typename Kind, typename Settings>
Result<Done> Hub::prepare(const std::vector<std::shared_ptr<Kind>>& running,
                          const std::vector<Settings>& before, std::vector<Settings>& next,
                          Turnover<Kind>& turnover)
{
    for (const auto& lane : running) {
        const Settings* const then = find(before, lane->name);
        const Settings* const now = find(next, lane->name);
        if (!now)
            turnover.removed.push_back(lane->name);
        else if (config::same(*then, *now) && !lane->library_changed())
            turnover.kept.push_back(lane);
        else
            turnover.changed.push_back(lane->name);
        if (turnover.kept.empty() || turnover.kept.back() != lane) turnover.ending.push_back(lane);
    }
    for (Settings& settings : next) {
        const auto is_this = [&](const auto& lane) { return lane->name == settings.name; };
        if (std::any_of(turnover.kept.begin(), turnover.kept.end(), is_this)) {
            settings = *find(before, settings.name);  // What runs goes on with what it has.
            continue;
        }
        if constexpr (std::is_same_v<Settings, config::Pipeline>)
            if (Result<Done> started = start_enrichers(settings); !started) return started.error();
        if (!runs(settings)) continue;
        auto lane = connect(settings);
        if (!lane) return lane.error();
        turnover.beginning.push_back(std::move(*lane));
        if (!find(before, settings.name)) turnover.added.push_back(settings.name);
    }
    return Done{};
}

Result<json::Value> Hub::reload()
{
    const std::lock_guard one(reload_mutex_);
    if (stopped()) return Error{"admin.not_running", "the hub is stopping"};
    if (options_.backfill) return Error{"admin.not_running", "an import keeps its configuration"};
    Result<json::Value> done = take_over();
    telemetry_->reloaded(done                                          ? "done"
                         : done.error().code == "admin.restart_needed" ? "restart_needed"
                                                                       : "refused",
                         CXHUB_VERSION, configuration_.id, done ? "" : done.error().message);
    return done;
}

// Requests go to those that receive from now on; what comes before their threads have begun waits.
void Hub::receive_at(const std::vector<std::shared_ptr<Connection>>& kept,
                     const std::vector<std::shared_ptr<Connection>>& beginning)
{
    std::vector<std::shared_ptr<pipeline::ReceiverRunner>> runners;
    for (const auto* lanes : {&kept, &beginning})
        for (const auto& lane : *lanes)
            if (lane->receiver) runners.push_back(lane->receiver);
    receivers_->configure(std::move(runners));
}

Result<json::Value> Hub::take_over()
{
    config::LoadResult loaded = config::load(configuration_.directory, config::find_installation());
    if (loaded.config) compare_mappings(*loaded.config, *store_->view(), loaded.diagnostics);
    if (loaded.diagnostics.has_errors())
        return Error{"admin.config_refused",
                     config::render_text(loaded.diagnostics, loaded.sources)};
    config::Config next = std::move(*loaded.config);

    std::vector<std::string> fixed = config::needs_restart(configuration_, next);
    changed_libraries(connections_, "pipeline", fixed);
    changed_libraries(destinations_, "sink", fixed);
    if (!fixed.empty())
        return Error{
            "admin.restart_needed",
            fmt::format("changed, and taken over by a restart only: {}", fmt::join(fixed, ", "))};

    Turnover<Connection> pipelines;
    Turnover<Destination> sinks;
    if (Result<Done> ready =
            prepare(connections_, configuration_.pipelines, next.pipelines, pipelines);
        !ready)
        return Error{"admin.config_refused", ready.error().message};
    if (Result<Done> ready = prepare(destinations_, configuration_.sinks, next.sinks, sinks);
        !ready)
        return Error{"admin.config_refused", ready.error().message};

    // From here on nothing can fail.
    receive_at(pipelines.kept, pipelines.beginning);
    end(pipelines.ending);
    end(sinks.ending);
    for (const std::string& name : pipelines.removed)
        for (const config::Stream& stream : find(configuration_.pipelines, name)->streams)
            telemetry_->pipeline_state(name, stream.name, telemetry::PipelineState::finished);
    configuration_.pipelines = std::move(next.pipelines);
    configuration_.sinks = std::move(next.sinks);
    std::erase_if(enrichers_, [&](const auto& kept) {
        const config::Pipeline* pipeline = find(configuration_.pipelines, kept.first.first);
        return !pipeline || std::none_of(pipeline->streams.begin(), pipeline->streams.end(),
                                         [&](const config::Stream& stream) {
                                             return stream.name == kept.first.second;
                                         });
    });
    configuration_.id = next.id;
    configuration_.id_text = next.id_text;
    for (const config::Pipeline& pipeline : configuration_.pipelines)
        for (const config::Stream& stream : pipeline.streams) labels_.add(*stream.mapping);
    applier_->reconfigure(configuration_.id, configuration_.id_text);

    connections_ = std::move(pipelines.kept);
    destinations_ = std::move(sinks.kept);
    for (auto& lane : pipelines.beginning) connections_.push_back(std::move(lane));
    for (auto& lane : sinks.beginning) destinations_.push_back(std::move(lane));
    announce();
    begin_new();
    return json::Value(
        json::Object{{"config_id", configuration_.id},
                     {"pipelines", json::Object{{"added", names_json(pipelines.added)},
                                                {"changed", names_json(pipelines.changed)},
                                                {"removed", names_json(pipelines.removed)}}},
                     {"sinks", json::Object{{"added", names_json(sinks.added)},
                                            {"changed", names_json(sinks.changed)},
                                            {"removed", names_json(sinks.removed)}}}});
}

}  // namespace cx::app
