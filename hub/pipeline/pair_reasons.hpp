// What pairs of records are made of: by the model that scored them, and by the one in force.
#pragma once

#include "pipeline/active_identity.hpp"
#include "store/store.hpp"
#include "unify/resolve.hpp"
#include "unify/score.hpp"

#include <cx/json.hpp>

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cx::pipeline {

// Weights by the id of their model. [any-thread]
class Scorers {
public:
    // Both outlive it.
    Scorers(store::Store& store, const ActiveIdentity& identity)
        : store_(store), identity_(identity)
    {
    }

    // In force, shipped, or kept by the store though retired; nullptr where the model is gone.
    std::shared_ptr<const unify::Scorer> find(const std::string& model);

private:
    using Known = std::pair<std::string, std::shared_ptr<const unify::Scorer>>;

    store::Store& store_;
    const ActiveIdentity& identity_;
    std::mutex mutex_;
    std::vector<Known> known_;  // Read from the store, the newest last
};

double bits(int weight);

// {prior, terms: [{fact, level, bits, frequency, m, u}]}; without a scorer only facts and levels. A
// fact that one of the records does not have says nothing and is not told.
json::Value terms_json(const unify::Evidence& evidence, const unify::Scorer* scorer);

// Of a record of the one and a record of the other the pair that comes nearest, see
// api::Explain::why_not. Null where nothing is scored. `view` tells which keys are suspended.
json::Value nearest_pair(std::span<const unify::Member> one, std::span<const unify::Member> other,
                         std::span<const unify::Decision> decisions, store::View& view,
                         const unify::IdentityModel& identity);

json::Value key_json(const model::RecordKey& key);

}  // namespace cx::pipeline
