#include "unify/pair_scores.hpp"

namespace cx::unify {

const PairScore* PairScores::between(const Member& a, const Member& b)
{
    if (!model_.scorer || a.features.record.entity != b.features.record.entity) return nullptr;
    const auto pair = std::minmax(a.id, b.id);
    const auto [found, fresh] = scores_.try_emplace(pair);
    if (fresh) {
        found->second.evidence = compare(a.features, b.features, *this);
        found->second.weight = model_.scorer->weight(found->second.evidence);
    }
    return &found->second;
}

bool PairScores::suspended(const MatchKey& key) const
{
    const auto found = flags_.find(name_of(key));
    return found != flags_.end() && found->second;
}

}  // namespace cx::unify
