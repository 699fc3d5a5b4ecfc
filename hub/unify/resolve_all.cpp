#include "unify/graph.hpp"
#include "unify/keys.hpp"
#include "unify/pair_scores.hpp"
#include "unify/resolve.hpp"
#include "unify/rules.hpp"
#include "unify/sketch.hpp"

#include <algorithm>
#include <unordered_map>

namespace cx::unify {
namespace {

struct Carriers {
    const MatchKey* key = nullptr;
    std::vector<KeyHit> hits;
};

template <typename Hit>
void add_pairs(const std::vector<Hit>& hits, FactBits shared, ByPair<FactBits>& pairs)
{
    for (std::size_t i = 0; i < hits.size(); ++i)
        for (std::size_t j = i + 1; j < hits.size(); ++j)
            pairs[std::minmax(hits[i].record, hits[j].record)] |= shared;
}

// Adds the pairs that candidate keys propose; answers how many keys are suspended.
std::size_t add_candidate_pairs(std::span<const Member> members, const IdentityModel& model,
                                ByPair<FactBits>& pairs)
{
    struct Having {
        FactBits facts = 0;
        std::vector<CandidateHit> hits;
    };
    std::unordered_map<std::uint64_t, Having> all;
    for (const Member& member : members)
        for (const CandidateKey& key : member.features->candidates) {
            Having& having = all[key.hash];
            having.facts = key.facts;
            having.hits.push_back({member.id, member.features->sketch});
        }
    std::size_t crowded = 0;
    for (const auto& [hash, having] : all) {
        if (suspended(having.hits, model))
            ++crowded;
        else
            add_pairs(having.hits, having.facts, pairs);
    }
    return crowded;
}

}  // namespace

Resolution resolve_all(std::span<const Member> members, std::span<const Decision> decisions,
                       const IdentityModel& model)
{
    ByKey<Carriers> carriers;
    std::unordered_map<model::RecordId, const Member*> by_id;
    for (const Member& member : members) {
        by_id.emplace(member.id, &member);
        for (const MatchKey& key : member.features->keys) {
            Carriers& found = carriers[name_of(key)];
            found.key = found.key == nullptr ? &key : found.key;
            found.hits.push_back({member.id, member.features->skeleton});
        }
    }
    Resolution resolution;
    KeyFlags flags;
    for (const auto& [name, found] : carriers) {
        const bool flag = rule_of(found.key->ns, model).links != NamespaceRule::Links::never &&
                          suspended(*found.key, found.hits, model);
        flags.emplace(name, flag);
        resolution.suspended_keys += flag ? 1 : 0;
    }
    PairScores scores(model, flags);
    ScoredPairs scored;
    const auto joined = [&] {
        return components_of(std::vector<Member>(members.begin(), members.end()), flags, decisions,
                             scores, scored, model);
    };
    resolution.components = joined();
    // Scores come after rules: where these make them all one there is nothing left to join.
    const bool all_one =
        resolution.components.size() == 1 && resolution.components.front().cluster_count() == 1;
    if (model.scorer && !all_one) {
        ByPair<FactBits> pairs;
        for (const auto& [name, found] : carriers) {
            if (flags.at(name)) continue;
            std::vector<KeyHit> linked = found.hits;
            std::erase_if(linked, [&, key = found.key](const KeyHit& hit) {
                const Features& features = *by_id.at(hit.record)->features;
                return !may_link(*key, features.record.entity, model);
            });
            add_pairs(linked, certainly, pairs);
        }
        resolution.suspended_keys += add_candidate_pairs(members, model, pairs);
        for (const auto& [pair, shared] : pairs) {
            const Member& a = *by_id.at(pair.first);
            const Member& b = *by_id.at(pair.second);
            if (is_promising(a.features->sketch, b.features->sketch, shared, *model.scorer) &&
                scores.at_least(model.scorer->merge_from(), a, b))
                scored.push_back(pair);
        }
        resolution.components = joined();
    }
    for (const Component& component : resolution.components)
        resolution.edges += component.edges.size();
    return resolution;
}

}  // namespace cx::unify
