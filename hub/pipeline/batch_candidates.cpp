#include "pipeline/batch_candidates.hpp"

#include <algorithm>
#include <unordered_set>

namespace cx::pipeline {
namespace {

store::KeyRow row_of(const unify::MatchKey& key)
{
    return {.ns = key.ns, .value = key.value, .verified = key.verified};
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
    const auto old_candidates = view_.candidate_keys_of(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (const store::KeyRow& old : old_keys[i]) {
            const unify::KeyName name = unify::name_of(old.ns, old.value);
            changed_keys_.try_emplace(name, unify::MatchKey{.ns = old.ns, .value = old.value});
            on_keys_.had(name, ids[i]);
        }
        for (const std::uint64_t hash : old_candidates[i].hashes) on_candidates_.had(hash, ids[i]);
    }
    for (auto& [id, change] : changes_) {
        if (!change.data) continue;
        Party& party = parties_[id];
        party.features = change.features ? change.features
                                         : unify::extract_shared(change.key, *change.data, model_);
        party.data = change.data;
        party.row = {.id = id,
                     .key = change.key,
                     .version = change.version,
                     .occurred_at = change.occurred_at,
                     .observed_at = change.observed_at,
                     .mapping = change.mapping,
                     .data = {},
                     .profile_id = change.profile_id,
                     .component = change.component};
        const unify::Features& features = *party.features;
        for (const unify::MatchKey& key : features.keys) {
            const unify::KeyName name = unify::name_of(key);
            changed_keys_[name] = key;
            on_keys_.has(name, {id, features.skeleton});
        }
        for (const unify::CandidateKey& key : features.candidates)
            on_candidates_.has(key.hash, {id, features.sketch});
    }
}

std::vector<model::RecordId> BatchCandidates::touched()
{
    std::set<model::RecordId> touched;
    std::set<std::int64_t> components;
    for (const auto& [id, change] : changes_) {
        if (change.data) touched.insert(id);
        if (change.component != 0) components.insert(change.component);
    }
    touch_suspensions(touched);
    // Who is proposed does not matter where nothing is scored.
    if (model_.scorer) touch_candidates(touched);
    const std::vector<std::int64_t> former(components.begin(), components.end());
    for (const model::RecordId id : view_.component_members(former)) touched.insert(id);
    for (const auto& [id, change] : changes_)
        if (!change.data) touched.erase(id);
    return {touched.begin(), touched.end()};
}

// Carriers of keys that were or are no longer suspended.
void BatchCandidates::touch_suspensions(std::set<model::RecordId>& touched)
{
    std::vector<unify::MatchKey> keys;
    for (const auto& [name, key] : changed_keys_) keys.push_back(key);
    read_carriers(keys);
    const std::size_t limit = unify::carriers_read(model_);
    for (const auto& [name, key] : changed_keys_) {
        if (on_keys_.is_beyond(name, limit)) continue;
        const std::vector<unify::KeyHit> before = on_keys_.before(name, limit);
        const std::vector<unify::KeyHit> after = on_keys_.after(name, limit);
        const bool was = unify::suspended(key, before, model_);
        const bool is = unify::suspended(key, after, model_);
        // What the store tells of a key that nobody in the batch has any more is not enough to know
        // its cap.
        if (was == is && on_keys_.is_kept(name)) continue;
        for (const unify::KeyHit& hit : was ? after : before) touched.insert(hit.record);
    }
}

void BatchCandidates::touch_candidates(std::set<model::RecordId>& touched)
{
    std::vector<std::uint64_t> hashes = on_candidates_.changed();
    std::sort(hashes.begin(), hashes.end());  // As they lie in the index
    read_candidates(hashes);
    const std::size_t limit = unify::candidates_read(model_);
    for (const std::uint64_t hash : hashes) {
        if (on_candidates_.is_beyond(hash, limit)) continue;
        const std::vector<unify::CandidateHit> before = on_candidates_.before(hash, limit);
        const std::vector<unify::CandidateHit> after = on_candidates_.after(hash, limit);
        const bool was = unify::suspended(before, model_);
        if (was == unify::suspended(after, model_)) continue;
        for (const unify::CandidateHit& hit : was ? after : before) touched.insert(hit.record);
    }
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
        for (const unify::MatchKey& key : features.keys) {
            update.keys.push_back(row_of(key));
            update.keys.back().skeleton = features.skeleton;
        }
        for (const unify::CandidateKey& key : features.candidates)
            update.candidates.hashes.push_back(key.hash);
        update.candidates.names = features.sketch.names;
        update.candidates.traits = features.sketch.traits;
    }
    return updates;
}

const PartyChange* BatchCandidates::change(model::RecordId id) const
{
    const auto found = changes_.find(id);
    return found == changes_.end() ? nullptr : &found->second;
}

void BatchCandidates::read_carriers(std::span<const unify::MatchKey> keys)
{
    std::vector<unify::KeyName> names;
    for (const unify::MatchKey& key : keys) names.push_back(unify::name_of(key));
    on_keys_.fetch(std::span<const unify::KeyName>(names), unify::carriers_read(model_),
                   [&](const std::vector<std::size_t>& group, std::size_t enough) {
                       std::vector<store::KeyRow> rows;
                       for (const std::size_t i : group) rows.push_back(row_of(keys[i]));
                       std::vector<std::vector<unify::KeyHit>> hits;
                       for (const auto& carriers : view_.carriers(rows, enough)) {
                           hits.emplace_back();
                           for (const store::KeyCarrier& carrier : carriers)
                               hits.back().push_back({carrier.record, carrier.skeleton});
                       }
                       return hits;
                   });
}

void BatchCandidates::read_candidates(std::span<const std::uint64_t> hashes)
{
    on_candidates_.fetch(
        hashes, unify::candidates_read(model_),
        [&](const std::vector<std::size_t>& group, std::size_t enough) {
            std::vector<std::uint64_t> asked;
            for (const std::size_t i : group) asked.push_back(hashes[i]);
            std::vector<std::vector<unify::CandidateHit>> hits;
            for (const auto& carriers : view_.candidate_carriers(asked, enough)) {
                hits.emplace_back();
                for (const store::CandidateCarrier& carrier : carriers)
                    hits.back().push_back({carrier.record, {carrier.names, carrier.traits}});
            }
            return hits;
        });
}

// Resolution asks once, so that what was read is not kept.
std::vector<std::vector<unify::KeyHit>> BatchCandidates::on_keys(
    std::span<const unify::MatchKey> keys)
{
    read_carriers(keys);
    std::vector<std::vector<unify::KeyHit>> hits;
    for (const unify::MatchKey& key : keys)
        hits.push_back(on_keys_.after(unify::name_of(key), unify::carriers_read(model_)));
    for (const unify::MatchKey& key : keys) on_keys_.forget(unify::name_of(key));
    return hits;
}

std::vector<std::vector<unify::CandidateHit>> BatchCandidates::on_candidate_keys(
    std::span<const std::uint64_t> hashes)
{
    read_candidates(hashes);
    std::vector<std::vector<unify::CandidateHit>> hits;
    for (const std::uint64_t hash : hashes)
        hits.push_back(on_candidates_.after(hash, unify::candidates_read(model_)));
    for (const std::uint64_t hash : hashes) on_candidates_.forget(hash);
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
        party.data = std::make_shared<json::Value>(std::move(*data));
        row.data.clear();
        if (cache_) party.features = cache_->find(row.id);
        if (!party.features) party.features = unify::extract_shared(row.key, *party.data, model_);
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
