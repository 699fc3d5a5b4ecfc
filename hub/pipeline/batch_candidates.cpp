#include "pipeline/batch_candidates.hpp"

#include <algorithm>

namespace cx::pipeline {
namespace {

store::KeyRow row_of(const unify::MatchKey& key, std::uint64_t skeleton)
{
    return {.ns = key.ns, .value = key.value, .skeleton = skeleton, .verified = key.verified};
}

void sort_hits(std::vector<unify::KeyHit>& hits)
{
    std::sort(hits.begin(), hits.end(),
              [](const unify::KeyHit& a, const unify::KeyHit& b) { return a.record < b.record; });
}

}  // namespace

unify::Decision to_decision(const store::DecisionRow& row)
{
    const bool must = row.kind == store::DecisionRow::Kind::must;
    return {.kind = must ? unify::Decision::Kind::must : unify::Decision::Kind::cannot,
            .a = row.a,
            .b = row.b,
            .id = row.id};
}

BatchCandidates::BatchCandidates(store::View& view, const unify::IdentityModel& model,
                                 std::map<model::RecordId, PartyChange> changes,
                                 FeatureCache* cache, std::vector<store::DecisionRow> new_decisions,
                                 std::set<std::string> revoked_decisions)
    : view_(view),
      model_(model),
      cache_(cache),
      changes_(std::move(changes)),
      new_decisions_(std::move(new_decisions)),
      revoked_(std::move(revoked_decisions))
{
    load_changed();
}

// Features of the changed records as they are now, and every key that one of them has or had.
void BatchCandidates::load_changed()
{
    std::vector<model::RecordId> ids;
    for (const auto& [id, change] : changes_) ids.push_back(id);
    const auto old_keys = view_.keys_of(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (const store::KeyRow& old : old_keys[i]) {
            Carried& carried = carried_[{old.ns, old.value}];
            carried.key.ns = old.ns;
            carried.key.value = old.value;
            carried.changed.insert(ids[i]);
            ++carried.stored;
        }
    }
    for (auto& [id, change] : changes_) {
        if (!change.data) continue;
        Party& party = parties_[id];
        party.features = unify::extract(change.key, *change.data, model_);
        party.data = *change.data;
        party.row = {.id = id,
                     .key = change.key,
                     .version = change.version,
                     .occurred_at = change.occurred_at,
                     .observed_at = change.observed_at,
                     .mapping = change.mapping,
                     .data = {},
                     .profile_id = change.profile_id,
                     .component = change.component};
        for (const auto* keys : {&party.features.keys, &party.features.candidates}) {
            for (const unify::MatchKey& key : *keys) {
                Carried& carried = carried_[{key.ns, key.value}];
                carried.key = key;
                carried.changed.insert(id);
                carried.added.push_back({.record = id, .skeleton = party.features.skeleton});
            }
        }
    }
}

std::vector<unify::KeyHit> BatchCandidates::merged(const std::vector<store::KeyCarrier>& stored,
                                                   const Carried* carried) const
{
    std::vector<unify::KeyHit> hits;
    for (const store::KeyCarrier& carrier : stored)
        if (!carried || !carried->changed.contains(carrier.record))
            hits.push_back({.record = carrier.record, .skeleton = carrier.skeleton});
    if (carried) hits.insert(hits.end(), carried->added.begin(), carried->added.end());
    sort_hits(hits);
    return hits;
}

std::vector<model::RecordId> BatchCandidates::touched()
{
    std::set<model::RecordId> touched;
    std::set<std::int64_t> components;
    for (const auto& [id, change] : changes_) {
        if (change.data) touched.insert(id);
        if (change.component != 0) components.insert(change.component);
    }
    std::vector<unify::MatchKey> keys;
    std::vector<store::KeyRow> rows;
    for (const auto& [name, carried] : carried_) {
        keys.push_back(carried.key);
        rows.push_back(row_of(carried.key, 0));
    }
    const auto before = view_.carriers(rows, unify::carriers_read(model_));
    const auto after = on_keys(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::vector<unify::KeyHit> old_hits = merged(before[i], nullptr);
        const bool was = unify::suspended(keys[i], old_hits, model_);
        const bool is = unify::suspended(keys[i], after[i], model_);
        // What the store tells of a key that nobody in the batch has any more is not enough to know
        // its cap.
        const bool left = carried_.at({keys[i].ns, keys[i].value}).added.empty();
        if (was == is && !left) continue;
        for (const unify::KeyHit& hit : was ? after[i] : old_hits) touched.insert(hit.record);
    }
    const std::vector<std::int64_t> former(components.begin(), components.end());
    for (const model::RecordId id : view_.component_members(former)) touched.insert(id);
    for (const auto& [id, change] : changes_)
        if (!change.data) touched.erase(id);
    return {touched.begin(), touched.end()};
}

std::vector<store::KeysUpdate> BatchCandidates::key_updates() const
{
    std::vector<store::KeysUpdate> updates;
    for (const auto& [id, change] : changes_) {
        store::KeysUpdate& update = updates.emplace_back();
        update.record = id;
        if (!change.data) continue;
        const unify::Features& features = parties_.at(id).features;
        for (const auto* keys : {&features.keys, &features.candidates})
            for (const unify::MatchKey& key : *keys)
                update.keys.push_back(row_of(key, features.skeleton));
    }
    return updates;
}

const PartyChange* BatchCandidates::change(model::RecordId id) const
{
    const auto found = changes_.find(id);
    return found == changes_.end() ? nullptr : &found->second;
}

std::vector<std::vector<unify::KeyHit>> BatchCandidates::on_keys(
    std::span<const unify::MatchKey> keys)
{
    std::vector<store::KeyRow> rows;
    std::size_t changed = 0;
    for (const unify::MatchKey& key : keys) {
        rows.push_back(row_of(key, 0));
        const auto found = carried_.find({key.ns, key.value});
        if (found != carried_.end()) changed = std::max(changed, found->second.stored);
    }
    // Changed records are taken out again below, so that many more are read.
    const std::size_t enough = unify::carriers_read(model_);
    const auto stored = view_.carriers(rows, enough + changed);
    std::vector<std::vector<unify::KeyHit>> hits;
    hits.reserve(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto found = carried_.find({keys[i].ns, keys[i].value});
        hits.push_back(merged(stored[i], found == carried_.end() ? nullptr : &found->second));
        if (hits.back().size() > enough) hits.back().resize(enough);
    }
    return hits;
}

std::vector<unify::Member> BatchCandidates::members(std::span<const model::RecordId> ids)
{
    std::vector<unify::Member> members;
    std::vector<model::RecordId> missing;
    for (const model::RecordId id : ids) {
        if (changes_.contains(id) || parties_.contains(id)) continue;
        const unify::Features* cached = cache_ ? cache_->find(id) : nullptr;
        if (cached)
            members.push_back({.id = id, .features = *cached});
        else
            missing.push_back(id);
    }
    load(missing);
    for (const model::RecordId id : ids) {
        const auto found = parties_.find(id);
        if (found != parties_.end())
            members.push_back({.id = id, .features = found->second.features});
    }
    return members;
}

void BatchCandidates::load(std::span<const model::RecordId> ids)
{
    std::vector<model::RecordId> missing;
    for (const model::RecordId id : ids)
        if (!parties_.contains(id) && !changes_.contains(id)) missing.push_back(id);
    for (store::PartyRecord& row : view_.parties(missing)) {
        Party party;
        Result<json::Value> data = json::parse(row.data);
        if (!data) throw store::StoreError("a record's data is not JSON: the store is damaged");
        party.data = std::move(*data);
        row.data.clear();
        const unify::Features* cached = cache_ ? cache_->find(row.id) : nullptr;
        party.features = cached ? *cached : unify::extract(row.key, party.data, model_);
        party.row = std::move(row);
        const model::RecordId id = party.row.id;
        if (cache_) cache_->put(id, party.features);
        parties_.emplace(id, std::move(party));
    }
}

std::vector<unify::Decision> BatchCandidates::decisions(std::span<const model::RecordKey> records)
{
    std::vector<unify::Decision> decisions;
    for (const store::DecisionRow& row : view_.decisions(records))
        if (!revoked_.contains(row.id)) decisions.push_back(to_decision(row));
    for (const store::DecisionRow& row : new_decisions_)
        if (std::find(records.begin(), records.end(), row.a) != records.end() ||
            std::find(records.begin(), records.end(), row.b) != records.end())
            decisions.push_back(to_decision(row));
    return decisions;
}

}  // namespace cx::pipeline
