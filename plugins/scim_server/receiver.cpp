#include "scim_server/receiver.hpp"

#include "scim_server/answers.hpp"
#include "scim_server/path.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scim_server {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

constexpr std::size_t body_bytes = 256U << 10;
constexpr std::size_t answer_bytes = 900U << 10;  // Of the resources of a list

// "scim/v2/Users/1" as "Users/1": providers put what they like before the names of RFC 7644.
std::string_view own_path(std::string_view path)
{
    while (path.ends_with('/')) path.remove_suffix(1);
    for (const std::string_view name :
         {"Users", "Groups", "ServiceProviderConfig", "ResourceTypes", "Schemas", "Bulk", "Me"}) {
        const std::size_t at = path.find(name);
        if (at != std::string_view::npos && (at == 0 || path[at - 1] == '/'))
            return path.substr(at);
    }
    return path;
}

// Same content, same version: what does not change a user makes no new one.
std::string version_of(const Value& user)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : cx::json::write(user))
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return fmt::format("W/\"{:016x}\"", hash);
}

// From 1; `otherwise` where it is not told or is no number.
std::size_t number_of(std::string_view text, std::size_t otherwise)
{
    const std::optional<std::int64_t> value = Value(text).integer();
    if (!value) return otherwise;
    return static_cast<std::size_t>(std::max<std::int64_t>(*value, 0));
}

}  // namespace

Value ScimReceiver::shown(Value user) const
{
    const std::string version = version_of(user);
    std::string place = "Users/" + user.text_of("id");
    if (!options_.base_url.empty())
        place = options_.base_url + (options_.base_url.ends_with('/') ? "" : "/") + place;
    user["meta"] =
        Object{{"resourceType", "User"}, {"version", version}, {"location", std::move(place)}};
    return user;
}

std::optional<Value> ScimReceiver::body_of(const Call& call) const
{
    if (call.request.body.size() > body_bytes) {
        refuse(call.response, 413, "tooMany", "a user is at most 256 KiB");
        return {};
    }
    cx::Result<Value> body = cx::json::parse(call.request.body);
    if (body && body->is_object()) return *std::move(body);
    refuse(call.response, 400, "invalidSyntax", "the body is no JSON object");
    return {};
}

void ScimReceiver::store(const Call& call, Value user, bool made) const
{
    const Value* const name = user.find("userName");
    if (!name || !name->is_string() || name->empty())
        return refuse(call.response, 400, "invalidValue", "'userName' is a text and required");
    if (call.users.is_taken(name->as_string(), user.text_of("id")))
        return refuse(call.response, 409, "uniqueness", "another user has this userName");
    if (made) user["id"] = call.users.new_id(user);
    if (const Value* const schemas = user.find("schemas"); !schemas || !schemas->is_array())
        user["schemas"] = Array{user_schema};
    const std::string id = user.text_of("id");
    const std::string payload = cx::json::write(user);
    call.out.record({.key = id, .payload = payload});
    call.users.note(user);
    const Value seen = shown(std::move(user));
    const Value& meta = *seen.find("meta");
    call.response.header("ETag", meta.text_of("version"));
    if (made) call.response.header("Location", meta.text_of("location"));
    answer(call.response, made ? 201 : 200, seen);
}

void ScimReceiver::create(const Call& call) const
{
    std::optional<Value> user = body_of(call);
    if (!user) return;
    clean(*user);
    store(call, *std::move(user), true);
}

void ScimReceiver::list(const Call& call) const
{
    const std::string_view filter = call.request.parameter("filter");
    const std::size_t start =
        std::max<std::size_t>(number_of(call.request.parameter("startIndex"), 1), 1);
    const std::size_t count = std::min<std::size_t>(
        number_of(call.request.parameter("count"), list_rows_max), list_rows_max);
    std::vector<std::string> ids;
    if (filter.empty()) {
        ids = call.users.ids();
    } else {
        const auto conditions = read_conditions(filter);
        const auto known = [](const Condition& one) {
            return same_name(one.attribute, "userName") || same_name(one.attribute, "externalId") ||
                   same_name(one.attribute, "id");
        };
        if (!conditions || conditions->size() != 1 || !known(conditions->front()))
            return refuse(call.response, 400, "invalidFilter",
                          "filters are: userName, externalId or id, eq, a text");
        const Condition& one = conditions->front();
        if (same_name(one.attribute, "id"))
            ids = call.users.by_id(one.value) ? std::vector{one.value} : std::vector<std::string>();
        else
            for (const Value& user : call.users.by_attribute(one.attribute, one.value))
                ids.push_back(user.text_of("id"));
    }
    Array resources;
    std::size_t bytes = 0;
    for (std::size_t i = start - 1; i < ids.size() && resources.size() < count; ++i) {
        std::optional<Value> user = call.users.by_id(ids[i]);
        if (!user) {
            call.users.note_gone(ids[i]);  // Erased in the hub.
            continue;
        }
        bytes += cx::json::write(*user).size();
        if (bytes > answer_bytes && !resources.empty()) break;
        resources.push_back(shown(*std::move(user)));
    }
    answer(call.response, 200, list_of(std::move(resources), ids.size(), start));
}

void ScimReceiver::users(const Call& call) const
{
    if (call.request.method == "POST") return create(call);
    if (call.request.method == "GET") return list(call);
    call.response.header("Allow", "GET, POST");
    refuse(call.response, 405, "", "users are listed by GET and made by POST");
}

// PUT tells all of the user anew, PATCH what is other.
void ScimReceiver::change(const Call& call, Value user) const
{
    std::optional<Value> body = body_of(call);
    if (!body) return;
    const std::string id = user.text_of("id");
    if (call.request.method == "PUT") {
        user = *std::move(body);
    } else if (const Refusal refused = apply_patch(*body, user); !refused.type.empty()) {
        return refuse(call.response, 400, refused.type, refused.detail);
    }
    clean(user);
    user["id"] = id;
    store(call, std::move(user), false);
}

void ScimReceiver::remove(const Call& call, const Value& user) const
{
    const std::string id = user.text_of("id");
    call.out.record({.key = id, .op = cx::Record::Op::remove});
    call.users.note_gone(id);
    call.response.status(204);
}

void ScimReceiver::user(const Call& call, const std::string& id) const
{
    const std::string_view method = call.request.method;
    std::optional<Value> user = call.users.by_id(id);
    if (!user) return refuse(call.response, 404, "", "there is no user with this id");
    const std::string version = version_of(*user);
    const std::string_view wanted = call.request.header("if-match");
    if (!wanted.empty() && wanted != "*" && wanted != version)
        return refuse(call.response, 412, "", "the user has changed meanwhile");
    if (method == "GET") {
        call.response.header("ETag", version);
        return answer(call.response, 200, shown(*std::move(user)));
    }
    if (method == "PUT" || method == "PATCH") return change(call, *std::move(user));
    if (method == "DELETE") return remove(call, *user);
    call.response.header("Allow", "GET, PUT, PATCH, DELETE");
    refuse(call.response, 405, "", "a user is read, replaced, patched or deleted");
}

void ScimReceiver::dispatch(const Call& call, std::string_view path)
{
    constexpr std::string_view one = "Users/";
    if (path == "Users") return users(call);
    if (path.starts_with(one)) return user(call, std::string(path.substr(one.size())));
    // Providers look whether there are groups; there are none, and none are taken.
    if (path == "Groups" && call.request.method == "GET")
        return answer(call.response, 200, list_of({}, 0, 1));
    if (path.starts_with("Groups") || path == "Bulk" || path == "Me")
        return refuse(call.response, 501, "", "only users are provisioned here");
    const Value told = document(path);
    if (told.is_null()) return refuse(call.response, 404, "", "there is no such resource");
    if (call.request.method == "GET") return answer(call.response, 200, told);
    call.response.header("Allow", "GET");
    refuse(call.response, 405, "", "this is read only");
}

cx::Status ScimReceiver::handle(const cx::Request& request, cx::BatchWriter& out,
                                cx::Response& response)
{
    const std::string stream(request.stream);
    Users& users = streams_.try_emplace(stream, host_, stream).first->second;
    dispatch({.request = request, .out = out, .response = response, .users = users},
             own_path(request.path));
    return cx::ok();
}

}  // namespace scim_server
