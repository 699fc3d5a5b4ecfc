// Addresses as text: whose they are, and how a path goes behind a base.
#pragma once

#include <string>
#include <string_view>

namespace rest {

// "https://host:port" in small letters, the port always named; "" where it is no http address.
std::string origin_of(std::string_view url);
// What stands behind the origin: "/v1/items?page=2", or "".
std::string_view behind_origin(std::string_view url);
bool is_absolute(std::string_view url);
// Base and path with exactly one slash between them; an absolute path replaces the base.
std::string joined(std::string_view base, std::string_view path);
// Whether the query of the address has this key, as it would be written there.
bool has_query_key(std::string_view url, std::string_view key);
bool is_loopback(std::string_view origin);

}  // namespace rest
