// Match keys of a record: what it may meet other records on.
#pragma once

#include "unify/features.hpp"

#include <cx/json.hpp>

#include <string_view>
#include <vector>

namespace cx::unify {

// Own key, identifiers, e-mail addresses (as written and as mailbox) and phones of canonical data,
// sorted, unique by (ns, value); verified where any source of the key in the record is.
// Placeholders, service numbers, role mailboxes and values that the model ignores are left out.
std::vector<MatchKey> match_keys(const model::RecordKey& record, const json::Value& data,
                                 const IdentityModel& model);

// An address that the model says identifies nobody.
bool is_ignored_email(std::string_view canonical, const IdentityModel& model);
// What systems write where they have no number or login name: "N/A", 없음, 0000.
bool is_placeholder_id(std::string_view value);

// "crm.contact" of "crm.contact@kr-crm".
std::string_view bare_namespace(std::string_view ns);

// The rule of a key's namespace; one that never links where the model does not know it.
const NamespaceRule& rule_of(std::string_view ns, const IdentityModel& model);

// A number that people are known by, as a passport's: it joins where the names go together, and is
// no address and no telephone.
// Is it one number, written with other separators or in other case ("521-212-123")?
bool same_number(std::string_view a, std::string_view b);

bool is_identifier(std::string_view ns, const IdentityModel& model);

}  // namespace cx::unify
