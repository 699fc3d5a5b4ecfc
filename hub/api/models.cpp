// Models of weights for matching: learnt, looked at, put in force, taken back.
#include "api/problem.hpp"
#include "api/routes.hpp"

namespace cx::api {
namespace {

Answer answer_of(const Result<json::Value>& told)
{
    return told ? json_answer(*told) : problem(told.error());
}

}  // namespace

Answer list_models(const Call& call)
{
    if (!call.parts.models) return problem("identity.no_scores");
    return json_answer(call.parts.models->models());
}

Answer train_model(const Call& call)
{
    if (!call.parts.models) return problem("identity.no_scores");
    return answer_of(call.parts.models->train());
}

Answer activate_model(const Call& call)
{
    if (!call.parts.models) return problem("identity.no_scores");
    Answer answer = answer_of(call.parts.models->activate(call.captured("id"), actor_of(call)));
    answer.subject = "model=" + call.captured("id");
    return answer;
}

Answer roll_back_model(const Call& call)
{
    if (!call.parts.models) return problem("identity.no_scores");
    return answer_of(call.parts.models->roll_back(actor_of(call)));
}

}  // namespace cx::api
