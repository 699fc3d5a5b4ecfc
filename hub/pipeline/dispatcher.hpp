// Delivers changes to one destination, in order, from its own place in the store's one sequence of
// changes.
//
// A dispatcher waits for nobody and nobody waits for it: a dead destination falls behind alone.
// Delivery is at least once; what a destination rejects is counted and passed over. One that keeps
// failing is only probed with a single change (breaker.hpp). A state machine like PipelineRunner.
#pragma once

#include "api/mapping_labels.hpp"
#include "model/labels.hpp"
#include "model/schema.hpp"
#include "pipeline/breaker.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace cx::pipeline {

struct SinkSettings {
    std::string name;
    bool from_beginning = false;
    std::vector<std::string> entities;  // Empty: all
    model::Accepts accepts;
};

struct SinkState {
    std::string sink;
    model::Seq delivered = 0;
    std::uint64_t rejected = 0;
    std::string last_error;
    bool failed = false;
    Timestamp next_run;
    bool drained = false;
    BreakerState breaker = BreakerState::closed;
};

struct DispatcherParts {
    store::Store& store;
    telemetry::Telemetry& telemetry;
    Clock& clock;
    const model::Schema& schema;
    api::MappingLabels& labels;
    std::function<model::Seq()> newest;  // Seq of the newest commit
};

class Dispatcher {
public:
    Dispatcher(SinkSettings settings, plugin::Sink& sink, const DispatcherParts& parts);

    struct Step {
        bool worked = false;
        Timestamp next;
    };
    Step step();              // [one thread at a time]
    SinkState state() const;  // [any-thread]
    bool drained() const { return state().drained; }

private:
    struct Page {
        std::vector<std::string> texts;  // Of the wanted changes
        std::vector<model::Seq> seqs;    // Of the same
        model::Seq last = 0;             // Of the page, wanted or not
        Timestamp oldest;
        std::uint64_t refused_fields = 0;
    };

    void start();
    void save();
    Page read_page();
    Step idle();
    // Moves past what was delivered; true where all of the page was.
    bool advance(const Page& page, const plugin::DeliverResult& result);
    void postpone(const std::string& why, bool failed, std::uint32_t retry_after_ms);
    void show_breaker();
    bool wanted(const store::Change& change) const;

    SinkSettings settings_;
    plugin::Sink& sink_;
    DispatcherParts parts_;
    bool started_ = false;
    Breaker breaker_;
    mutable std::mutex mutex_;
    SinkState state_;
};

}  // namespace cx::pipeline
