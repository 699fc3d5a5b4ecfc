#include "api/found.hpp"

#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"

namespace cx::api {

std::optional<FoundProfile> find_profile(store::View& view, const std::string& id)
{
    if (!is_uuid7(id)) return std::nullopt;
    const std::optional<std::string> today = view.resolve_profile(id);
    if (!today) return std::nullopt;
    std::optional<model::ProfileVersion> profile = view.profile(*today);
    if (!profile) return std::nullopt;
    return FoundProfile{std::move(*profile), *today == id ? "" : id};
}

std::vector<model::RecordKey> keys_of(std::span<const store::MemberRow> members)
{
    std::vector<model::RecordKey> keys;
    for (const store::MemberRow& member : members) keys.push_back(member.version.key);
    return keys;
}

Answer no_profile(const Call& call)
{
    const std::string& id = call.captured("id");
    const bool erased = is_uuid7(id) && call.parts.store.view()->erasure(id);
    return problem(erased ? "api.erased" : "api.no_profile");
}

void put_resolved(json::Value& body, const FoundProfile& found)
{
    if (!found.resolved_from.empty()) body["resolved_from"] = found.resolved_from;
}

}  // namespace cx::api
