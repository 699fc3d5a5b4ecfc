// Builds the hub from its configuration, in order; joins the ports; stops in reverse.
#pragma once

#include "api/mapping_labels.hpp"
#include "api/server.hpp"
#include "app/enrichers.hpp"
#include "app/lane.hpp"
#include "base/ids.hpp"
#include "config/config.hpp"
#include "pipeline/admin.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/derivation.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/explain.hpp"
#include "pipeline/receivers.hpp"
#include "pipeline/reconsider.hpp"
#include "pipeline/rights.hpp"
#include "pipeline/steward.hpp"
#include "pipeline/stream.hpp"
#include "pipeline/training.hpp"

#include <cx/result.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cx::app {

struct HubOptions {
    std::vector<std::string> pipelines;  // Only these; empty: all
    bool sources = true;                 // Start the pipelines' plugins
    bool sinks = true;                   // Start the sinks' plugins
    bool listen = true;                  // Open the configured listeners
    bool backfill = false;
    std::uint32_t batch_records = 0;  // Instead of the configuration's
    telemetry::LogOptions log;
    std::string unix_socket;  // Empty: beside the store
};

// Path of the local socket of the hub that has this store.
std::string unix_socket_of(const std::string& store_path);

class Hub {
public:
    // Error codes: those of the store, the plugins and the listeners, and hub.pipeline (no such
    // pipeline).
    static Result<std::unique_ptr<Hub>> build(config::Config configuration, HubOptions options);
    ~Hub();

    // Starts the threads: one for each pipeline and sink, one that keeps house.
    void start();
    // Takes over what changed in the files, as a whole or not at all: only the pipelines and sinks
    // that changed stop, between two batches, and go on with the new. Error codes:
    // admin.config_refused (all mistakes), admin.restart_needed (names what), admin.not_running.
    // [any-thread]
    Result<json::Value> reload();
    // Asks everything to stop, waits within the deadline, commits what is under way.
    void stop();

    store::Store& store() { return *store_; }
    telemetry::Telemetry& telemetry() { return *telemetry_; }
    const config::Config& configuration() const { return configuration_; }
    int api_port() const { return server_ ? server_->api_port() : 0; }
    int monitoring_port() const { return server_ ? server_->monitoring_port() : 0; }
    std::vector<pipeline::StreamState> stream_states() const;
    std::vector<pipeline::SinkState> sink_states() const;
    bool sources_drained() const;
    bool sinks_drained() const;
    // Sinks that had nothing to deliver when the hub was built pass over what came since.
    void skip_sinks();
    // After stop(), of an import: brings every profile to what the records and the weights learnt
    // from all of them say. False where `go_on`, which is told how far it is (0 to 1), ended it.
    Result<bool> finish_matching(const std::function<bool(double)>& go_on);

private:
    template <typename Kind>
    struct Turnover;
    struct News;  // Tells the API's readers of commits.

    Hub(config::Config configuration, HubOptions options);
    Result<Done> open();
    Result<std::shared_ptr<Connection>> connect(const config::Pipeline& settings);
    Result<std::shared_ptr<Destination>> connect(const config::Sink& settings);
    // Also of pipelines that do not run here: what the store kept may be mapped again.
    Result<Done> start_enrichers(const config::Pipeline& pipeline);
    pipeline::StreamSettings settings_of(const config::Pipeline& pipeline,
                                         const config::Stream& stream) const;
    PluginSide::Parts side_parts();
    // Whether this hub runs it, by its options.
    bool runs(const config::Pipeline& pipeline) const;
    bool runs(const config::Sink&) const { return options_.sinks; }
    Result<Done> connect_all();
    void announce();   // Tells everybody what runs.
    void begin_new();  // Starts the threads of lanes that have none.
    // Kind is Connection or Destination.
    template <typename Kind>
    void end(const std::vector<std::shared_ptr<Kind>>& lanes);
    template <typename Kind, typename Settings>
    Result<Done> prepare(const std::vector<std::shared_ptr<Kind>>& running,
                         const std::vector<Settings>& before, std::vector<Settings>& next,
                         Turnover<Kind>& turnover);
    Result<json::Value> take_over();
    void receive_at(const std::vector<std::shared_ptr<Connection>>& kept,
                    const std::vector<std::shared_ptr<Connection>>& beginning);
    bool stopped();
    void wake();
    using Step = std::function<std::pair<bool, Timestamp>()>;
    void loop(const Lane& lane, const Step& step, bool until_commit);
    void run(const Connection& lane);
    void run(const Destination& lane);
    void keep_house();
    void look_after_matching();
    void purge();

    config::Config configuration_;
    HubOptions options_;
    SystemClock clock_;
    std::unique_ptr<IdGenerator> ids_;
    std::unique_ptr<telemetry::Telemetry> telemetry_;
    std::unique_ptr<store::Store> store_;
    pipeline::LabelBook labels_;
    std::unique_ptr<api::MappingLabels> stored_labels_;
    std::unique_ptr<pipeline::ActiveIdentity> identity_;
    std::unique_ptr<pipeline::Applier> applier_;
    std::unique_ptr<pipeline::Training> training_;
    std::unique_ptr<pipeline::Derivation> derivation_;
    plugin::Budgets budgets_{clock_};
    // By pipeline and stream.
    std::map<std::pair<std::string, std::string>, std::shared_ptr<Enrichers>> enrichers_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<std::shared_ptr<Destination>> destinations_;
    std::vector<std::string> sinks_at_end_;
    std::unique_ptr<pipeline::StewardDesk> steward_;
    std::unique_ptr<pipeline::Reconsideration> reconsideration_;
    std::unique_ptr<api::ConsentGate> gate_;
    std::unique_ptr<pipeline::RightsDesk> rights_;
    std::unique_ptr<pipeline::Reasons> reasons_;
    std::unique_ptr<pipeline::Operations> operations_;
    std::unique_ptr<pipeline::Receivers> receivers_;
    std::unique_ptr<News> news_;
    std::unique_ptr<api::Server> server_;

    std::mutex reload_mutex_;  // Guards what runs, but for its start.
    bool stopping_ = false;    // Guarded by wake_mutex_
    std::mutex wake_mutex_;
    std::condition_variable wake_;
    std::uint64_t commits_ = 0;  // Guarded by wake_mutex_, as is the next.
    std::uint64_t words_ = 0;    // Of an administrator: everybody looks again.
    std::thread house_;
};

}  // namespace cx::app
