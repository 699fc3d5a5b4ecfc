// What identity resolution looks at in one party record. Depends on the record and the model alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <cx/json.hpp>

#include "base/hash.hpp"
#include "model/record.hpp"
#include "unify/model.hpp"

namespace cx::unify {

// An identifier as it is indexed: two records with equal (ns, value) meet.
struct MatchKey {
    std::string ns;        // "email", "phone", "loyalty.member"
    std::string value;     // Normalized by the namespace's type; instance-qualified where it is scoped.
    bool verified = false; // The source itself verified it.
    bool landline = false; // Of namespace phone.

    auto operator<=>(const MatchKey&) const = default;
};

// One way to read a name. Skeletons fold spellings of one sound together (identity notes, "Names").
struct NameReading {
    std::string family;    // Skeleton; may be empty.
    std::string given;     // Skeleton; may be empty.

    auto operator<=>(const NameReading&) const = default;
};

struct Features {
    model::RecordKey record;
    Hash128 tie;                       // tie_hash(record)
    std::vector<MatchKey> keys;        // Sorted, unique by (ns, value). The record's own key is among them.
    std::vector<NameReading> names;    // First the likeliest. Empty: no usable name.
    std::string name_text;             // Folded whole name as written, for scripts and masks.
    bool masked_name = false;
    std::string birth;                 // "yyyymmdd" or empty.
    std::string gender;                // "m", "f" or empty.
    // Stands for "a distinct person" when people on a key are counted; equal for equal first readings. 0: no name.
    std::uint64_t skeleton = 0;
};

// `data` is the canonical data of a person or organization.
Features extract(const model::RecordKey& record, const json::Value& data, const IdentityModel& model);

}  // namespace cx::unify
