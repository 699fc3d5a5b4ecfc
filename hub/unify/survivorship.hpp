// Golden values: the best of what the members of a profile say, each with its reason. Pure; member
// order changes nothing.
//
// A field is chosen whole: the parts of a name and the lines of an address move together. Its
// rule's chain is gone through from the front; the first criterion that tells two values apart
// decides, the last tie goes by record hash. A single word or an initial never beats a full name
// ("most_complete" then is the reason). Lists are unions: one element per match key (e-mail
// address, phone number, namespace and value), best first, each with provenance of its own. Masked
// names, placeholders and service numbers never become golden.
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
    Timestamp occurred_at;  // Zero: not known; then the data's updated_at stands in.
    const json::Value* data = nullptr;
    // Label sets that the record's mapping gives its top-level fields beyond the schema's own.
    const std::map<std::string, model::LabelSet>* labels = nullptr;
};

struct Golden {
    json::Value data;  // Fields of the entity type, best values; lists are unions.
    std::vector<model::Provenance> provenance;  // Sorted by field; list elements in their order.
};

// A candidate value and how it fared, for `why`.
struct FieldCandidate {
    model::RecordKey record;
    int version = 0;
    json::Value value;
    bool chosen = false;
    // What chose it ("only" where nobody says otherwise), or what it lost by; "same": equal to a
    // better one; "masked", "placeholder": never a candidate.
    std::string rule;
};

// A value counts as verified where it, or an element of it, has "verified": true or a
// "verified_at".
Golden survive(std::span<const MemberRecord> members, const model::EntityType& type,
               const IdentityModel& model);

// All candidates of one top-level field, best first. The first agrees with survive(); of a list
// field one for each element of each member.
std::vector<FieldCandidate> candidates_of(std::string_view field,
                                          std::span<const MemberRecord> members,
                                          const model::EntityType& type,
                                          const IdentityModel& model);

}  // namespace cx::unify
