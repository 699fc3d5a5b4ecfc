// What runs, and the decisions that it may wait for.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"

namespace cx::api {

Answer list_pipelines(const Call& call)
{
    return json_answer(call.parts.admin.status());
}

Answer decide_snapshot(const Call& call)
{
    const auto read = read_body(call.request, {"accept"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const json::Value* const accept = std::get<json::Value>(read).find("accept");
    if (!accept || !accept->is_bool())
        return problem("api.bad_body", "'accept' must be true or false");
    const Result<Done> decided = call.parts.admin.decide_snapshot(
        call.captured("name"), call.captured("stream"), accept->as_bool());
    if (!decided) return problem(decided.error());
    return json_answer(json::Object{{"accepted", accept->as_bool()}});
}

Answer resync_sink(const Call& call)
{
    const Result<Done> begun = call.parts.admin.resync_sink(call.captured("name"));
    if (!begun) return problem(begun.error());
    return json_answer(json::Object{{"resync", true}});
}

}  // namespace cx::api
