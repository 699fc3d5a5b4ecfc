#include "unify/resolve.hpp"

#include "unify/graph.hpp"
#include "unify/keys.hpp"
#include "unify/pair_scores.hpp"
#include "unify/rules.hpp"
#include "unify/sketch.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace cx::unify {
namespace {

bool contacts(const MatchKey& key)
{
    return key.ns == "email" || key.ns == "phone";
}

// An identifier that links alone is where spellings of one name meet, so its cap counts people with
// this many spellings.
constexpr std::size_t spellings_per_person = 4;

std::size_t cap_of(const MatchKey& key, const IdentityModel& model)
{
    const NamespaceRule& rule = rule_of(key.ns, model);
    const auto cap =
        static_cast<std::size_t>(std::max(1, key.landline ? rule.cap_landline : rule.cap));
    return contacts(key) ? cap : cap * spellings_per_person;
}

// Walks the graph from the touched records, level by level, with four set-wise questions a level.
class Expansion {
public:
    Expansion(Candidates& candidates, const IdentityModel& model)
        : candidates_(candidates), model_(model), scores_(model, suspended_)
    {
    }

    Resolution run(std::span<const model::RecordId> touched)
    {
        std::vector<model::RecordId> level(touched.begin(), touched.end());
        load(level);
        while (!level.empty()) level = next_level(level);
        return finish();
    }

private:
    struct Known {
        Member member;
        bool reached = false;
        bool proposed_to = false;  // All whom it may meet have been looked at.
    };
    // Whom a record's keys propose to it.
    using Proposals = std::vector<model::RecordId>;

    // Fetches what is not known; leaves in `ids` the live ones not reached before, and marks them
    // reached.
    void load(std::vector<model::RecordId>& ids)
    {
        fetch(ids);
        std::erase_if(ids, [this](model::RecordId id) {
            const auto known = known_.find(id);
            if (known == known_.end() || known->second.reached) return true;
            known->second.reached = true;
            return false;
        });
    }

    void fetch(const std::vector<model::RecordId>& ids)
    {
        std::vector<model::RecordId> missing;
        for (const model::RecordId id : ids)
            if (asked_.insert(id).second) missing.push_back(id);
        if (missing.empty()) return;
        std::sort(missing.begin(), missing.end());
        for (Member& member : candidates_.members(missing)) {
            const model::RecordId id = member.id;
            known_.emplace(id, Known{std::move(member)});
        }
    }

    std::vector<model::RecordId> next_level(const std::vector<model::RecordId>& level)
    {
        std::vector<MatchKey> keys = new_keys(level);
        const std::size_t shared_keys = keys.size();
        const std::set<model::RecordKey> wanted = read_decisions(level, keys);
        std::vector<std::vector<KeyHit>> hits;
        if (!keys.empty()) hits = candidates_.on_keys(keys);

        std::vector<model::RecordId> next;
        std::vector<model::RecordId> ids;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const std::size_t known = ids.size();
            for (const KeyHit& hit : hits[i]) ids.push_back(hit.record);
            if (i < shared_keys && note_suspension(keys[i], hits[i])) ids.resize(known);
        }
        read_candidates(level);
        std::vector<Proposals> proposals;
        for (const model::RecordId id : level) {
            proposals.push_back(proposals_to(known_.at(id)));
            ids.insert(ids.end(), proposals.back().begin(), proposals.back().end());
        }
        fetch(ids);
        for (std::size_t i = shared_keys; i < keys.size(); ++i) take_wanted(hits[i], wanted, next);
        for (std::size_t i = 0; i < level.size(); ++i) {
            const Member& member = known_.at(level[i]).member;
            take_linked(*member.features, next);
            take_scored(member, proposals[i], next);
        }
        load(next);
        return next;
    }

    // Keys of the level that nobody asked about yet.
    std::vector<MatchKey> new_keys(const std::vector<model::RecordId>& level)
    {
        std::vector<MatchKey> keys;
        for (const model::RecordId id : level) {
            const Features& features = *known_.at(id).member.features;
            for (const MatchKey& key : features.keys)
                if (may_link(key, features.record.entity, model_) &&
                    suspended_.emplace(name_of(key), false).second)
                    keys.push_back(key);
        }
        return keys;
    }

    // Who has a candidate key of the level that nobody asked about yet.
    void read_candidates(const std::vector<model::RecordId>& level)
    {
        if (!model_.scorer) return;
        std::vector<std::uint64_t> hashes;
        for (const model::RecordId id : level)
            for (const CandidateKey& key : known_.at(id).member.features->candidates)
                if (asked_candidates_.insert(key.hash).second) hashes.push_back(key.hash);
        if (hashes.empty()) return;
        std::sort(hashes.begin(), hashes.end());  // As they lie in an index
        auto hits = candidates_.on_candidate_keys(hashes);
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            if (unify::suspended(hits[i], model_))
                ++crowded_;
            else if (hits[i].size() > 1)
                proposing_.emplace(hashes[i], std::move(hits[i]));
        }
    }

    // Reads the decisions about the level; appends to `keys` where the other records of
    // must-decisions are found.
    std::set<model::RecordKey> read_decisions(const std::vector<model::RecordId>& level,
                                              std::vector<MatchKey>& keys)
    {
        std::vector<model::RecordKey> records;
        for (const model::RecordId id : level)
            records.push_back(known_.at(id).member.features->record);
        const std::set<model::RecordKey> here(records.begin(), records.end());
        std::set<model::RecordKey> wanted;
        for (Decision& decision : candidates_.decisions(records)) {
            if (decision.kind == Decision::Kind::must)
                for (const model::RecordKey& record : {decision.a, decision.b})
                    if (!here.contains(record) && wanted.insert(record).second)
                        keys.push_back(own_key(record));
            decisions_.insert(std::move(decision));
        }
        return wanted;
    }

    bool note_suspension(const MatchKey& key, std::vector<KeyHit>& hits)
    {
        const bool flag = suspended(key, hits, model_);
        suspended_[name_of(key)] = flag;
        if (!flag) carriers_[name_of(key)] = std::move(hits);
        return flag;
    }

    // Records to which one that was just reached has a link.
    void take_linked(const Features& from, std::vector<model::RecordId>& next) const
    {
        for (const MatchKey& key : from.keys) {
            const auto carriers = carriers_.find(name_of(key));
            if (carriers == carriers_.end()) continue;
            for (const KeyHit& hit : carriers->second) {
                const auto to = known_.find(hit.record);
                if (to == known_.end() || to->second.reached) continue;
                if (linked_on(key, from, *to->second.member.features)) next.push_back(hit.record);
            }
        }
    }

    struct Proposal {
        model::RecordId record;
        Sketch sketch;
        FactBits shared;
    };

    // Whom the keys of a record propose, once for each key, by record.
    std::vector<Proposal> hits_on(const Features& from) const
    {
        std::vector<Proposal> found;
        for (const MatchKey& key : from.keys) {
            const auto carriers = carriers_.find(name_of(key));
            if (carriers == carriers_.end() || !may_link(key, from.record.entity, model_)) continue;
            for (const KeyHit& hit : carriers->second) found.push_back({hit.record, {}, certainly});
        }
        for (const CandidateKey& key : from.candidates) {
            const auto hits = proposing_.find(key.hash);
            if (hits == proposing_.end()) continue;
            for (const CandidateHit& hit : hits->second)
                found.push_back({hit.record, hit.sketch, key.facts});
        }
        std::sort(found.begin(), found.end(), [](const Proposal& left, const Proposal& right) {
            return left.record < right.record;
        });
        return found;
    }

    // Those of them whose score may join them as far as the index tells; each pair is proposed to
    // one of the two.
    Proposals proposals_to(Known& known)
    {
        if (!model_.scorer) return {};
        known.proposed_to = true;
        const Features& from = *known.member.features;
        const std::vector<Proposal> found = hits_on(from);
        Proposals proposals;
        for (std::size_t i = 0; i < found.size();) {
            const model::RecordId to = found[i].record;
            Sketch sketch;
            FactBits shared = 0;
            for (; i < found.size() && found[i].record == to; ++i) {
                if (found[i].shared != certainly) sketch = found[i].sketch;
                shared |= found[i].shared;
            }
            if (!already_met(to) && is_promising(from.sketch, sketch, shared, *model_.scorer))
                proposals.push_back(to);
        }
        return proposals;
    }

    bool already_met(model::RecordId id) const
    {
        const auto known = known_.find(id);
        return known != known_.end() && known->second.proposed_to;
    }

    void take_scored(const Member& from, const Proposals& proposals,
                     std::vector<model::RecordId>& next)
    {
        for (const model::RecordId id : proposals) {
            const auto known = known_.find(id);
            if (known == known_.end()) continue;
            const Known& to = known->second;
            const auto score = scores_.at_least(model_.scorer->review_from(), from, to.member);
            if (!score) continue;
            proposed_.insert(std::minmax(from.id, id));
            if (score->weight < model_.scorer->merge_from()) continue;
            scored_.emplace_back(from.id, id);
            if (!to.reached) next.push_back(id);
        }
    }

    bool linked_on(const MatchKey& key, const Features& a, const Features& b) const
    {
        if (a.record.entity != b.record.entity) return false;
        const MatchKey* other = find(b, key);
        return other != nullptr && link_on(key, *other, compare_names(a, b), model_).has_value();
    }

    static const MatchKey* find(const Features& features, const MatchKey& key)
    {
        for (const MatchKey& own : features.keys)
            if (own.ns == key.ns && own.value == key.value) return &own;
        return nullptr;
    }

    void take_wanted(const std::vector<KeyHit>& carriers, const std::set<model::RecordKey>& wanted,
                     std::vector<model::RecordId>& next) const
    {
        for (const KeyHit& hit : carriers) {
            const auto known = known_.find(hit.record);
            if (known != known_.end() && wanted.contains(known->second.member.features->record))
                next.push_back(hit.record);
        }
    }

    Resolution finish()
    {
        std::vector<Member> members;
        for (auto& [id, known] : known_)
            if (known.reached) members.push_back(std::move(known.member));
        Resolution resolution;
        resolution.suspended_keys = crowded_;
        for (const auto& [name, flag] : suspended_) resolution.suspended_keys += flag ? 1 : 0;
        const std::vector<Decision> decisions(decisions_.begin(), decisions_.end());
        resolution.components =
            components_of(std::move(members), suspended_, decisions, scores_, scored_, model_);
        for (const Component& component : resolution.components)
            resolution.edges += component.edges.size();
        add_reviews(decisions, resolution);
        return resolution;
    }

    // Proposed pairs that did not come together.
    void add_reviews(const std::vector<Decision>& decisions, Resolution& resolution)
    {
        if (proposed_.empty()) return;
        struct Place {
            const Member* member = nullptr;
            std::size_t component = 0;
            std::size_t cluster = 0;
        };
        std::unordered_map<model::RecordId, Place> places;
        for (std::size_t c = 0; c < resolution.components.size(); ++c) {
            const Component& component = resolution.components[c];
            for (std::size_t i = 0; i < component.members.size(); ++i)
                places[component.members[i].id] = {&component.members[i], c,
                                                   component.cluster_of[i]};
        }
        std::size_t outside = resolution.components.size();
        for (const auto& [id, known] : known_)
            if (!known.reached) places[id] = {&known.member, outside++, 0};
        for (const auto& [one, other] : proposed_) {
            const Place& a = places.at(one);
            const Place& b = places.at(other);
            if (a.component == b.component && a.cluster == b.cluster) continue;
            const bool forward = a.member->features->tie < b.member->features->tie;
            resolution.reviews.push_back(forward ? review_of(*a.member, *b.member, decisions)
                                                 : review_of(*b.member, *a.member, decisions));
        }
    }

    Review review_of(const Member& a, const Member& b, const std::vector<Decision>& decisions)
    {
        const PairScore& score = *scores_.between(a, b);
        Review review{.a = a.id, .b = b.id, .weight = score.weight, .evidence = score.evidence};
        review.veto = objection(*a.features, *b.features, false, model_).rule;
        const auto names_both = [&](const Decision& decision) {
            return (decision.a == a.features->record && decision.b == b.features->record) ||
                   (decision.a == b.features->record && decision.b == a.features->record);
        };
        if (std::any_of(decisions.begin(), decisions.end(), names_both)) review.veto = "decision";
        return review;
    }

    Candidates& candidates_;
    const IdentityModel& model_;
    std::unordered_map<model::RecordId, Known> known_;
    std::unordered_set<model::RecordId> asked_;
    KeyFlags suspended_;                   // Every match key asked about.
    ByKey<std::vector<KeyHit>> carriers_;  // Of those that may link.
    std::unordered_set<std::uint64_t> asked_candidates_;
    // Of those that propose somebody.
    std::unordered_map<std::uint64_t, std::vector<CandidateHit>> proposing_;
    std::size_t crowded_ = 0;  // Candidate keys that propose nobody
    std::set<Decision> decisions_;
    PairScores scores_;
    std::set<RecordPair> proposed_;  // For review or to be joined
    ScoredPairs scored_;
};

}  // namespace

std::size_t Component::cluster_count() const
{
    return cluster_of.empty() ? 0 : 1 + *std::max_element(cluster_of.begin(), cluster_of.end());
}

bool suspended(const MatchKey& key, std::span<const KeyHit> carriers, const IdentityModel& model)
{
    if (carriers.size() >= carriers_read(model)) return true;
    std::set<std::uint64_t> people;
    for (const KeyHit& hit : carriers)
        if (hit.skeleton != 0) people.insert(hit.skeleton);
    return people.size() > cap_of(key, model);
}

bool suspended(std::span<const CandidateHit> hits, const IdentityModel& model)
{
    return hits.size() >= candidates_read(model);
}

Resolution resolve(std::span<const model::RecordId> touched, Candidates& candidates,
                   const IdentityModel& model)
{
    return Expansion(candidates, model).run(touched);
}

}  // namespace cx::unify
