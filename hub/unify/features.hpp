// What identity resolution looks at in one party record. Depends on the record and the model alone.
#pragma once

#include "base/hash.hpp"
#include "model/record.hpp"
#include "unify/facts.hpp"
#include "unify/mailbox.hpp"
#include "unify/model.hpp"
#include "unify/place.hpp"
#include "unify/reading.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cx::unify {

// An identifier as it is indexed: two records with equal (ns, value) meet.
struct MatchKey {
    std::string
        ns;  // "email", "phone", "loyalty.member"; "crm.contact@kr-crm" where instance-scoped
    std::string value;      // Normalized by the namespace's type.
    bool verified = false;  // The source itself verified it.
    bool landline = false;  // Of namespace phone.

    auto operator<=>(const MatchKey&) const = default;
};

// A record is proposed to those that have the same, see candidate_keys.hpp.
struct CandidateKey {
    std::uint64_t hash = 0;  // Of the rule, the entity and the values of its parts
    FactBits facts = 0;      // It is made of these.

    auto operator<=>(const CandidateKey&) const = default;
};

// To be raised with whatever gives a record other keys, another skeleton or another sketch: the
// stored ones are made anew then.
inline constexpr int features_version = 2;

inline constexpr std::size_t places_max = 4;
inline constexpr std::size_t mailboxes_max = 6;

// Stands for a record where only its keys are at hand, see sketch.hpp. All 0: nothing is told.
struct Sketch {
    std::uint64_t names = 0;
    std::uint64_t traits = 0;

    auto operator<=>(const Sketch&) const = default;
};

struct Features {
    model::RecordKey record;
    Hash128 tie;  // tie_hash(record)
    std::vector<MatchKey>
        keys;  // Sorted, unique by (ns, value). The record's own key is among them.
    // Of keys: those that join where the names go together, addresses and telephones aside.
    std::vector<std::uint8_t> identifiers;
    std::vector<NameReading> names;  // First the likeliest. Empty: no usable name, or a masked one.
    std::string name_text;           // Folded whole name as written, for masks.
    std::string generation;  // "jr", "sr", "2", "3": tells a father from his son. Empty: not said.
    bool masked_name = false;
    std::string birth;          // "yyyymmdd" or empty: partial dates and placeholders say nothing.
    std::string gender;         // "m", "f" or empty.
    std::string birth_place;    // Folded letters and digits, words parted by blanks.
    std::string occupation;     // The same.
    std::vector<Place> places;  // At most places_max, sorted, each once.
    std::vector<Mailbox> mailboxes;  // E-mail addresses and login names; at most mailboxes_max.
    std::vector<CandidateKey> candidates;  // Sorted, each once.
    // Stands for "a distinct person" when people on a key are counted; equal for equal first
    // readings. 0: no name.
    std::uint64_t skeleton = 0;
    Sketch sketch;
};

// Taken apart once, looked at by many.
using SharedFeatures = std::shared_ptr<const Features>;

// `data` is the canonical data of a person or organization.
Features extract(const model::RecordKey& record, const json::Value& data,
                 const IdentityModel& model);

SharedFeatures extract_shared(const model::RecordKey& record, const json::Value& data,
                              const IdentityModel& model);

// The key under which the record itself is found: of "sap.bp:0001000123" namespace and value.
MatchKey own_key(const model::RecordKey& record);

}  // namespace cx::unify
