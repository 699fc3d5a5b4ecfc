// Scored pairs as the store keeps them.
#pragma once

#include "store/store.hpp"
#include "unify/model.hpp"
#include "unify/resolve.hpp"

#include <span>
#include <vector>

namespace cx::pipeline {

struct ScoredPairs {
    std::vector<store::EdgeRow> edges;
    std::vector<model::RecordId> of;  // All that is scored about these stands in `edges`.
};

// The pairs of the components that were resolved: those that join records of one cluster, and those
// that a person should look at. `gone`: records that are no more, and so have none.
ScoredPairs scored_pairs(const unify::Resolution& resolution, std::span<const model::RecordId> gone,
                         const unify::IdentityModel& identity);

// Name of the model whose weights are in force; empty where there are none.
std::string model_of(const unify::IdentityModel& identity);

// Levels as the store has them, and back; levels that a later model may have added are left out.
std::string level_bytes(const unify::Evidence& evidence);
unify::Evidence evidence_of(const store::EdgeRow& edge);

}  // namespace cx::pipeline
