// Erasures: what is taken out of the store for good, and the little that is kept so that it does
// not come back and so that everybody can be told. Part of store.hpp, which includes it.
#pragma once

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "model/record.hpp"

#include <string>
#include <vector>

namespace cx::store {

// One record that belongs to a profile.
struct Belonging {
    model::RecordId id = 0;
    model::RecordKey key;
    model::EntityKind kind = model::EntityKind::party;
    bool live = false;
    std::string profile_id;      // Party records
    std::int64_t component = 0;  // Party records
};

// All that the store holds of one profile, by name.
struct Belongings {
    std::vector<std::string> profiles;   // Ids that resolve to it, its own first
    std::vector<Belonging> parties;      // Its members, and removed records that were its last
    std::vector<Belonging> owned;        // States and events, removed ones included
    std::vector<model::Origin> origins;  // That brought these records and no other live one
    std::vector<model::Origin> shared_origins;  // That brought live records of others, too
    std::vector<std::string> owners;            // "ns:value": own keys and identifiers
};

// What one commit takes out. The profile's last version, of kind `removed` in the same set, is
// published as its erase change.
struct Erasure {
    std::string id;  // UUIDv7
    Belongings what;
    std::vector<Hash128> refused;  // Keyed hashes of what must not come back
    std::string key_id;            // Names the key they were made with
    std::string actor;
    std::string reason;
    model::Seq seq = 0;  // Of the erase change
};

// Keeps a profile's data from being used, or lets it be used again. Hangs on the records, so that
// it follows them through merges and splits: a profile with one restricted record is restricted.
struct Restriction {
    std::string id;  // UUIDv7
    std::vector<model::RecordId> records;
    bool on = true;
    std::string actor;
    std::string reason;
};

// That a sink was told of an erasure.
struct Receipt {
    std::string sink;
    bool taken = false;  // False: the sink refused the change for good
    Timestamp at;
};

struct ErasureRow {
    std::string id;
    std::string profile_id;
    std::vector<std::string> profiles;  // All ids that answer "erased"
    model::Seq seq = 0;
    Timestamp recorded_at;
    std::string actor;
    std::string reason;
    std::uint64_t records = 0;
    std::string key_id;
    Timestamp clean_at;   // When the bytes were gone from the files; zero: not yet
    Timestamp lifted_at;  // Zero: not lifted
    std::string lifted_by;
    std::vector<Receipt> receipts;  // By sink
};

}  // namespace cx::store
