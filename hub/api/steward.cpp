// A steward's split and merge. Who did it is the actor that the application names, else the token.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"

namespace cx::api {
namespace {

constexpr std::size_t reason_bytes = 1000;
constexpr std::size_t name_bytes = 200;

Answer outcome_answer(const Result<Steward::Outcome>& outcome, const char* action, const Call& call)
{
    call.parts.telemetry.steward_acted(action, static_cast<bool>(outcome));
    if (!outcome) return problem(outcome.error());
    json::Array profiles;
    for (const std::string& id : outcome->profiles) profiles.emplace_back(id);
    Answer answer = json_answer(
        json::Object{{"decision", outcome->decision}, {"profiles", std::move(profiles)}});
    answer.subject = "decision=" + outcome->decision;
    return answer;
}

std::optional<std::vector<model::RecordKey>> records_in(const json::Value& body)
{
    std::vector<model::RecordKey> keys;
    const json::Value* const records = body.find("records");
    if (!records) return keys;
    if (!records->is_array() || records->as_array().size() > limits::component_records)
        return std::nullopt;
    for (const json::Value& record : records->as_array()) {
        if (!has_text(record, "source", name_bytes) || !has_text(record, "entity", name_bytes) ||
            !has_text(record, "key", limits::key_bytes) || record.as_object().size() != 3)
            return std::nullopt;
        keys.push_back({record.text_of("source"), record.text_of("entity"), record.text_of("key")});
    }
    return keys;
}

}  // namespace

std::string actor_of(const Call& call)
{
    return call.request.actor.empty() ? call.caller.name : call.request.actor;
}

Answer split_profile(const Call& call)
{
    const auto read = read_body(call.request, {"records", "reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (!has_text(body, "reason", reason_bytes))
        return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
    const auto records = records_in(body);
    if (!records)
        return problem(
            "api.bad_body",
            "'records' must be a list of at most 500 {source, entity, key}, all of them text");
    if (!is_uuid7(call.captured("id"))) return problem("api.no_profile");
    return outcome_answer(call.parts.steward.split(call.captured("id"), *records, actor_of(call),
                                                   body.text_of("reason")),
                          "split", call);
}

Answer merge_profiles(const Call& call)
{
    const auto read = read_body(call.request, {"a", "b", "reason"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (!has_text(body, "reason", reason_bytes))
        return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
    const std::string a = body.text_of("a");
    const std::string b = body.text_of("b");
    if (!is_uuid7(a) || !is_uuid7(b))
        return problem("api.bad_body", "'a' and 'b' must be ids of profiles");
    return outcome_answer(call.parts.steward.merge(a, b, actor_of(call), body.text_of("reason")),
                          "merge", call);
}

}  // namespace cx::api
