// Reasons: what Explain tells, as far as the caller may see it.
#include "api/found.hpp"
#include "api/problem.hpp"
#include "api/render.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"

namespace cx::api {
namespace {

// Why a profile and another are two. What is told is about both people, so both judge it.
Result<json::Value> apart_from(const Call& call, const std::string& id, const std::string& other)
{
    if (!is_uuid7(other)) return Error{"explain.no_profile", "'other' is no profile id"};
    Result<json::Value> told = call.parts.explain.why_not(id, other);
    if (!told) return told;
    const auto view = call.parts.store.view();
    for (const std::string& each : {told->text_of("profile_id"), told->text_of("other_id")})
        if (const auto profile = view->profile(each))
            *told = call.filter.why(std::move(*told), *profile, view->members(each));
    return told;
}

}  // namespace

Answer get_why(const Call& call)
{
    const std::string& id = call.captured("id");
    if (!is_uuid7(id)) return problem("api.no_profile");
    const Timestamp at = call.time("at");
    Result<json::Value> reasons = call.parts.explain.why(id, call.text("field"), at);
    if (!reasons) {
        Answer missing = no_profile(call);
        return missing.status == 410 ? missing : problem(reasons.error());
    }

    // The version that the reasons are of: its provenance says which labels its values carry.
    const std::string explained = reasons->text_of("profile_id");
    std::optional<model::ProfileVersion> profile;
    std::vector<store::MemberRow> members;
    std::vector<store::DecisionRow> decisions;
    {
        const auto view = call.parts.store.view();
        profile = view->profile(explained, at);
        members = view->members(explained, at);
        decisions = view->decisions_at(keys_of(members), at);
    }
    if (!profile) return no_profile(call);
    json::Value body = call.filter.why(*std::move(reasons), *profile, members);
    body["decisions"] = render_decisions(decisions, call.filter);
    if (explained != id) body["resolved_from"] = id;
    std::vector<std::string> shown{explained};
    if (const std::string other = call.text("other"); !other.empty()) {
        auto apart = apart_from(call, explained, other);
        if (!apart) return problem(apart.error());
        if (shown.back() != apart->text_of("other_id")) shown.push_back(apart->text_of("other_id"));
        body["apart_from"] = std::move(*apart);
    }
    Answer answer = json_answer(body);
    answer.profiles = std::move(shown);
    if (const json::Value* const fields = body.find("fields"))
        if (fields->is_object())
            for (const auto& [name, reason] : fields->as_object()) answer.fields.push_back(name);
    return answer;
}

}  // namespace cx::api
