// Paths and filters of SCIM (RFC 7644), as far as identity providers send them.
#pragma once

#include <cx/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scim_server {

// `attribute eq "value"`; several joined by "and".
struct Condition {
    std::string attribute;
    std::string value;
};

// Nothing where the text is another filter.
std::optional<std::vector<Condition>> read_conditions(std::string_view text);

// `urn:…:User:emails[type eq "work"].value`
struct Path {
    std::string schema;     // Of an extension; empty: the core schema
    std::string attribute;  // May be empty: the extension as a whole
    std::vector<Condition> where;
    std::string sub;
};

// Nothing where the text is no path.
std::optional<Path> read_path(std::string_view text);

// Names of attributes know no capitals.
bool same_name(std::string_view a, std::string_view b);
std::string lower(std::string_view text);
// The name as the schema spells it, where it is one of the core schema.
std::string canonical_name(std::string_view name);
// Whether the element of a list is one that the conditions mean.
bool matches(const cx::json::Value& element, const std::vector<Condition>& where);

}  // namespace scim_server
