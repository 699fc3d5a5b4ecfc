#include "pipeline/batch_candidates.hpp"

#include "unify/candidate_keys.hpp"

#include <algorithm>
#include <unordered_set>

namespace cx::pipeline {
namespace {

store::KeyRow row_of(const unify::MatchKey& key)
{
    return {.ns = key.ns, .value = key.value, .verified = key.verified};
}

store::KeyRow row_of(const unify::MatchKey& key, const unify::Features& features)
{
    store::KeyRow row = row_of(key);
    row.skeleton = features.skeleton;
    row.names = features.sketch.names;
    row.traits = features.sketch.traits;
    return row;
}

unify::KeyHit hit_of(const store::KeyCarrier& carrier)
{
    return {.record = carrier.record,
            .skeleton = carrier.skeleton,
            .sketch = {.names = carrier.names, .traits = carrier.traits}};
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
            Carried& carried = carried_[unify::name_of(old.ns, old.value)];
            carried.key.ns = old.ns;
            carried.key.value = old.value;
            carried.changed.insert(ids[i]);
            ++carried.stored;
        }
    }
    for (auto& [id, change] : changes_) {
        if (!change.data) continue;
        Party& party = parties_[id];
        party.features = unify::extract_shared(change.key, *change.data, model_);
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
        for (const auto* keys : {&party.features->keys, &party.features->candidates}) {
            for (const unify::MatchKey& key : *keys) {
                Carried& carried = carried_[unify::name_of(key)];
                carried.key = key;
                carried.changed.insert(id);
                carried.added.push_back({.record = id,
                                         .skeleton = party.features->skeleton,
                                         .sketch = party.features->sketch});
            }
        }
    }
}

// As many as are enough, of the stored ones and those of the batch.
std::vector<unify::KeyHit> BatchCandidates::hits_of(const unify::MatchKey& key,
                                                    const std::vector<store::KeyCarrier>& stored,
                                                    const Carried* carried) const
{
    std::vector<unify::KeyHit> hits;
    for (const store::KeyCarrier& carrier : stored)
        if (!carried || !carried->changed.contains(carrier.record)) hits.push_back(hit_of(carrier));
    if (carried && !carried->added.empty()) {  // The stored ones are in order.
        hits.insert(hits.end(), carried->added.begin(), carried->added.end());
        sort_hits(hits);
    }
    hits.resize(std::min(hits.size(), unify::carriers_read(key.ns, model_)));
    return hits;
}

// Who is proposed on a candidate key does not matter where nothing is scored.
bool BatchCandidates::may_be_suspended(const unify::MatchKey& key) const
{
    return model_.scorer || !unify::is_candidate_key(key.ns);
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
    for (const auto& [name, carried] : carried_)
        if (may_be_suspended(carried.key)) keys.push_back(carried.key);
    read_carriers(keys);
    for (const auto& [name, carried] : carried_) {
        if (!may_be_suspended(carried.key)) continue;
        const std::vector<unify::KeyHit> before = hits_of(carried.key, stored_.at(name), nullptr);
        const std::vector<unify::KeyHit> after = hits_of(carried.key, stored_.at(name), &carried);
        const bool was = unify::suspended(carried.key, before, model_);
        const bool is = unify::suspended(carried.key, after, model_);
        // What the store tells of a key that nobody in the batch has any more is not enough to know
        // its cap.
        if (was == is && !carried.added.empty()) continue;
        for (const unify::KeyHit& hit : was ? after : before) touched.insert(hit.record);
    }
    const std::vector<std::int64_t> former(components.begin(), components.end());
    for (const model::RecordId id : view_.component_members(former)) touched.insert(id);
    for (const auto& [id, change] : changes_)
        if (!change.data) touched.erase(id);
    return {touched.begin(), touched.end()};
}

std::vector<model::RecordId> BatchCandidates::left_behind(
    std::span<const model::RecordId> members) const
{
    std::set<std::int64_t> components;
    for (const model::RecordId id : members) components.insert(party(id).row.component);
    components.erase(0);
    const std::vector<std::int64_t> former(components.begin(), components.end());
    const std::unordered_set<model::RecordId> reached(members.begin(), members.end());
    std::vector<model::RecordId> left;
    for (const model::RecordId id : view_.component_members(former))
        if (!reached.contains(id) && !changes_.contains(id)) left.push_back(id);
    return left;
}

std::vector<store::KeysUpdate> BatchCandidates::key_updates() const
{
    std::vector<store::KeysUpdate> updates;
    for (const auto& [id, change] : changes_) {
        store::KeysUpdate& update = updates.emplace_back();
        update.record = id;
        if (!change.data) continue;
        const unify::Features& features = *parties_.at(id).features;
        for (const auto* keys : {&features.keys, &features.candidates})
            for (const unify::MatchKey& key : *keys) update.keys.push_back(row_of(key, features));
    }
    return updates;
}

const PartyChange* BatchCandidates::change(model::RecordId id) const
{
    const auto found = changes_.find(id);
    return found == changes_.end() ? nullptr : &found->second;
}

// Reads the carriers of those keys of which they are not at hand yet. Changed records are taken out
// later, so that as many more are read.
void BatchCandidates::read_carriers(std::span<const unify::MatchKey> keys)
{
    std::map<std::size_t, std::vector<const unify::MatchKey*>> missing;  // By how many are enough
    for (const unify::MatchKey& key : keys) {
        const unify::KeyName name = unify::name_of(key);
        if (!stored_.try_emplace(name).second) continue;
        const auto found = carried_.find(name);
        const std::size_t changed = found == carried_.end() ? 0 : found->second.stored;
        missing[unify::carriers_read(key.ns, model_) + changed].push_back(&key);
    }
    for (const auto& [enough, group] : missing) {
        std::vector<store::KeyRow> rows;
        for (const unify::MatchKey* key : group) rows.push_back(row_of(*key));
        auto carriers = view_.carriers(rows, enough);
        for (std::size_t i = 0; i < group.size(); ++i)
            stored_[unify::name_of(*group[i])] = std::move(carriers[i]);
    }
}

std::vector<std::vector<unify::KeyHit>> BatchCandidates::on_keys(
    std::span<const unify::MatchKey> keys)
{
    read_carriers(keys);
    std::vector<std::vector<unify::KeyHit>> hits;
    hits.reserve(keys.size());
    for (const unify::MatchKey& key : keys) {
        const unify::KeyName name = unify::name_of(key);
        const auto found = carried_.find(name);
        hits.push_back(
            hits_of(key, stored_.at(name), found == carried_.end() ? nullptr : &found->second));
    }
    for (const unify::MatchKey& key : keys)
        stored_.erase(unify::name_of(key));  // Resolution asks once.
    return hits;
}

std::vector<unify::Member> BatchCandidates::members(std::span<const model::RecordId> ids)
{
    std::vector<unify::Member> members;
    std::vector<model::RecordId> missing;
    for (const model::RecordId id : ids) {
        if (changes_.contains(id) || parties_.contains(id)) continue;
        if (auto cached = cache_ ? cache_->find(id) : nullptr)
            members.push_back({.id = id, .features = std::move(cached)});
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
        if (cache_) party.features = cache_->find(row.id);
        if (!party.features) party.features = unify::extract_shared(row.key, party.data, model_);
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
