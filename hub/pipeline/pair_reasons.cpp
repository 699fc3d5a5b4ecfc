#include "pipeline/pair_reasons.hpp"

#include "base/limits.hpp"
#include "pipeline/batch_candidates.hpp"
#include "pipeline/scored.hpp"
#include "unify/pair_scores.hpp"
#include "unify/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cx::pipeline {
namespace {

constexpr std::size_t scorers_kept = 3;        // Some megabytes each
constexpr std::size_t members_compared = 200;  // Of each side

// The keys that both sides have, and whether they are suspended.
class SharedKeys {
public:
    SharedKeys(std::span<const unify::Member> one, std::span<const unify::Member> other,
               store::View& view, const unify::IdentityModel& identity)
    {
        std::vector<unify::MatchKey> keys;
        std::vector<std::uint64_t> hashes;
        {
            std::set<unify::KeyName> here;
            std::set<std::uint64_t> candidates_here;
            for (const unify::Member& member : one) {
                for (const unify::MatchKey& key : member.features->keys)
                    here.insert(unify::name_of(key));
                for (const unify::CandidateKey& key : member.features->candidates)
                    candidates_here.insert(key.hash);
            }
            for (const unify::Member& member : other) {
                for (const unify::MatchKey& key : member.features->keys)
                    if (here.erase(unify::name_of(key)) > 0) keys.push_back(key);
                for (const unify::CandidateKey& key : member.features->candidates)
                    if (candidates_here.erase(key.hash) > 0) hashes.push_back(key.hash);
            }
        }
        BatchCandidates candidates(view, identity, {});
        const auto carriers = candidates.on_keys(keys);
        for (std::size_t i = 0; i < keys.size(); ++i)
            flags_[unify::name_of(keys[i])] = unify::suspended(keys[i], carriers[i], identity);
        const auto hits = candidates.on_candidate_keys(hashes);
        for (std::size_t i = 0; i < hashes.size(); ++i)
            if (!unify::suspended(hits[i], identity)) proposing_.insert(hashes[i]);
    }

    const unify::KeyFlags& flags() const { return flags_; }

    // Whether a key proposes the two to each other at all.
    bool propose(const unify::Member& a, const unify::Member& b) const
    {
        const auto proposes = [&](const unify::MatchKey& key) {
            const auto flag = flags_.find(unify::name_of(key));
            const auto same = [&](const unify::MatchKey& own) {
                return own.ns == key.ns && own.value == key.value;
            };
            return flag != flags_.end() && !flag->second &&
                   std::any_of(b.features->keys.begin(), b.features->keys.end(), same);
        };
        const auto is_candidate = [&](const unify::CandidateKey& key) {
            return proposing_.contains(key.hash) &&
                   std::binary_search(b.features->candidates.begin(), b.features->candidates.end(),
                                      key);
        };
        const unify::Features& of_a = *a.features;
        return std::any_of(of_a.keys.begin(), of_a.keys.end(), proposes) ||
               std::any_of(of_a.candidates.begin(), of_a.candidates.end(), is_candidate);
    }

private:
    unify::KeyFlags flags_;
    std::set<std::uint64_t> proposing_;  // Candidate keys
};

std::string veto_between(const unify::Member& a, const unify::Member& b,
                         std::span<const unify::Decision> decisions,
                         const unify::IdentityModel& identity)
{
    for (const unify::Decision& decision : decisions) {
        const std::set<model::RecordKey> named{decision.a, decision.b};
        if (decision.kind == unify::Decision::Kind::cannot && named.contains(a.features->record) &&
            named.contains(b.features->record))
            return "decision";
    }
    return std::string(unify::objection(*a.features, *b.features, false, identity).rule);
}

}  // namespace

std::shared_ptr<const unify::Scorer> Scorers::find(const std::string& model)
{
    const auto identity = identity_.get();
    if (identity->scorer && identity->scorer->model().id == model) return identity->scorer;
    if (model == unify::default_score_model().id) {
        static const auto shipped =
            std::make_shared<const unify::Scorer>(unify::default_score_model());
        return shipped;
    }
    const std::lock_guard lock(mutex_);
    for (const auto& [id, scorer] : known_)
        if (id == model) return scorer;
    const auto row = store_.view()->model(model);
    if (!row) return nullptr;
    auto weights = unify::read_score_model(row->text);
    if (!weights) return nullptr;
    if (known_.size() == scorers_kept) known_.erase(known_.begin());
    known_.emplace_back(model, std::make_shared<const unify::Scorer>(std::move(*weights)));
    return known_.back().second;
}

double bits(int weight)
{
    return static_cast<double>(weight) / unify::bit;
}

json::Value key_json(const model::RecordKey& key)
{
    return json::Object{{"source", key.source}, {"entity", key.entity}, {"key", key.key}};
}

json::Value terms_json(const unify::Evidence& evidence, const unify::Scorer* scorer)
{
    json::Array terms;
    for (std::size_t i = 0; i < unify::fact_count; ++i) {
        const auto fact = static_cast<unify::Fact>(i);
        const std::size_t level = evidence.level(fact);
        const auto names = unify::level_names(fact);
        if (level == 0 || level >= names.size()) continue;
        json::Object term{{"fact", unify::fact_name(fact)}, {"level", names[level]}};
        if (scorer) {
            const unify::Scorer::Term told = scorer->terms(evidence)[i];
            term.emplace("bits", bits(told.weight));
            if (told.frequency != 0) term.emplace("frequency", bits(told.frequency));
            term.emplace("m", scorer->model().chances[i][level].m);
            term.emplace("u", scorer->model().chances[i][level].u);
        }
        terms.emplace_back(std::move(term));
    }
    json::Value out{json::Object{{"terms", std::move(terms)}}};
    if (scorer) out["prior"] = bits(scorer->prior());
    return out;
}

json::Value nearest_pair(std::span<const unify::Member> one, std::span<const unify::Member> other,
                         std::span<const unify::Decision> decisions, store::View& view,
                         const unify::IdentityModel& identity)
{
    if (!identity.scorer) return {};
    const SharedKeys shared(one, other, view, identity);
    unify::PairScores scores(identity, shared.flags());
    const unify::Member* best_a = nullptr;
    const unify::Member* best_b = nullptr;
    const unify::PairScore* best = nullptr;
    std::int64_t sum = 0;
    std::int64_t pairs = 0;
    for (const unify::Member& a : one.first(std::min(one.size(), members_compared))) {
        for (const unify::Member& b : other.first(std::min(other.size(), members_compared))) {
            const unify::PairScore* const score = scores.between(a, b);
            if (!score) continue;
            sum += score->weight;
            ++pairs;
            if (best && score->weight <= best->weight) continue;
            best = score;
            best_a = &a;
            best_b = &b;
        }
    }
    if (!best) return {};
    json::Value out = terms_json(best->evidence, identity.scorer.get());
    out["a"] = key_json(best_a->features->record);
    out["b"] = key_json(best_b->features->record);
    out["weight"] = bits(best->weight);
    out["probability"] = unify::probability(best->weight);
    out["missing"] = bits(std::max(0, identity.scorer->merge_from() - best->weight));
    out["mean"] = bits(static_cast<int>(sum / pairs));
    out["proposed"] = shared.propose(*best_a, *best_b);
    if (const std::string veto = veto_between(*best_a, *best_b, decisions, identity); !veto.empty())
        out["veto"] = veto;
    return out;
}

}  // namespace cx::pipeline
