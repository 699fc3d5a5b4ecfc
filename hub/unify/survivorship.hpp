// Golden values: the best of what the members of a profile say, each with its reason. Pure; member
// order changes nothing.
#pragma once

#include "model/record.hpp"
#include "model/schema.hpp"
#include "unify/model.hpp"

#include <cx/json.hpp>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace cx::unify {

// A member's current (or then current) canonical data.
struct MemberRecord {
    model::RecordKey key;
    int version = 0;
    Timestamp
        occurred_at;  // Zero: not known; then observed_at stands in, but any known time beats none.
    Timestamp observed_at;
    const json::Value* data = nullptr;
    // Label sets that the record's mapping gives its top-level fields beyond the schema's own.
    const std::map<std::string, model::LabelSet>* labels = nullptr;
};

struct Golden {
    json::Value data;  // Fields of the entity type, best values; lists are unions.
    std::vector<model::Provenance> provenance;  // Sorted by field.
};

// A candidate value and how it fared, for `why`.
struct FieldCandidate {
    model::RecordKey record;
    int version = 0;
    json::Value value;
    bool chosen = false;
    std::string rule;  // What chose it, or what it lost by.
};

Golden survive(std::span<const MemberRecord> members, const model::EntityType& type,
               const IdentityModel& model);

// All candidates of one top-level field, best first. The first agrees with survive().
std::vector<FieldCandidate> candidates_of(std::string_view field,
                                          std::span<const MemberRecord> members,
                                          const model::EntityType& type,
                                          const IdentityModel& model);

}  // namespace cx::unify
