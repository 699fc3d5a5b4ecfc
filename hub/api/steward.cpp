// A steward's split, merge and forbid. Who did it is the actor that the application names, else the
// token.
#include "api/steward.hpp"

#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"

namespace cx::api {
namespace {

constexpr std::size_t reason_bytes = 1000;
constexpr std::size_t name_bytes = 200;

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

bool is_preview(const json::Value& body)
{
    const json::Value* const preview = body.find("preview");
    return preview && preview->is_bool() && preview->as_bool();
}

// A preview needs no reason.
std::optional<Answer> check_act(const json::Value& body)
{
    if (const json::Value* const preview = body.find("preview"); preview && !preview->is_bool())
        return problem("api.bad_body", "'preview' must be true or false");
    return is_preview(body) && !body.find("reason") ? std::nullopt : check_reason(body);
}

Answer on_two_profiles(const Call& call, Steward::Act::Kind kind)
{
    const auto read = read_body(call.request, {"a", "b", "reason", "preview"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (std::optional<Answer> refused = check_act(body)) return std::move(*refused);
    const std::string a = body.text_of("a");
    const std::string b = body.text_of("b");
    if (!is_uuid7(a) || !is_uuid7(b))
        return problem("api.bad_body", "'a' and 'b' must be ids of profiles");
    Steward& steward = call.parts.steward;
    if (is_preview(body))
        return outlook_answer(steward.preview({.kind = kind, .a = a, .b = b, .records = {}}), call);
    const std::string reason = body.text_of("reason");
    return kind == Steward::Act::Kind::merge
               ? outcome_answer(steward.merge(a, b, actor_of(call), reason), "merge", call)
               : outcome_answer(steward.forbid(a, b, actor_of(call), reason), "forbid", call);
}

}  // namespace

std::string actor_of(const Call& call)
{
    return call.request.actor.empty() ? call.caller.name : call.request.actor;
}

std::optional<Answer> check_reason(const json::Value& body)
{
    if (has_text(body, "reason", reason_bytes)) return std::nullopt;
    return problem("api.bad_body", "'reason' must be a text of at most 1000 bytes");
}

Answer outcome_answer(const Result<Steward::Outcome>& outcome, const char* action, const Call& call)
{
    call.parts.telemetry.steward_acted(action, static_cast<bool>(outcome));
    if (!outcome) return problem(outcome.error());
    Answer answer = json_answer(json::Object{{"decision", outcome->decision},
                                             {"profiles", render_names(outcome->profiles)}});
    answer.subject = "decision=" + outcome->decision;
    return answer;
}

Answer split_profile(const Call& call)
{
    const auto read = read_body(call.request, {"records", "reason", "preview"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (std::optional<Answer> refused = check_act(body)) return std::move(*refused);
    const auto records = records_in(body);
    if (!records)
        return problem(
            "api.bad_body",
            "'records' must be a list of at most 500 {source, entity, key}, all of them text");
    const std::string& id = call.captured("id");
    if (!is_uuid7(id)) return problem("api.no_profile");
    if (is_preview(body))
        return outlook_answer(
            call.parts.steward.preview(
                {.kind = Steward::Act::Kind::split, .a = id, .b = {}, .records = *records}),
            call);
    return outcome_answer(
        call.parts.steward.split(id, *records, actor_of(call), body.text_of("reason")), "split",
        call);
}

Answer merge_profiles(const Call& call)
{
    return on_two_profiles(call, Steward::Act::Kind::merge);
}

Answer forbid_profiles(const Call& call)
{
    return on_two_profiles(call, Steward::Act::Kind::forbid);
}

}  // namespace cx::api
