// What runs: the plugin of each pipeline and sink is started here, and its thread.
#include "app/hub.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::app {

using namespace std::chrono_literals;

namespace {

bool is_one_of(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// Nobody can send to a hub that does not listen.
bool Hub::runs(const config::Pipeline& pipeline) const
{
    if (pipeline.receives && !options_.listen) return false;
    return options_.sources &&
           (options_.pipelines.empty() || is_one_of(options_.pipelines, pipeline.name));
}

Result<Done> Hub::connect_all()
{
    for (const std::string& wanted : options_.pipelines)
        if (std::none_of(configuration_.pipelines.begin(), configuration_.pipelines.end(),
                         [&](const config::Pipeline& each) { return each.name == wanted; }))
            return Error{"hub.pipeline", fmt::format("there is no pipeline '{}'", wanted)};
    for (const config::Pipeline& pipeline : configuration_.pipelines) {
        if (Result<Done> started = start_enrichers(pipeline); !started) return started.error();
        if (!runs(pipeline)) continue;
        auto connected = connect(pipeline);
        if (!connected) return connected.error();
        connections_.push_back(std::move(*connected));
    }
    const model::Seq newest = applier_->last_seq();
    const std::vector<store::SinkStatus> known = store_->view()->sinks();
    for (const config::Sink& sink : configuration_.sinks) {
        const auto found =
            std::find_if(known.begin(), known.end(),
                         [&](const store::SinkStatus& status) { return status.sink == sink.name; });
        if (found == known.end() ? !sink.from_beginning : found->delivered >= newest)
            sinks_at_end_.push_back(sink.name);
        if (!runs(sink)) continue;
        auto connected = connect(sink);
        if (!connected) return connected.error();
        destinations_.push_back(std::move(*connected));
    }
    return Done{};
}

PluginSide::Parts Hub::side_parts()
{
    return {.telemetry = *telemetry_, .store = *store_, .clock = clock_};
}

Result<Done> Hub::start_enrichers(const config::Pipeline& pipeline)
{
    for (const config::Stream& stream : pipeline.streams) {
        auto side = std::make_unique<PluginSide>(
            side_parts(), pipeline.name, fmt::format("enrich/{}/{}", pipeline.name, stream.name),
            nullptr);
        auto started = Enrichers::start(
            stream, std::move(side), [this, name = pipeline.name](const std::string& why) {
                telemetry_->plugin_log(name, telemetry::LogLevel::warn, why);
            });
        if (!started)
            return Error{started.error().code,
                         fmt::format("pipeline '{}': {}", pipeline.name, started.error().message)};
        enrichers_[{pipeline.name, stream.name}] = std::move(*started);
    }
    return Done{};
}

pipeline::StreamSettings Hub::settings_of(const config::Pipeline& pipeline,
                                          const config::Stream& stream) const
{
    const auto enrichers = enrichers_.find({pipeline.name, stream.name});
    return {.context = {.pipeline = pipeline.name,
                        .instance = pipeline.instance,
                        .stream = stream.name,
                        .mapping = stream.mapping,
                        .keep_raw = configuration_.limits.raw_days > 0,
                        .raw_stays = pipeline.looks_up,
                        .enrichment = enrichers == enrichers_.end()
                                          ? nullptr
                                          : Enrichers::enrichment(enrichers->second)},
            // An import is somebody who asks, once: a stream that has come to its end is not read
            // anew while it waits for the others.
            .schedule = options_.backfill ? config::Schedule{.kind = config::Schedule::Kind::manual}
                                          : stream.schedule,
            .snapshot = stream.mode == config::StreamMode::snapshot,
            .max_missing = stream.max_missing,
            .batch_records = options_.batch_records ? options_.batch_records
                                                    : configuration_.limits.batch_records,
            .asked = options_.backfill};
}

Result<std::shared_ptr<Connection>> Hub::connect(const config::Pipeline& settings)
{
    auto lane = std::make_shared<Connection>(settings, "pipeline", side_parts(),
                                             budgets_.find(settings.budget));
    if (settings.looks_up) lane->let_look_up();
    plugin::Host host = lane->host();
    if (settings.receives) host.call_deadline_ms = limits::request_deadline_ms;
    auto instance = plugin::start(settings.library, settings.options, host, settings.isolation,
                                  config::find_installation().binary,
                                  settings.receives ? "cx.receiver/1" : "cx.source/1");
    if (!instance)
        return Error{instance.error().code,
                     fmt::format("pipeline '{}': {}", settings.name, instance.error().message)};
    lane->instance = std::move(*instance);
    std::vector<pipeline::StreamSettings> streams;
    for (const config::Stream& stream : settings.streams)
        streams.push_back(settings_of(settings, stream));
    const pipeline::PipelineParts parts{.store = *store_,
                                        .applier = *applier_,
                                        .telemetry = *telemetry_,
                                        .clock = clock_,
                                        .ids = *ids_};
    if (settings.receives)
        lane->receiver = std::make_shared<pipeline::ReceiverRunner>(
            settings.name, settings.sender, *lane->instance->receiver(), std::move(streams), parts);
    else
        lane->runner = std::make_shared<pipeline::PipelineRunner>(
            settings.name, *lane->instance->source(), std::move(streams), parts);
    return lane;
}

Result<std::shared_ptr<Destination>> Hub::connect(const config::Sink& settings)
{
    auto lane = std::make_shared<Destination>(settings, "sink", side_parts(),
                                              budgets_.find(settings.budget));
    auto instance =
        plugin::start(settings.library, settings.options, lane->host(), settings.isolation,
                      config::find_installation().binary, "cx.sink/1");
    if (!instance)
        return Error{instance.error().code,
                     fmt::format("sink '{}': {}", settings.name, instance.error().message)};
    lane->instance = std::move(*instance);
    lane->dispatcher = std::make_shared<pipeline::Dispatcher>(
        pipeline::SinkSettings{.name = settings.name,
                               .from_beginning = settings.from_beginning,
                               .entities = settings.entities,
                               .accepts = settings.accepts,
                               .purposes = settings.purposes},
        *lane->instance->sink(),
        pipeline::DispatcherParts{.store = *store_,
                                  .telemetry = *telemetry_,
                                  .clock = clock_,
                                  .schema = configuration_.schema,
                                  .labels = *stored_labels_,
                                  .ids = *ids_,
                                  .newest = [this] { return applier_->last_seq(); },
                                  .gate = gate_.get()});
    return lane;
}

// Calls `step` until the lane stops. Sleeps until the step's next time, a dispatcher at most until
// the next commit.
void Hub::loop(const Lane& lane, const Step& step, bool until_commit)
{
    std::unique_lock lock(wake_mutex_);
    while (!lane.stopping()) {
        const std::uint64_t seen = commits_;
        const std::uint64_t heard = words_;
        lock.unlock();
        const auto [worked, next] = step();
        lock.lock();
        if (worked || lane.stopping()) continue;
        const auto pause =
            std::chrono::microseconds(std::max<std::int64_t>(next.micros - clock_.now().micros, 0));
        wake_.wait_for(lock, std::min<std::chrono::microseconds>(pause, 60s), [&] {
            return lane.stopping() || words_ != heard || (until_commit && commits_ != seen);
        });
    }
}

void Hub::run(const Connection& lane)
{
    while (lane.receiver && !lane.stopping()) {
        lane.receiver->wait(1s);
        lane.receiver->step();
    }
    if (!lane.runner) return;
    const auto step = [&] {
        const auto done = lane.runner->step();
        return std::pair(done.worked, done.next);
    };
    loop(lane, step, false);
}

void Hub::run(const Destination& lane)
{
    const auto step = [&] {
        const auto done = lane.dispatcher->step();
        return std::pair(done.worked, done.next);
    };
    loop(lane, step, true);
}

void Hub::begin_new()
{
    const auto begin = [this](const auto& lanes) {
        for (const auto& lane : lanes)
            if (!lane->thread.joinable())
                lane->thread = std::thread([this, lane = lane.get()] { run(*lane); });
    };
    begin(connections_);
    begin(destinations_);
}

// Asks all at once, then waits for each to finish its batch.
template <typename Kind>
void Hub::end(const std::vector<std::shared_ptr<Kind>>& lanes)
{
    for (const auto& lane : lanes) lane->ask_to_stop();
    wake();
    for (const auto& lane : lanes)
        if (lane->thread.joinable()) lane->thread.join();
}

template void Hub::end(const std::vector<std::shared_ptr<Connection>>& lanes);
template void Hub::end(const std::vector<std::shared_ptr<Destination>>& lanes);

}  // namespace cx::app
