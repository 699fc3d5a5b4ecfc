// For auditors: who looked at whom, who changed what, who decided. Asked for by POST, because names
// of people do not belong in addresses.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"

#include <set>

namespace cx::api {
namespace {

constexpr std::size_t name_bytes = 200;

json::Value names_json(const std::vector<std::string>& names)
{
    json::Array list;
    for (const std::string& name : names) list.emplace_back(name);
    return list;
}

// {"profile", "actor", "since", "before", "limit"}, each of them optional.
std::variant<store::LogFilter, Answer> filter_in(const Call& call, bool with_profile)
{
    auto read = with_profile
                    ? read_body(call.request, {"profile", "actor", "since", "before", "limit"})
                    : read_body(call.request, {"actor", "since", "before", "limit"});
    if (Answer* const refused = std::get_if<Answer>(&read)) return std::move(*refused);
    const auto& body = std::get<json::Value>(read);
    store::LogFilter filter{.profile = body.text_of("profile"), .limit = limits::page_items};
    if (body.find("profile") && !is_uuid7(filter.profile))
        return problem("api.bad_body", "'profile' must be the id of a profile");
    if (body.find("actor") && !has_text(body, "actor", name_bytes))
        return problem("api.bad_body", "'actor' must be a text of at most 200 bytes");
    filter.actor = body.text_of("actor");
    if (body.find("since")) {
        const auto since = parse_rfc3339(body.text_of("since"));
        if (!since) return problem("api.bad_body", "'since' must be an RFC 3339 time");
        filter.since = *since;
    }
    if (const json::Value* const before = body.find("before"); before && !before->is_null())
        filter.before_id = before->integer().value_or(0);
    if (const json::Value* const limit = body.find("limit"))
        filter.limit = static_cast<int>(limit->integer().value_or(0));
    if (filter.limit < 1 || filter.limit > limits::page_items_max)
        return problem("api.bad_body", "'limit' must be a whole number from 1 to 1000");
    return filter;
}

// One page: the rows, and `next` where there may be more.
template <typename Rows, typename Render>
Answer page_of(const char* name, const Rows& rows, int limit, const Render& render)
{
    json::Array page;
    for (const auto& row : rows) page.push_back(render(row));
    const bool full = rows.size() == static_cast<std::size_t>(limit);
    return json_answer(json::Object{{name, std::move(page)},
                                    {"next", full ? json::Value(rows.back().id) : json::Value()}});
}

}  // namespace

Answer audit_access(const Call& call)
{
    const auto filter = filter_in(call, true);
    if (const Answer* const refused = std::get_if<Answer>(&filter)) return *refused;
    const auto& wanted = std::get<store::LogFilter>(filter);
    const auto rows = call.parts.store.view()->accesses(wanted);
    return page_of("accesses", rows, wanted.limit, [](const store::AccessRow& row) {
        return json::Value(json::Object{{"at", to_rfc3339(row.at)},
                                        {"token", row.token},
                                        {"actor", row.actor},
                                        {"remote", row.remote},
                                        {"route", row.route},
                                        {"profiles", names_json(row.profiles)},
                                        {"fields", row.fields}});
    });
}

Answer audit_changes(const Call& call)
{
    const auto filter = filter_in(call, false);
    if (const Answer* const refused = std::get_if<Answer>(&filter)) return *refused;
    const auto& wanted = std::get<store::LogFilter>(filter);
    const auto rows = call.parts.store.view()->audit(wanted);
    return page_of("changes", rows, wanted.limit, [](const store::AuditRow& row) {
        return json::Value(json::Object{{"at", to_rfc3339(row.at)},
                                        {"token", row.token},
                                        {"actor", row.actor},
                                        {"remote", row.remote},
                                        {"action", row.action},
                                        {"subject", row.subject}});
    });
}

// A decision is one word about several pairs of records; their keys are for those who may see them.
Answer audit_decisions(const Call& call)
{
    const int limit = call.limit();
    const auto rows = call.parts.store.view()->decision_log(call.integer("after"), limit);
    json::Array page;
    for (const store::DecisionLogRow& row : rows) {
        const auto record = [&](const model::RecordKey& key) {
            json::Object named{{"source", key.source}, {"entity", key.entity}};
            if (call.filter.keys()) named.emplace("key", key.key);
            return json::Value(std::move(named));
        };
        const bool must = row.decision.kind == store::DecisionRow::Kind::must;
        page.push_back(
            json::Object{{"decision", row.decision.id},
                         {"kind", must ? "must" : "cannot"},
                         {"a", record(row.decision.a)},
                         {"b", record(row.decision.b)},
                         {"actor", row.decision.actor},
                         {"reason", row.decision.reason},
                         {"recorded_at", to_rfc3339(row.decision.recorded_at)},
                         {"revoked_at", row.decision.revoked_at.micros == 0
                                            ? json::Value()
                                            : json::Value(to_rfc3339(row.decision.revoked_at))}});
    }
    const bool full = rows.size() == static_cast<std::size_t>(limit);
    return json_answer(json::Object{{"decisions", std::move(page)},
                                    {"next", full ? json::Value(rows.back().row) : json::Value()}});
}

}  // namespace cx::api
