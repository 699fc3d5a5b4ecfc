// Scores of pairs, each computed once in a resolution.
#pragma once

#include "unify/graph.hpp"
#include "unify/score.hpp"

#include <unordered_map>

namespace cx::unify {

struct PairScore {
    int weight = 0;
    Evidence evidence;
};

class PairScores final : public Suspensions {
public:
    // Borrows all. Keys that `flags` does not have are not suspended.
    PairScores(const IdentityModel& model, const KeyFlags& flags) : model_(model), flags_(flags) {}

    // None where the model has no scores, or the records are of different entities.
    const PairScore* between(const Member& a, const Member& b);
    // The same, and none below that weight; such a pair is not kept in mind.
    const PairScore* at_least(int weight, const Member& a, const Member& b);
    const Scorer* scorer() const { return model_.scorer.get(); }

    bool suspended(const MatchKey& key) const override;

private:
    struct PairHash {
        std::size_t operator()(const std::pair<model::RecordId, model::RecordId>& pair) const
        {
            return static_cast<std::size_t>(pair.first) * 0x9E3779B97F4A7C15ULL ^
                   static_cast<std::size_t>(pair.second);
        }
    };

    const IdentityModel& model_;
    const KeyFlags& flags_;
    std::unordered_map<std::pair<model::RecordId, model::RecordId>, PairScore, PairHash> scores_;
};

}  // namespace cx::unify
