// Builds the hub from its configuration, in order; joins the ports; stops in reverse.
#pragma once

#include "api/mapping_labels.hpp"
#include "api/server.hpp"
#include "app/plugin_side.hpp"
#include "base/ids.hpp"
#include "config/config.hpp"
#include "pipeline/admin.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/dispatcher.hpp"
#include "pipeline/explain.hpp"
#include "pipeline/rights.hpp"
#include "pipeline/receivers.hpp"
#include "pipeline/steward.hpp"
#include "pipeline/stream.hpp"

#include <cx/result.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
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
std::string unix_socket_of(const config::Config& configuration);

class Hub {
public:
    // Error codes: those of the store, the plugins and the listeners, and hub.pipeline (no such
    // pipeline).
    static Result<std::unique_ptr<Hub>> build(config::Config configuration, HubOptions options);
    ~Hub();

    // Starts the threads: one for each pipeline and sink, one that keeps house.
    void start();
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

private:
    struct Connection {
        std::unique_ptr<plugin::Instance> instance;
        std::unique_ptr<pipeline::PipelineRunner> runner;
    };
    struct Reception {
        std::unique_ptr<plugin::Instance> instance;
        std::unique_ptr<pipeline::ReceiverRunner> runner;
    };
    struct Destination {
        std::unique_ptr<plugin::Instance> instance;
        std::unique_ptr<pipeline::Dispatcher> dispatcher;
    };
    struct News;  // Tells the API's readers of commits.

    Hub(config::Config configuration, HubOptions options);
    Result<Done> open();
    Result<Done> connect(const config::Pipeline& settings);
    Result<Done> connect(const config::Sink& settings);
    // What a plugin instance may use of the hub; its values are kept under `owner`.
    plugin::Host side(const std::string& name, const std::string& owner,
                      const plugin::BudgetTerms& budget);
    void serve(pipeline::ReceiverRunner& runner);
    void loop(const std::function<std::pair<bool, Timestamp>()>& step, bool until_commit);
    void keep_house();
    void purge();

    config::Config configuration_;
    HubOptions options_;
    SystemClock clock_;
    std::unique_ptr<IdGenerator> ids_;
    std::unique_ptr<telemetry::Telemetry> telemetry_;
    std::unique_ptr<store::Store> store_;
    pipeline::LabelBook labels_;
    std::unique_ptr<api::MappingLabels> stored_labels_;
    std::unique_ptr<pipeline::Applier> applier_;
    plugin::Budgets budgets_{clock_};
    std::vector<std::unique_ptr<PluginSide>> sides_;
    std::vector<Connection> connections_;
    std::vector<Reception> receptions_;
    std::vector<Destination> destinations_;
    std::vector<std::string> sinks_at_end_;
    std::unique_ptr<pipeline::StewardDesk> steward_;
    std::unique_ptr<api::ConsentGate> gate_;
    std::unique_ptr<pipeline::RightsDesk> rights_;
    std::unique_ptr<pipeline::Reasons> reasons_;
    std::unique_ptr<pipeline::Operations> operations_;
    std::unique_ptr<pipeline::Receivers> receivers_;
    std::unique_ptr<News> news_;
    std::unique_ptr<api::Server> server_;

    bool stopping_ = false;  // Also read by plugins, through std::atomic_ref.
    std::mutex wake_mutex_;
    std::condition_variable wake_;
    std::uint64_t commits_ = 0;  // Guarded by wake_mutex_
    std::vector<std::thread> threads_;
};

}  // namespace cx::app
