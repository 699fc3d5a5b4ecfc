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
std::vector<model::RecordId> partners_of(store::View& view, const std::vector<unify::Member>& seeds,
                                         const unify::IdentityModel& identity)
{
    std::unordered_set<model::RecordId> known;
    for (const unify::Member& seed : seeds) known.insert(seed.id);
    std::set<std::pair<std::string, std::string>> names;
    for (const unify::Member& seed : seeds)
        for (const auto* keys : {&seed.features->keys, &seed.features->candidates})
            for (const unify::MatchKey& key : *keys) names.emplace(key.ns, key.value);
    std::vector<store::KeyRow> rows;
    std::vector<model::RecordId> partners;
    const auto look_up = [&] {
        for (const auto& carriers : view.carriers(rows, identity.candidate_records + 1)) {
            if (carriers.size() > identity.candidate_records) continue;
            for (const store::KeyCarrier& carrier : carriers)
                if (known.insert(carrier.record).second) partners.push_back(carrier.record);
        }
        rows.clear();
    };
    for (const auto& [ns, value] : names) {
        rows.push_back({.ns = ns, .value = value});
        if (rows.size() == limits::train_page) look_up();
    }
    look_up();
    if (partners.size() > limits::train_partners) partners.resize(limits::train_partners);
    return partners;
}

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
             members_of(*view, partners_of(*view, sample.members, identity), identity))
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
