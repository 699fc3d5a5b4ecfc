// The live party records as resolution sees them: the store's, with the changes of the batch laid
// over.
#pragma once

#include "pipeline/feature_cache.hpp"
#include "pipeline/key_overlay.hpp"
#include "pipeline/records.hpp"
#include "store/store.hpp"
#include "unify/graph.hpp"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace cx::pipeline {

// A live party record with its data parsed, kept for survivorship once resolution has read it.
struct Party {
    store::PartyRecord row;
    std::shared_ptr<const json::Value> data;
    unify::SharedFeatures features;
};

class BatchCandidates final : public unify::Candidates {
public:
    BatchCandidates(store::View& view, const unify::IdentityModel& model,
                    std::map<model::RecordId, PartyChange> changes, FeatureCache* cache = nullptr,
                    std::vector<store::DecisionRow> new_decisions = {},
                    std::set<std::string> revoked_decisions = {});

    // Records whose component may have changed: the changed ones, the rest of their former
    // components, and the carriers of keys that were or are no longer suspended.
    std::vector<model::RecordId> touched();
    // Of records that are loaded: who was in a component with one of them and is not among them.
    std::vector<model::RecordId> left_behind(std::span<const model::RecordId> members) const;
    // The keys that the changed records have now.
    std::vector<store::KeysUpdate> key_updates() const;

    // Reads whole what resolution has only compared; before party().
    void load(std::span<const model::RecordId> ids);
    const Party& party(model::RecordId id) const { return parties_.at(id); }
    const PartyChange* change(model::RecordId id) const;

    std::vector<std::vector<unify::KeyHit>> on_keys(std::span<const unify::MatchKey> keys) override;
    std::vector<std::vector<unify::CandidateHit>> on_candidate_keys(
        std::span<const std::uint64_t> hashes) override;
    std::vector<unify::Member> members(std::span<const model::RecordId> ids) override;
    std::vector<unify::Decision> decisions(std::span<const model::RecordKey> records) override;

private:
    void load_changed();
    void touch_suspensions(std::set<model::RecordId>& touched);
    void touch_candidates(std::set<model::RecordId>& touched);
    void read_carriers(std::span<const unify::MatchKey> keys);
    void read_candidates(std::span<const std::uint64_t> hashes);

    store::View& view_;
    const unify::IdentityModel& model_;
    FeatureCache* cache_;  // May be null
    std::map<model::RecordId, PartyChange> changes_;
    std::vector<store::DecisionRow> new_decisions_;
    std::set<std::string> revoked_;
    std::map<model::RecordId, Party> parties_;
    unify::ByKey<unify::MatchKey> changed_keys_;  // That changed records have or had
    KeyOverlay<unify::KeyName, unify::KeyNameHash, unify::KeyHit> on_keys_;
    KeyOverlay<std::uint64_t, std::hash<std::uint64_t>, unify::CandidateHit> on_candidates_;
};

unify::Decision to_decision(const store::DecisionRow& row);

}  // namespace cx::pipeline
