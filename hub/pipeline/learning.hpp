// Weights learnt from the records that a store has.
#pragma once

#include "store/store.hpp"
#include "unify/model.hpp"
#include "unify/score.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <string>

namespace cx::pipeline {

struct Learnt {
    unify::ScoreModel model;
    json::Value figures;  // {records, sampled, pairs, expected_matches, rounds, prior, facts}
};

// The same for the same set of records. Takes seconds; nobody waits for it meanwhile. Errors:
// identity.no_scores, identity.few_records.
Result<Learnt> learn(store::Store& store, const unify::IdentityModel& identity,
                     const std::string& id);

}  // namespace cx::pipeline
