#include "app/hub.hpp"

#include "app/erasure_key.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::app {
namespace {

using namespace std::chrono_literals;

pipeline::StreamSettings settings_of(const config::Pipeline& pipeline, const config::Stream& stream,
                                     std::uint32_t batch_records, int raw_days)
{
    return {.context = {.pipeline = pipeline.name,
                        .instance = pipeline.instance,
                        .stream = stream.name,
                        .mapping = stream.mapping,
                        .keep_raw = raw_days > 0},
            .every_ms = stream.schedule.every_ms,
            .manual = stream.schedule.kind == config::Schedule::Kind::manual,
            .snapshot = stream.mode == config::StreamMode::snapshot,
            .max_missing = stream.max_missing,
            .batch_records = batch_records};
}

}  // namespace

struct Hub::News final : api::Commits {
    explicit News(Hub& owner) : hub(owner) {}

    std::uint64_t count() override
    {
        const std::lock_guard lock(hub.wake_mutex_);
        return hub.commits_;
    }
    void wait(std::uint64_t seen, std::chrono::milliseconds at_most) override
    {
        std::unique_lock lock(hub.wake_mutex_);
        hub.wake_.wait_for(lock, at_most, [&] { return hub.stopping_ || hub.commits_ != seen; });
    }
    bool stopping() override
    {
        const std::lock_guard lock(hub.wake_mutex_);
        return hub.stopping_;
    }

    Hub& hub;
};

std::string unix_socket_of(const config::Config& configuration)
{
    return configuration.store_path + ".sock";
}

Result<std::unique_ptr<Hub>> Hub::build(config::Config configuration, HubOptions options)
{
    std::unique_ptr<Hub> hub(new Hub(std::move(configuration), std::move(options)));
    Result<Done> opened = hub->open();
    if (!opened) return opened.error();
    return hub;
}

Hub::Hub(config::Config configuration, HubOptions options)
    : configuration_(std::move(configuration)), options_(std::move(options))
{
}

Hub::~Hub()
{
    stop();
}

Result<Done> Hub::open()
{
    telemetry_ = telemetry::make_telemetry(options_.log, clock_);
    ids_ = std::make_unique<Uuid7Generator>(clock_, random_seed());
    std::error_code ignored;
    std::filesystem::create_directories(
        std::filesystem::path(configuration_.store_path).parent_path(), ignored);
    auto store = store::open_sqlite({.path = configuration_.store_path,
                                     .read_connections = limits::read_connections,
                                     .committed =
                                         [this] {
                                             const std::lock_guard lock(wake_mutex_);
                                             ++commits_;
                                             wake_.notify_all();
                                         }},
                                    clock_);
    if (!store) return store.error();
    store_ = std::move(*store);
    auto key = erasure_key(configuration_.store_path, *store_);
    if (!key) return key.error();
    store_->scrub(clock_.now());  // What an erasure before a crash has left to do.
    gate_ = std::make_unique<api::ConsentGate>(*store_, configuration_.policy, clock_);
    stored_labels_ = std::make_unique<api::MappingLabels>(*store_);

    for (const config::Pipeline& pipeline : configuration_.pipelines)
        for (const config::Stream& stream : pipeline.streams) labels_.add(*stream.mapping);
    applier_ = std::make_unique<pipeline::Applier>(
        pipeline::ApplierParts{.store = *store_,
                               .schema = configuration_.schema,
                               .identity = configuration_.identity,
                               .ids = *ids_,
                               .clock = clock_,
                               .config_id = configuration_.id,
                               .config_text = configuration_.id_text,
                               .backfill = options_.backfill,
                               .erasure_key = *key},
        labels_);
    if (options_.sources) {
        for (const std::string& wanted : options_.pipelines)
            if (std::none_of(
                    configuration_.pipelines.begin(), configuration_.pipelines.end(),
                    [&](const config::Pipeline& pipeline) { return pipeline.name == wanted; }))
                return Error{"hub.pipeline", fmt::format("there is no pipeline '{}'", wanted)};
        for (const config::Pipeline& pipeline : configuration_.pipelines) {
            if (!options_.pipelines.empty() &&
                std::find(options_.pipelines.begin(), options_.pipelines.end(), pipeline.name) ==
                    options_.pipelines.end())
                continue;
            if (Result<Done> connected = connect(pipeline); !connected) return connected;
        }
    }
    const model::Seq newest = applier_->last_seq();
    std::vector<store::SinkStatus> known = store_->view()->sinks();
    for (const config::Sink& sink : configuration_.sinks) {
        const auto found =
            std::find_if(known.begin(), known.end(),
                         [&](const store::SinkStatus& status) { return status.sink == sink.name; });
        if (found == known.end() ? !sink.from_beginning : found->delivered >= newest)
            sinks_at_end_.push_back(sink.name);
        if (!options_.sinks) continue;
        if (Result<Done> connected = connect(sink); !connected) return connected;
    }
    steward_ = std::make_unique<pipeline::StewardDesk>(*applier_, *store_, *ids_);
    rights_ = std::make_unique<pipeline::RightsDesk>(*applier_, *store_, clock_);
    reasons_ = std::make_unique<pipeline::Reasons>(*store_, configuration_.schema,
                                                   configuration_.identity, labels_);
    std::vector<pipeline::PipelineRunner*> runners;
    for (const Connection& connection : connections_) runners.push_back(connection.runner.get());
    std::vector<pipeline::ReceiverRunner*> receivers;
    for (const Reception& reception : receptions_) receivers.push_back(reception.runner.get());
    std::vector<pipeline::Dispatcher*> dispatchers;
    for (const Destination& destination : destinations_)
        dispatchers.push_back(destination.dispatcher.get());
    operations_ = std::make_unique<pipeline::Operations>(*store_, *telemetry_, runners, receivers,
                                                         dispatchers);
    receivers_ = std::make_unique<pipeline::Receivers>(receivers);

    std::vector<std::pair<std::string, std::string>> streams;
    std::vector<std::string> sinks;
    for (const pipeline::PipelineRunner* runner : runners)
        for (const pipeline::StreamState& state : runner->states())
            streams.emplace_back(state.pipeline, state.stream);
    for (const pipeline::ReceiverRunner* receiver : receivers)
        for (const pipeline::StreamState& state : receiver->states())
            streams.emplace_back(state.pipeline, state.stream);
    for (const config::Sink& sink : configuration_.sinks) sinks.push_back(sink.name);
    telemetry_->configured(streams, sinks);
    for (const pipeline::ReceiverRunner* receiver : receivers)
        telemetry_->receiver_configured(receiver->name());
    operations_->refresh_figures();

    const auto listener = [&](const config::Listener& from) {
        return api::ListenOptions{.enabled = options_.listen && from.enabled,
                                  .host = from.host,
                                  .port = from.port,
                                  .certificate = from.certificate,
                                  .private_key = from.private_key};
    };
    news_ = std::make_unique<News>(*this);
    auto server = api::start_server(
        {.api = listener(configuration_.api),
         .monitoring = listener(configuration_.monitoring),
         .unix_socket =
             options_.unix_socket.empty() ? unix_socket_of(configuration_) : options_.unix_socket},
        {.store = *store_,
         .steward = *steward_,
         .rights = *rights_,
         .explain = *reasons_,
         .admin = *operations_,
         .telemetry = *telemetry_,
         .clock = clock_,
         .schema = configuration_.schema,
         .commits = *news_,
         .gate = gate_.get(),
         .ingest = receivers_.get()});
    if (!server) return server.error();
    server_ = std::move(*server);
    return Done{};
}

plugin::Host Hub::side(const std::string& name, const std::string& owner,
                       const plugin::BudgetTerms& budget)
{
    sides_.push_back(std::make_unique<PluginSide>(
        PluginSide::Parts{.telemetry = *telemetry_, .store = *store_, .clock = clock_}, name, owner,
        budgets_.find(budget)));
    return sides_.back()->host(&stopping_);
}

Result<Done> Hub::connect(const config::Pipeline& settings)
{
    // Nobody can send to a hub that does not listen.
    if (settings.receives && !options_.listen) return Done{};
    plugin::Host host = side(settings.name, "pipeline/" + settings.name, settings.budget);
    if (settings.receives) host.call_deadline_ms = limits::request_deadline_ms;
    auto instance = plugin::start(settings.library, settings.options, host, settings.isolation,
                                  config::find_installation().binary,
                                  settings.receives ? "cx.receiver/1" : "cx.source/1");
    if (!instance)
        return Error{instance.error().code,
                     fmt::format("pipeline '{}': {}", settings.name, instance.error().message)};
    const std::uint32_t batch_records =
        options_.batch_records ? options_.batch_records : configuration_.limits.batch_records;
    std::vector<pipeline::StreamSettings> streams;
    for (const config::Stream& stream : settings.streams)
        streams.push_back(
            settings_of(settings, stream, batch_records, configuration_.limits.raw_days));
    const pipeline::PipelineParts parts{
        .store = *store_, .applier = *applier_, .telemetry = *telemetry_, .clock = clock_};
    if (settings.receives) {
        Reception& reception = receptions_.emplace_back();
        reception.instance = std::move(*instance);
        reception.runner = std::make_unique<pipeline::ReceiverRunner>(
            settings.name, settings.sender, *reception.instance->receiver(), std::move(streams),
            parts);
        return Done{};
    }
    Connection& connection = connections_.emplace_back();
    connection.instance = std::move(*instance);
    connection.runner = std::make_unique<pipeline::PipelineRunner>(
        settings.name, *connection.instance->source(), std::move(streams), parts);
    return Done{};
}

Result<Done> Hub::connect(const config::Sink& settings)
{
    auto instance = plugin::start(settings.library, settings.options,
                                  side(settings.name, "sink/" + settings.name, settings.budget),
                                  settings.isolation, config::find_installation().binary);
    if (!instance)
        return Error{instance.error().code,
                     fmt::format("sink '{}': {}", settings.name, instance.error().message)};
    plugin::Sink* sink = (*instance)->sink();
    if (!sink)
        return Error{"hub.role", fmt::format("sink '{}': plugin '{}' is no sink", settings.name,
                                             settings.plugin)};
    Destination& destination = destinations_.emplace_back();
    destination.instance = std::move(*instance);
    destination.dispatcher = std::make_unique<pipeline::Dispatcher>(
        pipeline::SinkSettings{.name = settings.name,
                               .from_beginning = settings.from_beginning,
                               .entities = settings.entities,
                               .accepts = settings.accepts,
                               .purposes = settings.purposes},
        *sink,
        pipeline::DispatcherParts{.store = *store_,
                                  .telemetry = *telemetry_,
                                  .clock = clock_,
                                  .schema = configuration_.schema,
                                  .labels = *stored_labels_,
                                  .newest = [this] { return applier_->last_seq(); },
                                  .gate = gate_.get()});
    return Done{};
}

// Calls `step` until the hub stops. Sleeps until the step's next time, a dispatcher at most until
// the next commit.
void Hub::loop(const std::function<std::pair<bool, Timestamp>()>& step, bool until_commit)
{
    std::unique_lock lock(wake_mutex_);
    while (!stopping_) {
        const std::uint64_t seen = commits_;
        lock.unlock();
        const auto [worked, next] = step();
        lock.lock();
        if (worked || stopping_) continue;
        const auto pause =
            std::chrono::microseconds(std::max<std::int64_t>(next.micros - clock_.now().micros, 0));
        wake_.wait_for(lock, std::min<std::chrono::microseconds>(pause, 60s),
                       [&] { return stopping_ || (until_commit && commits_ != seen); });
    }
}

// Answers requests as they come, until the hub stops.
void Hub::serve(pipeline::ReceiverRunner& runner)
{
    while (!std::atomic_ref(stopping_).load()) {
        runner.wait(1s);
        runner.step();
    }
}

void Hub::start()
{
    telemetry_->hub_started(CXHUB_VERSION, configuration_.id);
    for (const Connection& connection : connections_)
        threads_.emplace_back([this, runner = connection.runner.get()] {
            loop(
                [runner] {
                    const auto step = runner->step();
                    return std::pair(step.worked, step.next);
                },
                false);
        });
    for (const Reception& reception : receptions_)
        threads_.emplace_back([this, runner = reception.runner.get()] { serve(*runner); });
    for (const Destination& destination : destinations_)
        threads_.emplace_back([this, dispatcher = destination.dispatcher.get()] {
            loop(
                [dispatcher] {
                    const auto step = dispatcher->step();
                    return std::pair(step.worked, step.next);
                },
                true);
        });
    threads_.emplace_back([this] { keep_house(); });
}

// What is older than the configuration keeps it.
void Hub::purge()
{
    const auto before = [&](std::int64_t seconds) {
        return Timestamp{clock_.now().micros - seconds * micros_per_second};
    };
    const config::Retention& kept = configuration_.retention;
    const store::Purged gone = store_->purge({.rejects = before(kept.rejects_seconds),
                                              .access = before(kept.access_seconds),
                                              .audit = before(kept.audit_seconds)});
    telemetry_->rows_purged("rejects", gone.rejects);
    telemetry_->rows_purged("access", gone.access);
    telemetry_->rows_purged("audit", gone.audit);
    const std::int64_t raw_days = configuration_.limits.raw_days;
    if (raw_days > 0) telemetry_->rows_purged("raw", store_->purge_raw(before(raw_days * 86400)));
}

// Checkpoints the log every second, refreshes the gauges every five, purges when it starts and
// every hour.
void Hub::keep_house()
{
    std::unique_lock lock(wake_mutex_);
    for (std::uint64_t second = 0; !stopping_; ++second) {
        lock.unlock();
        try {
            store_->checkpoint();
            store_->scrub(clock_.now());
            if (second % 5 == 0) operations_->refresh_figures();
            if (second % 60 == 0)
                store_->trim_feed({clock_.now().micros -
                                   configuration_.changes_retain_seconds * micros_per_second},
                                  configuration_.changes_retain_bytes);
            if (second % 3600 == 0) purge();
        } catch (const store::StoreError& error) {
            telemetry_->note(telemetry::LogLevel::error, error.what());
        }
        lock.lock();
        wake_.wait_for(lock, 1s, [&] { return stopping_; });
    }
}

void Hub::stop()
{
    {
        const std::lock_guard lock(wake_mutex_);
        if (stopping_) return;
        std::atomic_ref(stopping_).store(true);
    }
    wake_.notify_all();
    for (const Reception& reception : receptions_) reception.runner->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (server_) server_->stop();
}

void Hub::skip_sinks()
{
    const auto known = store_->view()->sinks();
    for (const std::string& name : sinks_at_end_) {
        store::SinkStatus status{.sink = name};
        for (const store::SinkStatus& old : known)
            if (old.sink == name) status = old;
        status.delivered = applier_->last_seq();
        status.updated_at = clock_.now();
        store_->save_sink(status);
    }
}

std::vector<pipeline::StreamState> Hub::stream_states() const
{
    std::vector<pipeline::StreamState> states;
    for (const Connection& connection : connections_)
        for (pipeline::StreamState& state : connection.runner->states())
            states.push_back(std::move(state));
    for (const Reception& reception : receptions_)
        for (pipeline::StreamState& state : reception.runner->states())
            states.push_back(std::move(state));
    return states;
}

std::vector<pipeline::SinkState> Hub::sink_states() const
{
    std::vector<pipeline::SinkState> states;
    for (const Destination& destination : destinations_)
        states.push_back(destination.dispatcher->state());
    return states;
}

bool Hub::sources_drained() const
{
    return std::all_of(connections_.begin(), connections_.end(),
                       [](const Connection& connection) { return connection.runner->drained(); });
}

bool Hub::sinks_drained() const
{
    const model::Seq newest = applier_->last_seq();
    return std::all_of(destinations_.begin(), destinations_.end(),
                       [&](const Destination& destination) {
                           const pipeline::SinkState state = destination.dispatcher->state();
                           return state.drained && state.delivered >= newest;
                       });
}

}  // namespace cx::app
