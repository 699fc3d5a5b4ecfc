// From clusters to profiles: which id each cluster keeps, its golden values, and what is written of
// that.
//
// A cluster keeps the id that most of its records had (tie: the older id); an id goes to one
// cluster only. Ids left over become aliases anchored at a record, so that they resolve wherever
// that record goes.
#pragma once

#include "base/ids.hpp"
#include "model/schema.hpp"
#include "pipeline/batch_candidates.hpp"
#include "pipeline/workers.hpp"
#include "store/store.hpp"
#include "unify/resolve.hpp"

#include <functional>
#include <string>
#include <vector>

namespace cx::pipeline {

// Labels that a mapping gives the top-level fields of an entity; nullptr where the mapping is not
// known.
using MappingLabels = std::function<const std::map<std::string, model::LabelSet>*(
    const std::string& mapping, const std::string& entity)>;

struct ProfileChanges {
    std::vector<store::Assignment> assignments;
    std::vector<model::ProfileVersion> profiles;  // Without seq
    std::vector<store::AliasRow> aliases;
    std::vector<store::LineageRow> lineage;  // Without seq
    std::uint64_t created = 0;
    std::uint64_t removed = 0;
    std::uint64_t merges = 0;
    std::uint64_t splits = 0;
    std::uint64_t largest_component = 0;
    std::uint64_t oversized_components = 0;
};

struct ProfileInputs {
    const unify::Resolution& resolution;
    const BatchCandidates& candidates;
    const std::map<model::RecordId, PartyChange>& changes;
    store::View& view;
    const model::Schema& schema;
    const unify::IdentityModel& identity;
    const MappingLabels& labels;
    IdGenerator& ids;
    Timestamp recorded_at;
    std::string config_id;
    std::string cause;  // "record", "steward"
    bool backfill = false;
    Workers workers = {};
};

ProfileChanges change_profiles(const ProfileInputs& inputs);

}  // namespace cx::pipeline
