#include "unify/pair_scores.hpp"

#include <limits>

namespace cx::unify {

const PairScore* PairScores::between(const Member& a, const Member& b)
{
    return at_least(std::numeric_limits<int>::min(), a, b);
}

const PairScore* PairScores::at_least(int weight, const Member& a, const Member& b)
{
    if (!model_.scorer || a.features->record.entity != b.features->record.entity) return nullptr;
    const auto pair = std::minmax(a.id, b.id);
    auto found = scores_.find(pair);
    if (found == scores_.end()) {
        PairScore score{.weight = 0, .evidence = compare(*a.features, *b.features, *this)};
        score.weight = model_.scorer->weight(score.evidence);
        if (score.weight < weight) return nullptr;
        found = scores_.emplace(pair, score).first;
    }
    return found->second.weight < weight ? nullptr : &found->second;
}

bool PairScores::suspended(const MatchKey& key) const
{
    const auto found = flags_.find(name_of(key));
    return found != flags_.end() && found->second;
}

}  // namespace cx::unify
