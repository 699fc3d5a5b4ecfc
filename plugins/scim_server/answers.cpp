#include "scim_server/answers.hpp"

#include <array>
#include <string>
#include <utility>

namespace scim_server {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

struct Attribute {
    std::string_view name;
    std::string_view type;
    std::string_view parts;  // Of a complex one, parted by spaces
    bool many = false;
};
// What the shipped mapping reads; others are kept all the same.
constexpr std::array<Attribute, 16> attributes{{
    {"userName", "string", ""},
    {"externalId", "string", ""},
    {"name", "complex",
     "formatted familyName givenName middleName honorificPrefix honorificSuffix"},
    {"displayName", "string", ""},
    {"nickName", "string", ""},
    {"title", "string", ""},
    {"userType", "string", ""},
    {"preferredLanguage", "string", ""},
    {"locale", "string", ""},
    {"timezone", "string", ""},
    {"active", "boolean", ""},
    {"emails", "complex", "value type primary", true},
    {"phoneNumbers", "complex", "value type primary", true},
    {"addresses", "complex",
     "formatted streetAddress locality region postalCode country type primary", true},
    {"roles", "complex", "value display type primary", true},
    {"entitlements", "complex", "value display type primary", true},
}};

Value attribute(std::string_view name, std::string_view type, bool many)
{
    const bool user_name = name == "userName";
    return Object{{"name", name},
                  {"type", type},
                  {"multiValued", many},
                  {"required", user_name},
                  {"caseExact", name == "externalId"},
                  {"mutability", "readWrite"},
                  {"returned", "default"},
                  {"uniqueness", user_name ? "server" : "none"}};
}

Value schema()
{
    Array rows;
    for (const Attribute& one : attributes) {
        Value row = attribute(one.name, one.type, one.many);
        std::string_view rest = one.parts;
        while (!rest.empty()) {
            const std::string_view part = rest.substr(0, rest.find(' '));
            row["subAttributes"].push_back(
                attribute(part, part == "primary" ? "boolean" : "string", false));
            rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        }
        rows.push_back(std::move(row));
    }
    return Object{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:Schema"}},
                  {"id", user_schema},
                  {"name", "User"},
                  {"description", "User Account"},
                  {"attributes", std::move(rows)}};
}

Value resource_type()
{
    return Object{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}},
                  {"id", "User"},
                  {"name", "User"},
                  {"description", "User Account"},
                  {"endpoint", "/Users"},
                  {"schema", user_schema}};
}

Value configuration()
{
    const auto supported = [](bool yes) { return Value(Object{{"supported", yes}}); };
    Value filter = supported(true);
    filter["maxResults"] = list_rows_max;
    Value bulk = supported(false);
    bulk["maxOperations"] = 0;
    bulk["maxPayloadSize"] = 0;
    const Value token = Object{{"type", "oauthbearertoken"},
                               {"name", "Bearer token"},
                               {"description", "A token of the hub with the scope ingest"}};
    return Object{{"schemas", Array{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
                  {"patch", supported(true)},
                  {"bulk", std::move(bulk)},
                  {"filter", std::move(filter)},
                  {"changePassword", supported(false)},
                  {"sort", supported(false)},
                  {"etag", supported(true)},
                  {"authenticationSchemes", Array{token}}};
}

}  // namespace

void answer(cx::Response& response, int status, const Value& body)
{
    response.status(status);
    response.body(media_type, cx::json::write(body));
}

void refuse(cx::Response& response, int status, std::string_view type, std::string_view detail)
{
    Object body{{"schemas", Array{"urn:ietf:params:scim:api:messages:2.0:Error"}},
                {"status", std::to_string(status)},
                {"detail", detail}};
    if (!type.empty()) body["scimType"] = type;
    answer(response, status, std::move(body));
}

Value list_of(Array resources, std::size_t total, std::size_t start)
{
    const std::uint64_t rows = resources.size();
    return Object{{"schemas", Array{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
                  {"totalResults", std::uint64_t{total}},
                  {"startIndex", std::uint64_t{start}},
                  {"itemsPerPage", rows},
                  {"Resources", std::move(resources)}};
}

Value document(std::string_view path)
{
    if (path == "ServiceProviderConfig") return configuration();
    if (path == "ResourceTypes") return list_of({resource_type()}, 1, 1);
    if (path == "ResourceTypes/User") return resource_type();
    if (path == "Schemas") return list_of({schema()}, 1, 1);
    if (path == "Schemas/" + std::string(user_schema)) return schema();
    return {};
}

}  // namespace scim_server
