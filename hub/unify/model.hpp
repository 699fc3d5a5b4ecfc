// What identity resolution goes by: a versioned value, read from configs/identity.yaml by
// hub/config.
#pragma once

#include "model/types.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

// What an equal identifier of a namespace says about two records.
struct NamespaceRule {
    enum class Links { alone, with_name, never };

    std::string name;  // "loyalty.member", "email", "phone", "kr.ci"
    Links links = Links::never;
    bool exclusive = false;  // One person has one value: a difference vetoes.
    int cap =
        1;  // Distinct people (name skeletons) that one value may serve before it links nobody.
    int cap_landline = 8;       // Namespace phone only: the cap of a landline.
    std::string of = "person";  // person, organization, account, device, place, other
};

// How one golden field (or group of fields that move together) is chosen among the members' values.
struct SurvivorshipRule {
    std::string field;  // Top-level field of the entity: "name", "birth_date"; "*" for the rest.
    std::vector<std::string>
        chain;  // verified, source_order, most_recent, most_frequent, longest; ties by record hash
    std::vector<std::string> sources;  // For source_order: best first.
};

// What of a record makes a key on which it may be proposed as a candidate.
enum class KeyPart {
    word,       // Family name or given name, each by itself: exchanged parts meet
    initial,    // First letter of either name
    stem,       // Consonants of either name: a slip in a vowel or a doubled letter does not matter
    name,       // Family and given name, in either order
    name_stem,  // Consonants of both
    birth,      // Whole date
    year,       // Of birth
    month_day,  // Of birth
    postcode,
    street,  // Road and number
    unit,    // Within the building
    birth_place,
    local,  // Distinctive local part of an e-mail address, or login name
};

// Two records meet where all parts are equal; a record that lacks one has no such key.
struct CandidateRule {
    std::string name;  // Lower-case word, part of the key's namespace: "~birth_word"
    std::vector<KeyPart> parts;
};

class Scorer;

struct IdentityModel {
    int version = 1;
    std::map<std::string, NamespaceRule, std::less<>> namespaces;
    std::vector<SurvivorshipRule> survivorship;
    // Values that never identify anybody, in canonical form: placeholders and the company's own
    // numbers.
    std::vector<std::string> ignored_emails;
    std::vector<std::string> ignored_phones;
    std::vector<std::string> role_mailboxes;  // local parts: "info", "noreply"
    std::size_t key_read_records = 200;       // limits::key_read_records
    std::vector<CandidateRule> candidates;
    std::size_t candidate_records = 100;   // A candidate key with more of them is skipped.
    std::shared_ptr<const Scorer> scorer;  // None: exact rules only.
    std::size_t component_records = 500;   // limits::component_records
    std::string text;  // Canonical text of all of this; part of a configuration id.

    const NamespaceRule* find(std::string_view ns) const;
};

// The model that ships with the hub, used where identity.yaml says nothing; configs/identity.yaml
// equals it.
const IdentityModel& default_model();

}  // namespace cx::unify
