// The rights of the people whose data the hub keeps: erasure, its receipts, its lifting.
#include "api/body.hpp"
#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"

namespace cx::api {
namespace {

constexpr std::size_t reason_bytes = 1000;

json::Value time_or_null(Timestamp time)
{
    return time.micros == 0 ? json::Value() : json::Value(to_rfc3339(time));
}

// Every sink, told or not: whoever asks wants to know who still has to be told.
json::Value receipts_json(const store::ErasureRow& row, const std::vector<store::SinkStatus>& sinks)
{
    json::Array list;
    for (const store::Receipt& receipt : row.receipts)
        list.push_back(json::Object{{"sink", receipt.sink},
                                    {"state", receipt.taken ? "taken" : "refused"},
                                    {"at", to_rfc3339(receipt.at)}});
    for (const store::SinkStatus& sink : sinks) {
        const bool known =
            std::any_of(row.receipts.begin(), row.receipts.end(),
                        [&](const store::Receipt& receipt) { return receipt.sink == sink.sink; });
        // A sink that began later was never told of the person.
        if (known || sink.delivered >= row.seq) continue;
        list.push_back(
            json::Object{{"sink", sink.sink}, {"state", "waiting"}, {"at", json::Value()}});
    }
    return list;
}

json::Value render_erasure(const store::ErasureRow& row,
                           const std::vector<store::SinkStatus>& sinks)
{
    json::Array profiles;
    for (const std::string& id : row.profiles) profiles.emplace_back(id);
    return json::Object{
        {"id", row.id},
        {"profile_id", row.profile_id},
        {"profile_ids", std::move(profiles)},
        {"seq", row.seq},
        {"recorded_at", to_rfc3339(row.recorded_at)},
        {"actor", row.actor},
        {"reason", row.reason},
        {"records", row.records},
        {"clean_at", time_or_null(row.clean_at)},
        {"lifted_at", time_or_null(row.lifted_at)},
        {"lifted_by", row.lifted_by.empty() ? json::Value() : json::Value(row.lifted_by)},
        {"receipts", receipts_json(row, sinks)}};
}

}  // namespace

Answer erase_profile(const Call& call)
{
    const auto read = read_body(call.request, {"reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (!has_text(body, "reason", reason_bytes))
        return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
    if (!is_uuid7(call.captured("id"))) return problem("api.no_profile");
    const auto erased =
        call.parts.rights.erase(call.captured("id"), actor_of(call), body.text_of("reason"));
    call.parts.telemetry.steward_acted("erase", static_cast<bool>(erased));
    if (!erased) return problem(erased.error());
    Answer answer = json_answer(json::Object{{"erasure", erased->erasure},
                                             {"profile_id", erased->profile_id},
                                             {"records", erased->records},
                                             {"clean", erased->clean}});
    answer.subject = "erasure=" + erased->erasure;
    return answer;
}

namespace {

Answer set_restriction(const Call& call, bool on)
{
    const auto read = read_body(call.request, {"reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (!has_text(body, "reason", reason_bytes))
        return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
    const std::string& id = call.captured("id");
    if (!is_uuid7(id)) return problem("api.no_profile");
    const auto done = call.parts.rights.restrict(id, on, actor_of(call), body.text_of("reason"));
    call.parts.telemetry.steward_acted(on ? "restrict" : "unrestrict", static_cast<bool>(done));
    if (!done && done.error().code == "rights.no_profile") return no_profile(call);
    if (!done) return problem(done.error());
    return json_answer(json::Object{{"profile_id", id}, {"restricted", on}});
}

}  // namespace

Answer restrict_profile(const Call& call)
{
    return set_restriction(call, true);
}

Answer unrestrict_profile(const Call& call)
{
    return set_restriction(call, false);
}

Answer list_erasures(const Call& call)
{
    const int limit = call.limit();
    std::vector<store::ErasureRow> rows;
    std::vector<store::SinkStatus> sinks;
    {
        const auto view = call.parts.store.view();
        rows = view->erasures(call.text("after"), limit + 1);
        sinks = view->sinks();
    }
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    if (more) rows.pop_back();
    json::Array page;
    for (const store::ErasureRow& row : rows) page.push_back(render_erasure(row, sinks));
    return json_answer(json::Object{{"erasures", std::move(page)},
                                    {"next", more ? json::Value(rows.back().id) : json::Value()}});
}

Answer get_erasure(const Call& call)
{
    std::optional<store::ErasureRow> row;
    std::vector<store::SinkStatus> sinks;
    {
        const auto view = call.parts.store.view();
        row = view->erasure(call.captured("id"));
        sinks = view->sinks();
    }
    if (!row) return problem("rights.no_erasure");
    return json_answer(render_erasure(*row, sinks));
}

Answer lift_erasure(const Call& call)
{
    const auto read = read_body(call.request, {"reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    if (!has_text(std::get<json::Value>(read), "reason", reason_bytes))
        return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
    const auto lifted = call.parts.rights.lift(call.captured("id"), actor_of(call));
    call.parts.telemetry.steward_acted("lift", static_cast<bool>(lifted));
    if (!lifted) return problem(lifted.error());
    return get_erasure(call);
}

}  // namespace cx::api
