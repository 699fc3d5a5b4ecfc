// Runs one connection: polls its streams in turn, maps what came, has it committed, and tells the
// source.
//
// A state machine: step() does at most one round and says when it wants to run again; it starts no
// thread and looks at no clock but the one that came in. A failing source never stops another, a
// rejected record never stops its batch.
#pragma once

#include "pipeline/applier.hpp"
#include "pipeline/snapshot.hpp"
#include "plugin/plugin.hpp"
#include "telemetry/telemetry.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cx::pipeline {

struct StreamSettings {
    StreamContext context;
    std::int64_t every_ms = 1000;
    bool manual = false;  // Polled by imports only.
    bool snapshot = false;
    double max_missing = 0.05;
    std::uint32_t batch_records = 0;  // 0: adapts.
};

// What an administrator sees of a stream.
struct StreamState {
    std::string pipeline;
    std::string stream;
    telemetry::PipelineState state = telemetry::PipelineState::starting;
    Timestamp next_run;
    std::string last_error;
    bool failed = false;   // The error wants an administrator.
    bool drained = false;  // The last poll brought nothing and promised nothing.
    std::uint64_t total_hint = 0;
};

struct PipelineParts {
    store::Store& store;
    Applier& applier;
    telemetry::Telemetry& telemetry;
    Clock& clock;
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
    // Every stream has been read to its end, as far as it goes now.
    bool drained() const;  // [any-thread]
    // Answers a held snapshot; false where there is none. [any-thread]
    enum class SnapshotAnswer { no_stream, not_held, done };
    SnapshotAnswer decide_snapshot(const std::string& stream, bool accept);

private:
    struct Work {
        StreamSettings settings;
        std::string cursor;  // Committed
        bool cursor_known = false;
        Timestamp due;
        int failures = 0;  // In a row
        std::uint32_t batch_records = 1000;
        std::uint64_t waits_seen = 0;  // Of senders, for another batch to end
        StreamState state;
    };

    bool round(Work& work);
    void postpone(Work& work, const std::string& why, bool failed, std::uint32_t retry_after_ms);
    void adapt(Work& work, const telemetry::BatchFigures& figures) const;
    void set_state(Work& work, telemetry::PipelineState state);
    telemetry::PipelineState rest_state(const Work& work);

    std::string name_;
    plugin::Source& source_;
    std::vector<Work> streams_;
    PipelineParts parts_;
    Snapshots snapshots_;
    mutable std::mutex mutex_;  // Guards the states inside streams_.
};

}  // namespace cx::pipeline
