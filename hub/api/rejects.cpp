// Records that were set aside, and why.
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"

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

}  // namespace cx::api
