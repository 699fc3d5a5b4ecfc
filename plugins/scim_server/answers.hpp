// What SCIM says besides users: errors, lists, and the documents by which a service tells what it
// can do.
#pragma once

#include <cx/json.hpp>
#include <cx/receiver.hpp>

#include <string_view>

namespace scim_server {

inline constexpr std::string_view media_type = "application/scim+json";
inline constexpr std::string_view user_schema = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr int list_rows_max = 100;

void answer(cx::Response& response, int status, const cx::json::Value& body);
// `type` is scimType of RFC 7644, or empty.
void refuse(cx::Response& response, int status, std::string_view type, std::string_view detail);

cx::json::Value list_of(cx::json::Array resources, std::size_t total, std::size_t start);
// ServiceProviderConfig, ResourceTypes, Schemas and their members; null where there is no such.
cx::json::Value document(std::string_view path);

}  // namespace scim_server
