// Records that were set aside, and why; tried again, or dismissed.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"

namespace cx::api {
namespace {

json::Object render_reject(const store::RejectRow& row, const Filter& filter)
{
    json::Object reject{
        {"id", row.id},         {"pipeline", row.pipeline},
        {"stream", row.stream}, {"position", row.position},
        {"code", row.code},     {"config_line", row.config_line},
        {"why", row.why},       {"remedy", row.remedy},
        {"state", row.state},   {"recorded_at", to_rfc3339(row.recorded_at)},
    };
    if (filter.keys()) reject.emplace("key", row.key);
    return reject;
}

constexpr std::size_t name_bytes = 200;

// Which open rejects a body means: {pipeline, code, after}. Nothing where it is malformed.
std::optional<store::RejectFilter> filter_in(const json::Value& body)
{
    for (const char* name : {"pipeline", "code", "after"})
        if (body.find(name) && !has_text(body, name, name_bytes)) return std::nullopt;
    return store::RejectFilter{.pipeline = body.text_of("pipeline"),
                               .code = body.text_of("code"),
                               .state = "open",
                               .after_id = body.text_of("after"),
                               .limit = limits::retry_records};
}

}  // namespace

Answer list_rejects(const Call& call)
{
    const int limit = call.limit();
    const std::string state = call.text("state");
    store::RejectFilter filter{.pipeline = call.text("pipeline"),
                               .code = call.text("code"),
                               .state = state.empty()    ? "open"
                                        : state == "all" ? ""
                                                         : state,
                               .after_id = call.text("after"),
                               .limit = limit + 1};
    std::vector<store::RejectRow> rows;
    {
        const auto view = call.parts.store.view();
        rows = view->rejects(filter);
    }
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    if (more) rows.pop_back();
    json::Array page;
    for (const store::RejectRow& row : rows) page.emplace_back(render_reject(row, call.filter));
    return json_answer(json::Object{{"rejects", std::move(page)},
                                    {"next", more ? json::Value(rows.back().id) : json::Value()}});
}

Answer get_reject(const Call& call)
{
    if (!is_uuid7(call.captured("id"))) return problem("api.no_reject");
    std::optional<store::RejectRow> row;
    {
        const auto view = call.parts.store.view();
        row = view->reject(call.captured("id"));
    }
    if (!row) return problem("api.no_reject");
    json::Object reject = render_reject(*row, call.filter);
    Answer noted;
    if (call.caller.has("admin") && call.filter.payloads()) {
        reject.emplace("payload", row->payload);
        noted.fields = {"payload"};
    }
    Answer answer = json_answer(reject);
    answer.fields = std::move(noted.fields);
    return answer;
}

// A payload given here is a record of the administrator's own making, so it takes an administrator.
Answer retry_reject(const Call& call)
{
    if (!is_uuid7(call.captured("id"))) return problem("api.no_reject");
    const auto read = read_body(call.request, {"payload"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    std::optional<std::string> payload;
    if (const json::Value* const given = std::get<json::Value>(read).find("payload")) {
        if (!given->is_object())
            return problem("api.bad_body", "'payload' must be a record, a JSON object");
        if (!call.caller.has("admin"))
            return problem("api.no_scope", "a payload of one's own needs the scope admin");
        payload = json::write(*given);
    }
    Result<json::Value> told = call.parts.admin.retry(call.captured("id"), payload);
    return told ? json_answer(*told) : problem(told.error());
}

Answer retry_rejects(const Call& call)
{
    const auto read = read_body(call.request, {"pipeline", "code", "after"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto filter = filter_in(std::get<json::Value>(read));
    if (!filter) return problem("api.bad_body", "'pipeline', 'code' and 'after' must be texts");
    return json_answer(call.parts.admin.retry_page(*filter));
}

Answer dismiss_reject(const Call& call)
{
    if (!is_uuid7(call.captured("id"))) return problem("api.no_reject");
    const auto row = call.parts.store.view()->reject(call.captured("id"));
    if (!row) return problem("api.no_reject");
    if (row->state != "open") return problem("reject.closed");
    call.parts.store.save_reject_state(row->id, "dismissed");
    return json_answer(json::Object{{"dismissed", 1}});
}

Answer dismiss_rejects(const Call& call)
{
    const auto read = read_body(call.request, {"pipeline", "code", "after"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto filter = filter_in(std::get<json::Value>(read));
    if (!filter) return problem("api.bad_body", "'pipeline', 'code' and 'after' must be texts");
    const std::vector<store::RejectRow> rows = call.parts.store.view()->rejects(*filter);
    for (const store::RejectRow& row : rows)
        call.parts.store.save_reject_state(row.id, "dismissed");
    const bool more = rows.size() == static_cast<std::size_t>(filter->limit);
    return json_answer(json::Object{{"dismissed", static_cast<std::uint64_t>(rows.size())},
                                    {"next", more ? json::Value(rows.back().id) : json::Value()}});
}

}  // namespace cx::api
