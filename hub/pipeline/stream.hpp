// Runs one connection: polls its streams in turn, maps what came, has it committed, and tells the
// source.
//
// A state machine: step() does at most one round and says when it wants to run again; it starts no
// thread and looks at no clock but the one that came in. A failing source never stops another, a
// rejected record never stops its batch. Each round is a trace of its own, which its log lines and
// what the source is asked have in common.
#pragma once

#include "base/ids.hpp"
#include "model/schedule.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/controls.hpp"
#include "pipeline/snapshot.hpp"
#include "pipeline/turns.hpp"
#include "plugin/plugin.hpp"
#include "telemetry/telemetry.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cx::pipeline {

struct StreamSettings {
    StreamContext context;
    model::Schedule schedule;
    bool snapshot = false;
    double max_missing = 0.05;
    std::uint32_t batch_records = 0;  // 0: adapts.
    bool asked = false;               // Somebody has asked for a run already.
};

// What an administrator sees of a stream.
struct StreamState {
    std::string pipeline;
    std::string stream;
    telemetry::PipelineState state = telemetry::PipelineState::starting;
    Timestamp next_run;
    std::string last_error;
    bool failed = false;   // The error wants an administrator.
    bool drained = false;  // The last poll promised nothing more.
    std::uint64_t total_hint = 0;
};

struct PipelineParts {
    store::Store& store;
    Applier& applier;
    telemetry::Telemetry& telemetry;
    Clock& clock;
    IdGenerator& ids;
};

class PipelineRunner {
public:
    // `source` outlives the runner.
    PipelineRunner(std::string name, plugin::Source& source, std::vector<StreamSettings> streams,
                   const PipelineParts& parts);

    struct Step {
        bool worked = false;  // Records were read: run again at once.
        Timestamp next;       // Else not before this.
    };
    Step step();  // [one thread at a time]

    const std::string& name() const { return name_; }
    std::vector<StreamState> states() const;  // [any-thread]
    // Every stream has been read to its end, as far as it goes now, or is paused.
    bool drained() const;  // [any-thread]

    // An administrator's words, for one stream; each falls between two rounds, and has happened
    // when it returns. False where there is no such stream. [any-thread]
    bool pause(const std::string& stream, bool paused);
    bool run_now(const std::string& stream);  // At the next step, whatever its schedule says.
    // Goes on from this cursor; empty: from the start.
    bool rewind(const std::string& stream, const std::string& cursor);
    // Answers a held snapshot. [any-thread]
    enum class SnapshotAnswer { no_stream, not_held, done };
    SnapshotAnswer decide_snapshot(const std::string& stream, bool accept);

private:
    struct Work {
        StreamSettings settings;
        std::string cursor;  // Committed
        bool cursor_known = false;
        Timestamp due;
        bool controls_known = false;
        bool paused = false;
        bool asked = false;      // To run, by an administrator.
        bool under_way = false;  // Since the run's first poll, until it has brought all.
        Timestamp missed_since;  // Times of the calendar after this are open.
        Timestamp cursor_kept_at;
        int failures = 0;  // In a row
        std::uint32_t batch_records = 200;
        std::uint64_t waits_seen = 0;  // Of senders, for another batch to end
        StreamState state;
    };

    Step rounds();
    bool begin(Work& work);
    bool is_due(const Work& work, Timestamp now) const;
    bool waits_for_quiet(Work& work, Timestamp now);
    void plan(Work& work, Timestamp now);
    bool round(Work& work);
    void end_run(Work& work);
    void keep_cursor(Work& work);
    Work* find(const std::string& stream);
    void postpone(Work& work, const std::string& why, bool failed, std::uint32_t retry_after_ms);
    void adapt(Work& work, const telemetry::BatchFigures& figures) const;
    void set_state(Work& work, telemetry::PipelineState state);
    telemetry::PipelineState rest_state(const Work& work);

    std::string name_;
    plugin::Source& source_;
    std::vector<Work> streams_;
    PipelineParts parts_;
    Snapshots snapshots_;
    Controls controls_;
    Turns turns_;
    mutable std::mutex mutex_;  // Guards the states inside streams_.
};

}  // namespace cx::pipeline
