// What a batch changes in the records: versions to write, and which party records are no longer
// what they were.
//
// A source record replaces the set of entities that it emitted before; what no source record emits
// any more is removed. What is older than what its source record said already is kept as history
// and changes nothing else. See docs/specs/store.md, "Who says a record".
#pragma once

#include "base/ids.hpp"
#include "pipeline/mapped_batch.hpp"
#include "store/store.hpp"
#include "unify/features.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cx::pipeline {

// A party record after the batch; no data: removed.
struct PartyChange {
    model::RecordId id = 0;
    model::RecordKey key;
    std::shared_ptr<const json::Value> data;  // Null: it is gone.
    unify::SharedFeatures features;           // Of the data, where somebody took them already
    int version = 0;
    Timestamp occurred_at;
    Timestamp observed_at;
    std::string mapping;
    std::string profile_id;      // Before the batch; empty for a new or formerly removed record.
    std::int64_t component = 0;  // Before the batch; 0 for a new or formerly removed record.
};

struct RecordChanges {
    std::vector<store::OriginUpdate> origins;
    std::vector<store::RecordUpdate> records;  // Without seq.
    std::vector<store::ClaimUpdate> claims;
    std::vector<store::RejectRow> rejects;
    std::vector<store::RecordPlace> accepted;
    std::map<model::RecordId, PartyChange>
        parties;  // By id, so that nothing depends on hash order.
    store::StreamCounts counts;
    std::map<std::pair<std::string, std::string>, std::uint64_t> issues;  // {entity, code}
    std::map<std::string, std::uint64_t> keywords;  // Of records that are not unchanged
};

struct RecordInputs {
    const StreamContext& stream;
    const MappedBatch& batch;
    store::View& view;
    model::RecordId next_record;
    Timestamp recorded_at;
    IdGenerator& ids;
    bool snapshot = false;  // Every origin seen is marked, also unchanged ones.
};

RecordChanges change_records(const RecordInputs& inputs);

}  // namespace cx::pipeline
