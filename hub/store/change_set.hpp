// What one commit writes: filled by the applier, written by the store as a whole or not at all.
#pragma once

#include "base/clock.hpp"
#include "model/record.hpp"
#include "store/audit.hpp"
#include "store/erasure.hpp"
#include "store/matching.hpp"
#include "store/status.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cx::store {

using model::Origin;
using model::ProfileVersion;
using model::RecordId;
using model::RecordKey;
using model::RecordVersion;
using model::Seq;

struct KeyRow {
    std::string ns;
    std::string value;
    std::uint64_t skeleton = 0;
    bool verified = false;

    bool operator==(const KeyRow&) const = default;
};

// On which keys a record is proposed, see unify/candidate_keys.hpp, and the sketch by which it is
// judged from afar, see unify/sketch.hpp.
struct CandidateKeys {
    std::vector<std::uint64_t> hashes;  // Ascending, each once
    std::uint64_t names = 0;
    std::uint64_t traits = 0;

    bool operator==(const CandidateKeys&) const = default;
};

struct DecisionRow {
    enum class Kind { must, cannot };

    std::string id;  // UUIDv7; several rows share one: each row is one pair.
    Kind kind = Kind::cannot;
    RecordKey a;
    RecordKey b;
    std::string actor;
    std::string reason;  // Free text: may hold anything.
    Timestamp recorded_at;
    Timestamp revoked_at;  // Zero: it stands.
};

struct OriginUpdate {
    Origin origin;
    Timestamp occurred_at;
    Hash128 payload_hash;
    std::string raw;         // Payload for replay, forbidden numbers masked; empty: keep none.
    Timestamp observed_at;   // When it was read; kept with the payload.
    bool raw_stays = false;  // The payload is kept for as long as the record lives.
    bool raw_goes = false;   // The record is gone, and its payload with it.
};

// A record's new version. New records carry an id from next_record() and version 1; any other
// version must follow the newest recorded, else the commit is refused. Several versions of one
// record may stand in one set, in order.
struct RecordUpdate {
    RecordVersion version;        // `seq` and `record` filled in by the caller.
    bool becomes_current = true;  // False for a version older than the current one.
};

// What an origin says now of a record. Its holder is the origin of the version in force, until an
// update names another one; each other origin that says the record too has a claim.
struct ClaimUpdate {
    enum class Kind { holds, claims, withdraws };

    RecordId record = 0;
    Origin origin;
    Kind kind = Kind::claims;
    int version = 0;  // claims: of the record, what the origin says.
};

// All keys of a record; none removes them all. Of two sets for a record the last counts.
struct KeysUpdate {
    RecordId record = 0;
    std::vector<KeyRow> keys;
    CandidateKeys candidates;
};

struct Assignment {
    RecordId record = 0;
    std::string profile_id;
    std::int64_t component = 0;
};

// An id that no longer names a profile resolves to wherever this record is now.
struct AliasRow {
    std::string old_id;
    RecordId anchor = 0;
};

// One step in the history of a record's membership; append-only. Holds ids and rule names, never
// values.
struct LineageRow {
    Seq seq = 0;
    Timestamp recorded_at;
    RecordId record = 0;
    std::string from;    // Profile; empty: none before.
    std::string to;      // Profile; empty: none after (record removed).
    std::string cause;   // "record", "steward", "model"
    std::string detail;  // "created", "joined", "left", "merged", "split"; or a decision id
};

struct ChangeSet {
    std::string pipeline;  // Empty for a steward's change.
    std::string stream;
    std::optional<std::string> cursor;
    StreamCounts counts;  // To add.
    Timestamp
        recorded_at;  // Of every row in the set; what the rows say themselves is not looked at.
    std::vector<OriginUpdate> origins;
    std::vector<RecordUpdate> records;
    std::vector<ClaimUpdate> claims;
    std::vector<KeysUpdate> keys;
    // Candidate keys are kept with their records, and are found only after
    // Store::index_candidates(): a first load asks for nobody yet, and one index in order costs far
    // less than rows in random places.
    bool index_later = false;
    std::vector<Assignment> assignments;
    std::vector<ProfileVersion> profiles;  // `seq` filled in by the caller.
    std::vector<AliasRow> aliases;
    std::vector<LineageRow> lineage;
    std::vector<RejectRow> rejects;
    // Records that were accepted: earlier open rejects of them are resolved. A reject without a key
    // is of the record at its position.
    std::vector<RecordPlace> accepted;
    std::vector<std::string> closed_rejects;    // ids: retried with success
    std::vector<std::string> resolved_rejects;  // ids: older than one that was retried
    std::vector<DecisionRow> decisions;
    std::vector<std::string> revoked_decisions;
    // Scored pairs. Those that name a record of `edges_of` are replaced as a whole by those of
    // `edges`, which name such a record each.
    std::vector<EdgeRow> edges;
    std::vector<RecordId> edges_of;
    std::vector<VerdictRow> verdicts;  // A later one on a pair replaces the one before.
    std::optional<Erasure> erasure;
    std::optional<Restriction> restriction;
    // Snapshot of a stream: generation bookkeeping. See Writer::snapshot_missing.
    std::optional<std::int64_t> snapshot_generation;  // Origins of this batch were seen in it.
    // Texts by id that versions refer to: configurations and mappings; kept for ever, written once
    // where the id has a version or is a hash. Of a mapping without a version
    // ("labels:crm/contacts") the newest text is kept.
    std::map<std::string, std::string> texts;
};

// What a commit cost, for metrics and for the promise that one record rewrites only its component.
struct CommitReport {
    Seq last_seq = 0;
    std::size_t rows_written = 0;
};

}  // namespace cx::store
