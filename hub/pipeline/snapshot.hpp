// Full dumps: when a generation was seen to its end, what is missing from it is gone, unless too
// much is.
//
// More than the stream's `max_missing` share missing holds the generation: nothing is deleted until
// an administrator accepts or refuses it. The held state is in the store, so it survives a restart.
#pragma once

#include "pipeline/applier.hpp"

#include <optional>
#include <string>

namespace cx::pipeline {

struct HeldSnapshot {
    std::int64_t generation = 0;
    std::uint64_t missing = 0;
    std::uint64_t known = 0;
};

// What is held of a stream, as the store keeps it.
std::optional<HeldSnapshot> held_snapshot(store::Store& store, const std::string& pipeline,
                                          const std::string& stream);

class Snapshots {
public:
    Snapshots(store::Store& store, Applier& applier, telemetry::Telemetry& telemetry, Clock& clock)
        : store_(store), applier_(applier), telemetry_(telemetry), clock_(clock)
    {
    }

    // The generation that batches of the stream belong to now.
    std::int64_t generation(const StreamContext& stream);
    // The generation was read to its end and is durable but for its cursor: removes what is
    // missing, or holds it, and moves the cursor on.
    void end(const StreamContext& stream, double max_missing, const std::string& next_cursor);
    // Finishes an end that was interrupted. Before the stream's cursor is read.
    void settle(const StreamContext& stream);
    std::optional<HeldSnapshot> held(const StreamContext& stream);
    // False where nothing is held.
    bool decide(const StreamContext& stream, bool accept);

private:
    void remove_missing(const StreamContext& stream, std::int64_t generation);
    void finish(const StreamContext& stream, std::int64_t generation,
                const std::string& next_cursor);

    store::Store& store_;
    Applier& applier_;
    telemetry::Telemetry& telemetry_;
    Clock& clock_;
};

}  // namespace cx::pipeline
