// The nouns that travel: entities on their way in, record versions as they are kept, profiles and
// changes on their way out.
#pragma once

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "model/labels.hpp"
#include "model/schema.hpp"
#include "model/types.hpp"

#include <cx/json.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cx::model {

// Where a canonical record came from: one record of one stream of one source (= pipeline).
struct Origin {
    std::string source;
    std::string stream;
    std::string key;

    auto operator<=>(const Origin&) const = default;
};

// A canonical record's name: unique in the hub.
struct RecordKey {
    std::string source;  // The pipeline.
    std::string entity;  // "person"
    std::string key;     // "sap.bp:0001000123"

    auto operator<=>(const RecordKey&) const = default;
};

// Decides ties wherever an order must not depend on arrival.
Hash128 tie_hash(const RecordKey& key);

// One entity that a mapping made of a source record.
struct Entity {
    const EntityType* type = nullptr;
    std::string key;    // "ns:value", instance-qualified where the namespace is
    std::string owner;  // "ns:value" of its party; empty for parties and the ownerless
    Timestamp time;     // Value of the type's time field; zero where there is none
    json::Value data;   // Canonical
    std::vector<Issue> issues;
    bool mention = false;  // Only says that it exists: nothing where somebody speaks of it already.
};

using RecordId = std::int64_t;  // Inside one store; never leaves it.
using Seq = std::int64_t;       // Position in the one order of all changes; starts at 1.

// A version of a canonical record, as kept.
struct RecordVersion {
    enum class Op { upsert, remove };

    Seq seq = 0;
    RecordId record = 0;
    RecordKey key;
    EntityKind kind = EntityKind::party;
    int version = 0;  // 1, 2, ... in order of recording
    Op op = Op::upsert;
    Timestamp occurred_at;  // In the world, zero where the mapping gives none
    Timestamp observed_at;  // Read from the source
    Timestamp recorded_at;  // Written by the hub
    Origin origin;
    std::string mapping;  // "sap/business-partner@3"
    std::string owner;
    Timestamp time;    // Of the type's time field
    std::string data;  // Canonical JSON text; empty for remove
    Hash128 hash;      // Of op and data
    std::vector<Issue> issues;
    bool current = false;
};

// One golden value's reason.
struct Provenance {
    std::string
        field;  // "name", "birth_date"; list fields have one per element: "contact_points/0"
    RecordKey record;
    int version = 0;
    std::string rule;    // "verified", "source_order", "most_recent", "most_frequent", "longest",
                         // "tie", "union", "only"
    std::string labels;  // LabelSet::text()

    bool operator==(const Provenance&) const = default;
};

struct ProfileVersion {
    enum class Kind { created, updated, merged, split, removed };

    Seq seq = 0;
    std::string profile_id;
    int version = 0;
    Kind kind = Kind::created;
    std::string entity;  // "person" or "organization"
    Timestamp recorded_at;
    json::Value golden;
    std::vector<Provenance> provenance;
    std::string config_id;
    bool backfill = false;  // Made by an import or first load.
    std::string
        merged_into;  // kind removed: the profile that absorbed it; empty where all records left.
};

std::string_view to_text(ProfileVersion::Kind kind);
std::string_view to_text(EntityKind kind);
std::string_view to_text(RecordVersion::Op op);

json::Value to_json(const Provenance& provenance);
json::Value to_json(const Issue& issue);

}  // namespace cx::model
