// Delivers changes to one destination, in order, from its own place in the store's one sequence of
// changes.
//
// A dispatcher waits for nobody and nobody waits for it: a dead destination falls behind alone.
// Delivery is at least once; what a destination rejects is counted and passed over. One that keeps
// failing is only probed with a single change (breaker.hpp). One that fell behind what the feed
// keeps gets nothing until it is told to take a snapshot: the newest change of everything, then
// what follows (docs/specs/changes.md). Each delivery is a trace of its own, which its log lines
// and what the destination gets have in common. A state machine like PipelineRunner.
#pragma once

#include "api/gate.hpp"
#include "api/mapping_labels.hpp"
#include "base/ids.hpp"
#include "model/labels.hpp"
#include "model/schema.hpp"
#include "pipeline/breaker.hpp"
#include "plugin/plugin.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace cx::pipeline {

struct SinkSettings {
    std::string name;
    bool from_beginning = false;
    std::vector<std::string> entities;  // Empty: all
    model::Accepts accepts;
    std::vector<std::string> purposes;
};

struct SinkState {
    std::string sink;
    model::Seq delivered = 0;
    std::uint64_t rejected = 0;
    std::string last_error;
    bool failed = false;
    Timestamp next_run;
    bool drained = false;
    api::Tally refused;  // Values left out since the hub started, by reason
    BreakerState breaker = BreakerState::closed;
    bool resync_required = false;  // What it has not got is kept no longer; waits for resync()
    bool resync = false;           // It takes a snapshot
};

struct DispatcherParts {
    store::Store& store;
    telemetry::Telemetry& telemetry;
    Clock& clock;
    const model::Schema& schema;
    api::MappingLabels& labels;
    IdGenerator& ids;
    std::function<model::Seq()> newest;  // Seq of the newest commit
    const api::ConsentGate* gate = nullptr;
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
    // Begins a snapshot at the next step.  [any-thread]
    void resync();

private:
    struct Page {
        std::vector<std::string> texts;  // Of the wanted changes
        std::vector<model::Seq> seqs;    // Of the same
        std::vector<bool> erasures;      // Whether each is an erase change
        model::Seq last = 0;             // Of the page, wanted or not; 0: nothing is there
        bool behind = false;             // The feed begins later
        bool complete = false;           // The snapshot ends with it
        Timestamp oldest;
        api::Tally refused;
    };

    void start();
    void add(Page& page, const store::Change& change, bool backfill) const;
    void add_profile_of(Page& page, const store::Change& consent, bool backfill) const;
    void note_night(const Page& page, model::Seq before);
    void go_back_in_the_morning();
    void save();
    Page read_page();
    Step idle();
    Step wait_for_resync();
    void begin_resync();
    // Moves past what was delivered; true where all of the page was.
    bool advance(const Page& page, const plugin::DeliverResult& result);
    void note_refused(const Page& page);
    void note_receipts(const Page& page, const plugin::DeliverResult& result, std::size_t done);
    void postpone(const std::string& why, bool failed, std::uint32_t retry_after_ms);
    void show_breaker();
    bool wanted(const store::Change& change) const;

    SinkSettings settings_;
    plugin::Sink& sink_;
    DispatcherParts parts_;
    bool started_ = false;
    std::optional<model::Seq> night_began_;  // What to go back to in the morning
    store::SinkStatus receipts_;  // What to save next: receipts wait for a save that succeeds
    Breaker breaker_;
    bool resync_wanted_ = false;  // Guarded by mutex_
    mutable std::mutex mutex_;
    SinkState state_;
};

}  // namespace cx::pipeline
