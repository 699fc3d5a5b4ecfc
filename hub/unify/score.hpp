// How likely two records are one person: Fellegi and Sunter, "A Theory for Record Linkage" (1969),
// with comparison levels and the frequencies of names (Winkler 2000, "Frequency-Based Matching").
//
// Weights are integers in 1/1024 bit, so that sums are the same on every machine and in every
// order. A model is a value with a name; training makes another one.
#pragma once

#include "unify/evidence.hpp"

#include <cx/result.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace cx::unify {

inline constexpr int bit = 1024;

// Probability of a level between records of one person and between records of two.
struct LevelChance {
    double m = 0;
    double u = 0;
};

// Of one fact, by level; level 0 says nothing.
using FactChances = std::array<LevelChance, levels_max>;

struct ScoreModel {
    std::string id;           // "default-1", "trained-0192..."
    std::size_t records = 0;  // Of the store when it was trained; 0: shipped
    double prior = 0;         // That two records which share a candidate key are one person.
    double merge_above = 0;   // Probability: from here on an edge,
    double review_above = 0;  // from here on a person should look.
    // Bits, of the average over all pairs of two clusters: below, they stay apart whatever single
    // edge joins them; from the second on, clashes of names and birth dates no longer hold.
    double apart_below = -4;
    double overrule_above = 0;
    std::array<FactChances, fact_count> chances{};
    // How often a name's part is met, by part_value(); a part that is not there has the level's u.
    std::unordered_map<std::uint64_t, double> families;
    std::unordered_map<std::uint64_t, double> givens;

    auto operator<=>(const ScoreModel&) const = delete;
};

// The model in integers, as it is used.
class Scorer {
public:
    explicit Scorer(ScoreModel model);

    struct Term {
        Fact fact = Fact::family;
        std::uint8_t level = 0;
        int weight = 0;     // Of the level
        int frequency = 0;  // Correction for how rare the value is; +-8 bits at most
    };

    int weight(const Evidence& evidence) const;
    // The terms of the weight and the prior add up to it.
    std::array<Term, fact_count> terms(const Evidence& evidence) const;

    const ScoreModel& model() const { return model_; }
    int prior() const { return prior_; }
    int merge_from() const { return merge_from_; }
    int review_from() const { return review_from_; }
    int apart_below() const { return apart_below_; }
    int overrule_from() const { return overrule_from_; }

private:
    int frequency(Fact fact, const Evidence& evidence) const;
    void count_household_once(std::array<Term, fact_count>& terms) const;

    ScoreModel model_;
    std::array<std::array<int, levels_max>, fact_count> weights_{};
    std::unordered_map<std::uint64_t, int> families_;
    std::unordered_map<std::uint64_t, int> givens_;
    int prior_ = 0;
    int merge_from_ = 0;
    int review_from_ = 0;
    int apart_below_ = 0;
    int overrule_from_ = 0;
};

// A model as JSON text and back; reading gives the very same numbers. Error code: identity.model.
std::string to_text(const ScoreModel& model);
Result<ScoreModel> read_score_model(std::string_view text);

// Of a weight: 2^w / (1 + 2^w).
double probability(int weight);

// The shipped weights, for stores that have not been trained.
const ScoreModel& default_score_model();

}  // namespace cx::unify
