// Learns the weights of a store from its own records: expectation maximization over candidate pairs
// (Winkler 1988, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model").
//
// What is learnt: u of each level from random pairs; m from candidate pairs, of each fact only from
// those that fit to teach it, so that a family in a phone or address block does not become one
// person; the prior from the number of matches expected; the frequencies of names. Shipped weights
// come in as imagined observations, so that few pairs change little. Pure, and the same for the
// same set in any order.
#pragma once

#include "unify/pair_scores.hpp"
#include "unify/score.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cx::unify {

// Stores with fewer party records keep the shipped weights.
inline constexpr std::size_t train_records_min = 2000;

// A pair that shares candidate or contact keys.
struct TrainPair {
    std::uint32_t a = 0;  // Indexes of members.
    std::uint32_t b = 0;
    FactBits teaches = 0;  // Bits of the facts whose m it may teach, see facts_taught_by().
};

struct TrainInput {
    std::span<const Member> members;  // First `seeds` records chosen at random, then those that
                                      // share a key with one of them.
    std::size_t seeds = 0;
    std::span<const TrainPair> pairs;  // All pairs of a seed with any other member, each once
    std::size_t records = 0;           // In the store
    const IdentityModel* model = nullptr;
};

struct TrainReport {
    std::size_t pairs = 0;
    double matches = 0;  // Expected among them
    int rounds = 0;
};

ScoreModel train(const TrainInput& input, const std::string& id, TrainReport& report);

// All pairs of `members` that share an unsuspended key, and of which one is among the first
// `seeds`.
std::vector<TrainPair> train_pairs(std::span<const Member> members, std::size_t seeds,
                                   const IdentityModel& model);

// The facts whose agreement between one person's records pairs that share a key made of `own` facts
// can teach: not those that the key itself makes agree; and given names, birth dates and gender not
// by what a family shares, its telephone, mailbox or address.
FactBits facts_taught_by(FactBits own);

}  // namespace cx::unify
