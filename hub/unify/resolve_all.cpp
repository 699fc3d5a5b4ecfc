#include "unify/graph.hpp"
#include "unify/pair_scores.hpp"
#include "unify/proposals.hpp"
#include "unify/resolve.hpp"

#include <algorithm>
#include <unordered_map>

namespace cx::unify {
namespace {

struct Carriers {
    const MatchKey* key = nullptr;
    std::vector<KeyHit> hits;
};

// Every pair that an unsuspended key proposes, with what its keys tell.
std::map<std::pair<model::RecordId, model::RecordId>, FactBits> proposed_pairs(
    const ByKey<Carriers>& carriers, const KeyFlags& flags,
    const std::unordered_map<model::RecordId, const Member*>& members, const IdentityModel& model)
{
    std::map<std::pair<model::RecordId, model::RecordId>, FactBits> pairs;
    const FactsByRule by_rule = facts_by_rule(model);
    for (const auto& [name, found] : carriers) {
        if (flags.at(name)) continue;
        const FactBits shared =
            is_candidate_key(found.key->ns) ? by_rule.at(found.key->ns) : certainly;
        for (std::size_t i = 0; i < found.hits.size(); ++i) {
            const model::RecordId a = found.hits[i].record;
            if (!proposes(*found.key, members.at(a)->features->record.entity, model)) continue;
            for (std::size_t j = i + 1; j < found.hits.size(); ++j)
                pairs[std::minmax(a, found.hits[j].record)] |= shared;
        }
    }
    return pairs;
}

}  // namespace

Resolution resolve_all(std::span<const Member> members, std::span<const Decision> decisions,
                       const IdentityModel& model)
{
    ByKey<Carriers> carriers;
    std::unordered_map<model::RecordId, const Member*> by_id;
    for (const Member& member : members) {
        by_id.emplace(member.id, &member);
        for (const auto* keys : {&member.features->keys, &member.features->candidates})
            for (const MatchKey& key : *keys) {
                Carriers& found = carriers[name_of(key)];
                found.key = found.key == nullptr ? &key : found.key;
                found.hits.push_back(
                    {member.id, member.features->skeleton, member.features->sketch});
            }
    }
    Resolution resolution;
    KeyFlags flags;
    for (const auto& [name, found] : carriers) {
        const bool flag =
            is_looked_at(*found.key, model) && suspended(*found.key, found.hits, model);
        flags.emplace(name, flag);
        resolution.suspended_keys += flag ? 1 : 0;
    }
    PairScores scores(model, flags);
    ScoredPairs scored;
    if (model.scorer) {
        for (const auto& [pair, shared] : proposed_pairs(carriers, flags, by_id, model)) {
            const Member& a = *by_id.at(pair.first);
            const Member& b = *by_id.at(pair.second);
            if (is_promising(a.features->sketch, b.features->sketch, shared, *model.scorer) &&
                scores.at_least(model.scorer->merge_from(), a, b))
                scored.push_back(pair);
        }
    }
    resolution.components = components_of(std::vector<Member>(members.begin(), members.end()),
                                          flags, decisions, scores, scored, model);
    for (const Component& component : resolution.components)
        resolution.edges += component.edges.size();
    return resolution;
}

}  // namespace cx::unify
