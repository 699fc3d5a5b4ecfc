// One run of a hub over a world, disturbed or not, in one thread and under one seed.
#pragma once

#include "world.hpp"

namespace cx::pipeline::testing {

// What must not depend on what happened on the way.
struct EndState {
    std::map<std::string, std::string> live;  // As Hub::live_records
    Partition partition;
    std::map<std::set<std::string>, std::string> golden;  // By members: values and reasons
    std::vector<store::DecisionRow> decisions;

    bool operator==(const EndState& other) const
    {
        return live == other.live && partition == other.partition && golden == other.golden;
    }
};

struct RunCounts {
    int crashes = 0;
    int failed_writes = 0;
    int decisions = 0;
    int redelivered = 0;
};

// Everything in order, without a fault; then the decisions of the other run.
EndState undisturbed_run(const World& world, const std::vector<store::DecisionRow>& decisions);
// With faults of all kinds drawn from the seed. Checks on the way and at the end are expectations
// of GoogleTest.
EndState disturbed_run(const World& world, std::uint64_t seed, RunCounts& counts);

}  // namespace cx::pipeline::testing
