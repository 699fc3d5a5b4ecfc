// What a model would make of the profiles, found by trying it on them; nothing is changed.
//
// It goes through the components page by page, each page in a snapshot of its own, so that memory
// is bounded and nobody waits. Of a store that is too large for that a sample is taken, component
// by component, by a hash of their records' keys: the same set gives the same sample.
#pragma once

#include "store/store.hpp"
#include "unify/model.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cx::pipeline {

struct Forecast {
    struct Merge {
        std::vector<std::string> profiles;  // Ids, the smallest first
        std::size_t records = 0;            // Of all of them together
        int weight = 0;    // Of the best scored pair between two of them, 1/1024 bit; 0: none
        std::string veto;  // What would stand between two of their records; empty: nothing
    };
    struct Split {
        std::string profile;
        std::vector<std::size_t> parts;  // Records of each, the largest first
    };

    double share = 1;                   // Of the components, that were looked at
    std::uint64_t records = 0;          // Looked at, as are all below
    std::uint64_t profiles = 0;         // As they are
    std::uint64_t would_be = 0;         // Profiles by the model
    std::uint64_t merging = 0;          // Profiles that would become one with another
    std::uint64_t splitting = 0;        // Profiles that would be several
    std::uint64_t changing = 0;         // Either
    std::uint64_t merges = 0;           // Profiles that would be made of several
    std::uint64_t vetoed = 0;           // Of those: names or birth dates in them clash,
    std::uint64_t exclusive = 0;        // exclusive identifiers in them differ,
    std::uint64_t outgrown = 0;         // they are large and none that they are made of is.
    std::uint64_t crowded = 0;          // Components so large that only identifiers link in them
    std::size_t largest = 0;            // Records of the largest profile
    std::vector<Merge> merge_examples;  // The most questionable first
    std::vector<Split> split_examples;  // The largest first
};

// `go_on` is told how much of it is done, 0 to 1, and ends it with false. Error: identity.stopped.
Result<Forecast> forecast(store::Store& store, const unify::IdentityModel& model,
                          std::size_t records_most, const std::function<bool(double)>& go_on);

// Ids and counts; no values and no keys.
json::Value to_json(const Forecast& forecast);

}  // namespace cx::pipeline
