// An entry of a directory as a record.
#pragma once

#include <cx/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace directory {

// Attributes in the spelling of the directory; values are any bytes.
using Attributes = std::map<std::string, std::vector<std::string>>;

struct Entry {
    std::string key;      // Empty: the key attribute is not there.
    std::string changed;  // As the directory writes it; empty: it is not told.
    std::string json;
};

// The member names are the attributes', and "dn". One value is a text, several are a list of texts:
// the schemas of directories allow several almost everywhere, and one is what is there. A
// GeneralizedTime becomes RFC 3339, objectGUID its usual text; bytes that are no text become
// base64.
Entry make_entry(std::string_view dn, const Attributes& attributes, std::string_view key,
                 std::string_view changed);

// Parts of the above.
std::string to_base64(std::string_view bytes);
// "20250131093000.0Z" as "2025-01-31T09:30:00Z"; empty where it is no such time in UTC.
std::string to_rfc3339(std::string_view generalized);
// The 16 bytes as Windows prints them; empty where they are not 16.
std::string to_guid(std::string_view bytes);
// Whether the names are the same: those of attributes know no capitals.
bool same_name(std::string_view a, std::string_view b);

}  // namespace directory
