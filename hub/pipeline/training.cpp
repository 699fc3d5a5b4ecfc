#include "pipeline/training.hpp"

#include "base/limits.hpp"
#include "unify/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

namespace cx::pipeline {
namespace {

// Where the place of the clustering again is kept: "<model>:<last record done>"; nothing is to do
// where it is empty.
constexpr const char* state_owner = "~identity";
constexpr const char* state_key = "clustered";

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

std::string_view word_of(store::ModelRow::State state)
{
    switch (state) {
        case store::ModelRow::State::candidate:
            return "candidate";
        case store::ModelRow::State::active:
            return "active";
        case store::ModelRow::State::retired:
            break;
    }
    return "retired";
}

json::Value model_json(const store::ModelRow& row)
{
    json::Value out{json::Object{
        {"id", row.id}, {"state", word_of(row.state)}, {"created_at", to_rfc3339(row.created_at)}}};
    if (row.activated_at.micros != 0) out["activated_at"] = to_rfc3339(row.activated_at);
    if (const auto figures = json::parse(row.figures)) out["figures"] = *figures;
    return out;
}

}  // namespace

Training::Training(Parts parts) : parts_(parts)
{
    take_over_active();
}

void Training::take_over_active()
{
    const auto active = parts_.store.view()->active_model();
    if (!active) {
        learnt_from_ = 0;
        parts_.applier.use(unify::default_score_model());
        return;
    }
    auto model = unify::read_score_model(active->text);
    if (!model) {
        parts_.telemetry.note(telemetry::LogLevel::error,
                              fmt::format("model {}: {}; the shipped weights are used", active->id,
                                          model.error().message));
        return;
    }
    learnt_from_ = model->records;
    parts_.applier.use(std::move(*model));
}

Result<Training::Trained> Training::learn()
{
    const auto identity = parts_.identity.get();
    if (!identity->scorer)
        return Error{"identity.no_scores", "the configuration has no scores, so none are learnt"};
    const auto view = parts_.store.view();
    const auto records = static_cast<std::size_t>(view->totals().party_records);
    if (records < unify::train_records_min)
        return Error{"identity.few_records",
                     fmt::format("{} records are too few to learn from; the shipped weights fit "
                                 "stores below {}",
                                 records, unify::train_records_min)};
    std::vector<unify::Member> members =
        members_of(*view, choose_seeds(*view, limits::train_seeds), *identity);
    const std::size_t seeds = members.size();
    if (seeds < records)
        for (unify::Member& partner :
             members_of(*view, partners_of(*view, members, *identity), *identity))
            members.push_back(std::move(partner));
    const auto pairs = unify::train_pairs(members, seeds, *identity);
    unify::TrainReport report;
    Trained trained{.model = unify::train({.members = members,
                                           .seeds = seeds,
                                           .pairs = pairs,
                                           .records = records,
                                           .model = identity.get()},
                                          parts_.ids.next(), report)};
    trained.figures = json::Object{{"records", static_cast<std::int64_t>(records)},
                                   {"sampled", static_cast<std::int64_t>(seeds)},
                                   {"pairs", static_cast<std::int64_t>(report.pairs)},
                                   {"expected_matches", report.matches},
                                   {"rounds", report.rounds},
                                   {"prior", trained.model.prior},
                                   {"facts", facts_json(trained.model)}};
    return trained;
}

Result<json::Value> Training::train()
{
    const std::lock_guard lock(mutex_);
    auto trained = learn();
    if (!trained) return trained.error();
    store::ModelRow row{.id = trained->model.id,
                        .created_at = parts_.clock.now(),
                        .text = unify::to_text(trained->model),
                        .figures = json::write(trained->figures)};
    parts_.store.save_model(row);
    return model_json(row);
}

Result<json::Value> Training::put_in_force(const std::string& id)
{
    take_over_active();
    parts_.store.put_state(state_owner, state_key, id + ":0");
    return json::Value{json::Object{{"active", id}}};
}

Result<json::Value> Training::activate(const std::string& id, const std::string& actor)
{
    const std::lock_guard lock(mutex_);
    const auto row = parts_.store.view()->model(id);
    if (!row) return Error{"identity.no_model", "there is no such model"};
    if (auto readable = unify::read_score_model(row->text); !readable) return readable.error();
    if (!parts_.store.activate_model(id, parts_.clock.now()))
        return Error{"identity.active", "the model is active already"};
    parts_.telemetry.note(telemetry::LogLevel::info,
                          fmt::format("model {} is in force, by {}", id, actor));
    return put_in_force(id);
}

Result<json::Value> Training::roll_back(const std::string& actor)
{
    const std::lock_guard lock(mutex_);
    const auto id = parts_.store.roll_back_model();
    if (!id) return Error{"identity.none_active", "the shipped weights are in force"};
    const std::string now = id->empty() ? unify::default_score_model().id : *id;
    parts_.telemetry.note(telemetry::LogLevel::info,
                          fmt::format("model {} is in force again, by {}", now, actor));
    return put_in_force(now);
}

json::Value Training::models()
{
    json::Array rows;
    for (const store::ModelRow& row : parts_.store.view()->models())
        rows.push_back(model_json(row));
    const auto identity = parts_.identity.get();
    return json::Object{
        {"in_force", identity->scorer ? identity->scorer->model().id : std::string()},
        {"clustered", progress()},
        {"models", std::move(rows)}};
}

bool Training::due()
{
    if (!parts_.automatic) return false;
    const auto records = static_cast<std::size_t>(parts_.store.view()->totals().party_records);
    const std::lock_guard lock(mutex_);
    return records >= unify::train_records_min && records >= limits::train_growth * learnt_from_;
}

Result<std::string> Training::renew()
{
    auto made = train();
    if (!made) return made.error();
    const std::string id = made->text_of("id");
    auto active = activate(id, "the hub");
    if (!active) return active.error();
    renewed_ = true;
    return id;
}

bool Training::step()
{
    const std::string state = parts_.store.get_state(state_owner, state_key).value_or("");
    const std::size_t colon = state.rfind(':');
    if (colon == state.npos) return false;
    const model::RecordId after = std::stoll(state.substr(colon + 1));
    const auto page = parts_.store.view()->party_heads(after, limits::recluster_page);
    // A component is named after its first record, and is done with that one.
    std::vector<model::RecordId> first;
    for (const store::View::PartyHead& head : page)
        if (head.component == head.id) first.push_back(head.id);
    if (!first.empty()) parts_.applier.reconsider(first);
    const std::lock_guard lock(mutex_);
    // Another model may have come into force meanwhile, and begins anew.
    if (parts_.store.get_state(state_owner, state_key).value_or("") != state) return true;
    parts_.store.put_state(
        state_owner, state_key,
        page.empty() ? "" : fmt::format("{}:{}", state.substr(0, colon), page.back().id));
    return !page.empty();
}

double Training::progress()
{
    const std::string state = parts_.store.get_state(state_owner, state_key).value_or("");
    const std::size_t colon = state.rfind(':');
    if (colon == state.npos) return 1;
    const auto last = static_cast<double>(std::stoll(state.substr(colon + 1)));
    return std::min(1.0, last / static_cast<double>(parts_.store.next_record()));
}

}  // namespace cx::pipeline
