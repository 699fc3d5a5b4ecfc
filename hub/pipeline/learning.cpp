#include "pipeline/learning.hpp"

#include "base/limits.hpp"
#include "unify/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

namespace cx::pipeline {
namespace {

std::vector<unify::Member> members_of(store::View& view, std::span<const model::RecordId> ids,
                                      const unify::IdentityModel& identity)
{
    std::vector<unify::Member> members;
    for (const store::PartyRecord& row : view.parties(ids)) {
        const Result<json::Value> data = json::parse(row.data);
        if (!data) throw store::StoreError("a record's data is not JSON: the store is damaged");
        members.push_back(
            {.id = row.id, .features = unify::extract_shared(row.key, *data, identity)});
    }
    return members;
}

// Records chosen by a hash of their keys, so that the same set gives the same choice in whatever
// order it came.
std::vector<model::RecordId> choose_seeds(store::View& view, std::size_t most)
{
    std::vector<std::pair<Hash128, model::RecordId>> all;
    model::RecordId after = 0;
    for (;;) {
        const auto page = view.party_heads(after, limits::train_page);
        if (page.empty()) break;
        after = page.back().id;
        for (const store::View::PartyHead& head : page)
            all.emplace_back(model::tie_hash(head.key), head.id);
    }
    std::sort(all.begin(), all.end());
    if (all.size() > most) all.resize(most);
    std::vector<model::RecordId> seeds;
    for (const auto& [hash, id] : all) seeds.push_back(id);
    return seeds;
}

// The records that share a key with one of `seeds`, at most as many as a key may propose.
class Partners {
public:
    Partners(store::View& view, const std::vector<unify::Member>& seeds,
             const unify::IdentityModel& identity)
        : view_(view), most_(identity.candidate_records)
    {
        for (const unify::Member& seed : seeds) known_.insert(seed.id);
        take_keys(seeds);
        take_candidates(seeds);
        if (found_.size() > limits::train_partners) found_.resize(limits::train_partners);
    }

    const std::vector<model::RecordId>& found() const { return found_; }

private:
    void take_keys(const std::vector<unify::Member>& seeds)
    {
        std::set<std::pair<std::string, std::string>> names;
        for (const unify::Member& seed : seeds)
            for (const unify::MatchKey& key : seed.features->keys) names.emplace(key.ns, key.value);
        std::vector<store::KeyRow> rows;
        for (const auto& [ns, value] : names) {
            rows.push_back({.ns = ns, .value = value});
            if (rows.size() < limits::train_page) continue;
            take(view_.carriers(rows, most_ + 1));
            rows.clear();
        }
        take(view_.carriers(rows, most_ + 1));
    }

    void take_candidates(const std::vector<unify::Member>& seeds)
    {
        std::vector<std::uint64_t> hashes;
        for (const unify::Member& seed : seeds)
            for (const unify::CandidateKey& key : seed.features->candidates)
                hashes.push_back(key.hash);
        std::sort(hashes.begin(), hashes.end());
        hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
        for (std::size_t at = 0; at < hashes.size(); at += limits::train_page) {
            const std::size_t n = std::min(hashes.size() - at, std::size_t{limits::train_page});
            take(view_.candidate_carriers(std::span(hashes).subspan(at, n), most_ + 1));
        }
    }

    template <typename Carrier>
    void take(const std::vector<std::vector<Carrier>>& keys)
    {
        for (const std::vector<Carrier>& carriers : keys) {
            if (carriers.size() > most_) continue;
            for (const Carrier& carrier : carriers)
                if (known_.insert(carrier.record).second) found_.push_back(carrier.record);
        }
    }

    store::View& view_;
    const std::size_t most_;
    std::unordered_set<model::RecordId> known_;
    std::vector<model::RecordId> found_;
};

json::Value facts_json(const unify::ScoreModel& model)
{
    json::Object facts;
    for (std::size_t i = 0; i < unify::fact_count; ++i) {
        const auto fact = static_cast<unify::Fact>(i);
        const auto names = unify::level_names(fact);
        json::Object levels;
        for (std::size_t level = 0; level < names.size(); ++level) {
            const unify::LevelChance& chance = model.chances[i][level];
            if (chance.m <= 0) continue;
            levels[std::string(names[level])] = json::Object{{"m", chance.m}, {"u", chance.u}};
        }
        facts[std::string(unify::fact_name(fact))] = std::move(levels);
    }
    return facts;
}

// The records to learn from, seeds first; their reader is given back before the learning begins.
struct Sample {
    std::size_t records = 0;  // In the store
    std::size_t seeds = 0;
    std::vector<unify::Member> members;
};

Sample read_sample(store::Store& store, const unify::IdentityModel& identity)
{
    const auto view = store.view();
    Sample sample{.records = static_cast<std::size_t>(view->totals().party_records)};
    if (sample.records < unify::train_records_min) return sample;
    sample.members = members_of(*view, choose_seeds(*view, limits::train_seeds), identity);
    sample.seeds = sample.members.size();
    if (sample.seeds < sample.records)
        for (unify::Member& partner :
             members_of(*view, Partners(*view, sample.members, identity).found(), identity))
            sample.members.push_back(std::move(partner));
    return sample;
}

}  // namespace

Result<Learnt> learn(store::Store& store, const unify::IdentityModel& identity,
                     const std::string& id)
{
    if (!identity.scorer)
        return Error{"identity.no_scores", "the configuration has no scores, so none are learnt"};
    const Sample sample = read_sample(store, identity);
    if (sample.records < unify::train_records_min)
        return Error{"identity.few_records",
                     fmt::format("{} records are too few to learn from; the shipped weights fit "
                                 "stores below {}",
                                 sample.records, unify::train_records_min)};
    const auto pairs = unify::train_pairs(sample.members, sample.seeds, identity);
    unify::TrainReport report;
    Learnt learnt{.model = unify::train({.members = sample.members,
                                         .seeds = sample.seeds,
                                         .pairs = pairs,
                                         .records = sample.records,
                                         .model = &identity},
                                        id, report)};
    learnt.figures = json::Object{{"records", static_cast<std::int64_t>(sample.records)},
                                  {"sampled", static_cast<std::int64_t>(sample.seeds)},
                                  {"pairs", static_cast<std::int64_t>(report.pairs)},
                                  {"expected_matches", report.matches},
                                  {"rounds", report.rounds},
                                  {"prior", learnt.model.prior},
                                  {"facts", facts_json(learnt.model)}};
    return learnt;
}

}  // namespace cx::pipeline
