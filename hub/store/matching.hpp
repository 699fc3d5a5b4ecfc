// What probabilistic matching leaves in the store: scores of pairs, what people said about pairs,
// and the models. Part of store.hpp, which includes it.
//
// The store knows no weights or levels: it keeps them and sorts by them.
#pragma once

#include "base/clock.hpp"
#include "model/record.hpp"

#include <cstdint>
#include <limits>
#include <string>

namespace cx::store {

// Two party records, in the order that the caller always gives them.
struct RecordPair {
    model::RecordId a = 0;
    model::RecordId b = 0;

    auto operator<=>(const RecordPair&) const = default;
};

// A scored pair.
struct EdgeRow {
    enum class State {
        merged,  // It joins its records.
        review,  // A person should look at it.
    };

    RecordPair pair;
    State state = State::merged;
    int weight = 0;      // In 1/1024 bit
    std::string levels;  // One byte for each comparison
    // Hashes of the values that agree and what their frequency added to the weight; 0: nothing.
    std::uint64_t family = 0;
    std::uint64_t given = 0;
    int family_frequency = 0;
    int given_frequency = 0;
    std::string model;      // Its id
    std::string veto;       // Of a review: the rule that keeps them apart; empty: none
    Timestamp recorded_at;  // When it became what it is; given by the commit.

    auto operator<=>(const EdgeRow&) const = default;
};

// Pairs in one state: those to review by weight, the strongest first; merged ones in order of their
// records.
struct EdgeFilter {
    EdgeRow::State state = EdgeRow::State::review;
    std::string entity;                           // Empty: all
    int least = std::numeric_limits<int>::min();  // Weight, both inclusive
    int most = std::numeric_limits<int>::max();
    // The last pair of the page before, and its weight; no pair: the first page.
    RecordPair after;
    int after_weight = 0;
    int limit = 100;
};

// What a person said about a pair, for good models and honest figures. The newest word counts.
struct VerdictRow {
    RecordPair pair;
    bool same = false;
    bool asked = true;  // The pair was put to a person; false: taken from what a steward did.
    EdgeRow::State state = EdgeRow::State::review;  // Of the pair then, as those below
    int weight = 0;
    std::string levels;
    std::string model;
    std::string decision;  // Id of the decision that was made of it
    std::string actor;
    std::string reason;     // Free text: may hold anything.
    Timestamp recorded_at;  // Given by the commit.
    std::int64_t row = 0;   // Ascends with time; given out by the store.
};

// A model of weights as JSON texts that only its owner understands.
struct ModelRow {
    enum class State { candidate, active, retired };

    std::string id;
    State state = State::candidate;
    Timestamp created_at;
    Timestamp activated_at;  // Zero: never
    std::string text;
    std::string figures;  // What it would change, and how it was trained
};

}  // namespace cx::store
