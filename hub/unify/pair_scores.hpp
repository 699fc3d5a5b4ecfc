// Scores of pairs, each computed once in a resolution.
#pragma once

#include "unify/graph.hpp"
#include "unify/score.hpp"

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
    const IdentityModel& model_;
    const KeyFlags& flags_;
    ByPair<PairScore> scores_;
};

}  // namespace cx::unify
