#include "app/hub.hpp"

#include "app/erasure_key.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>

namespace cx::app {

using namespace std::chrono_literals;

namespace {

// Runs each job in a thread of its own; the first failure is thrown when all have ended.
void in_threads(std::size_t n, const std::function<void(std::size_t)>& job)
{
    std::vector<std::future<void>> jobs;
    for (std::size_t i = 0; i < n; ++i) jobs.push_back(std::async(std::launch::async, job, i));
    for (const std::future<void>& each : jobs) each.wait();
    for (std::future<void>& each : jobs) each.get();
}

pipeline::Workers workers()
{
    return {.count = std::clamp(std::thread::hardware_concurrency(), 1U, limits::workers_max),
            .run = in_threads};
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

std::string unix_socket_of(const std::string& store_path)
{
    return store_path + ".sock";
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
    identity_ = std::make_unique<pipeline::ActiveIdentity>(configuration_.identity);
    applier_ = std::make_unique<pipeline::Applier>(
        pipeline::ApplierParts{.store = *store_,
                               .schema = configuration_.schema,
                               .identity = *identity_,
                               .ids = *ids_,
                               .clock = clock_,
                               .config_id = configuration_.id,
                               .config_text = configuration_.id_text,
                               .backfill = options_.backfill,
                               .erasure_key = *key,
                               .floor = configuration_.review,
                               .workers = workers()},
        labels_);
    training_ =
        std::make_unique<pipeline::Training>(pipeline::Training::Parts{.store = *store_,
                                                                       .applier = *applier_,
                                                                       .identity = *identity_,
                                                                       .telemetry = *telemetry_,
                                                                       .ids = *ids_,
                                                                       .clock = clock_});
    derivation_ = std::make_unique<pipeline::Derivation>(
        pipeline::Derivation::Parts{.store = *store_,
                                    .applier = *applier_,
                                    .training = *training_,
                                    .telemetry = *telemetry_,
                                    .rules = configuration_.identity.text});
    // Whoever comes first would be compared with those who are there, by weights that nobody has
    // learnt yet, and again when all are there.
    if (options_.backfill) applier_->hold_scores(training_->begin_first_load());
    if (Result<Done> connected = connect_all(); !connected) return connected.error();
    steward_ = std::make_unique<pipeline::StewardDesk>(*applier_, *store_, *ids_);
    reconsideration_ = std::make_unique<pipeline::Reconsideration>(*applier_, *store_);
    rights_ = std::make_unique<pipeline::RightsDesk>(*applier_, *store_, clock_);
    reasons_ =
        std::make_unique<pipeline::Reasons>(*store_, configuration_.schema, *identity_, labels_);
    operations_ = std::make_unique<pipeline::Operations>(
        pipeline::OperationsParts{.store = *store_,
                                  .applier = *applier_,
                                  .telemetry = *telemetry_,
                                  .clock = clock_,
                                  .schema = configuration_.schema,
                                  .wake = [this] { wake(); },
                                  .reload = [this] { return reload(); }});
    receivers_ = std::make_unique<pipeline::Receivers>();
    announce();
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
         .unix_socket = options_.unix_socket.empty() ? unix_socket_of(configuration_.store_path)
                                                     : options_.unix_socket},
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
         .ingest = receivers_.get(),
         .models = training_.get()});
    if (!server) return server.error();
    server_ = std::move(*server);
    return Done{};
}

void Hub::announce()
{
    pipeline::Running running;
    std::vector<std::pair<std::string, std::string>> streams;
    std::vector<std::string> sinks;
    for (const config::Pipeline& pipeline : configuration_.pipelines)
        for (const config::Stream& stream : pipeline.streams)
            running.streams.push_back(settings_of(pipeline, stream));
    for (const auto& connection : connections_) {
        if (connection->receiver) running.receivers.push_back(connection->receiver);
        if (connection->runner) running.runners.push_back(connection->runner);
        for (const pipeline::StreamState& state : connection->states())
            streams.emplace_back(state.pipeline, state.stream);
    }
    for (const auto& destination : destinations_)
        running.dispatchers.push_back(destination->dispatcher);
    for (const config::Sink& sink : configuration_.sinks) sinks.push_back(sink.name);
    telemetry_->configured(streams, sinks);
    for (const auto& receiver : running.receivers)
        telemetry_->receiver_configured(receiver->name());
    receivers_->configure(running.receivers);
    operations_->configure(std::move(running));
}

void Hub::wake()
{
    {
        const std::lock_guard lock(wake_mutex_);
        ++words_;
    }
    wake_.notify_all();
}

bool Hub::stopped()
{
    const std::lock_guard lock(wake_mutex_);
    return stopping_;
}

void Hub::start()
{
    telemetry_->hub_started(CXHUB_VERSION, configuration_.id);
    const std::lock_guard lock(reload_mutex_);
    begin_new();
    house_ = std::thread([this] { keep_house(); });
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

// Checkpoints the log every second, looks at pairs whose trust has changed, refreshes the gauges
// every five, purges when it starts and every hour.
void Hub::keep_house()
{
    std::unique_lock lock(wake_mutex_);
    for (std::uint64_t second = 0; !stopping_; ++second) {
        lock.unlock();
        try {
            store_->checkpoint();
            store_->scrub(clock_.now());
            look_after_matching();
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

// Learns weights again where the store has outgrown them, and goes through what they change. An
// import leaves both to its end.
void Hub::look_after_matching()
{
    if (options_.backfill) return;
    if (training_->due())
        if (const auto renewed = training_->renew(); !renewed)
            telemetry_->note(telemetry::LogLevel::warn, renewed.error().message);
    for (int page = 0; page < limits::reconsidered_pages && !stopped(); ++page)
        if (!derivation_->step() && !training_->step() && !reconsideration_->step()) break;
}

Result<bool> Hub::finish_matching(const std::function<bool(double)>& go_on)
{
    applier_->hold_scores(false);
    while (derivation_->step() || training_->index_candidates())
        if (!go_on(0)) return false;
    if (training_->due())
        if (const auto renewed = training_->renew(); !renewed) return renewed.error();
    while (training_->step(limits::recluster_import_target_ms, workers()))
        if (!go_on(training_->progress())) return false;
    return true;
}

void Hub::stop()
{
    {
        const std::lock_guard lock(wake_mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    {
        const std::lock_guard lock(reload_mutex_);
        for (const auto& [stream, enrichers] : enrichers_)
            if (enrichers) enrichers->ask_to_stop();
        for (const auto& lane : connections_) lane->ask_to_stop();
        for (const auto& lane : destinations_) lane->ask_to_stop();
        end(connections_);
        end(destinations_);
        if (house_.joinable()) house_.join();
    }
    if (training_) training_->stop();
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
    for (const auto& connection : connections_)
        for (pipeline::StreamState& state : connection->states())
            states.push_back(std::move(state));
    return states;
}

std::vector<pipeline::SinkState> Hub::sink_states() const
{
    std::vector<pipeline::SinkState> states;
    for (const auto& destination : destinations_)
        states.push_back(destination->dispatcher->state());
    return states;
}

bool Hub::sources_drained() const
{
    return std::all_of(connections_.begin(), connections_.end(), [](const auto& connection) {
        return !connection->runner || connection->runner->drained();
    });
}

bool Hub::sinks_drained() const
{
    const model::Seq newest = applier_->last_seq();
    return std::all_of(destinations_.begin(), destinations_.end(), [&](const auto& destination) {
        const pipeline::SinkState state = destination->dispatcher->state();
        return state.drained && state.delivered >= newest;
    });
}

}  // namespace cx::app
