// What runs, and an administrator's words to it.
#include "api/body.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"
#include "base/limits.hpp"

namespace cx::api {
namespace {

constexpr std::size_t name_bytes = 200;

Answer control(const Call& call, Admin::Control what)
{
    const auto read = read_body(call.request, {"stream"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    if (body.find("stream") && !has_text(body, "stream", name_bytes))
        return problem("api.bad_body", "'stream' must be the name of a stream");
    const Result<Done> done =
        call.parts.admin.control(call.captured("name"), body.text_of("stream"), what);
    if (!done) return problem(done.error());
    return json_answer(json::Object{{"done", true}});
}

}  // namespace

Answer list_pipelines(const Call& call)
{
    return json_answer(call.parts.admin.status());
}

Answer pause_pipeline(const Call& call)
{
    return control(call, Admin::Control::pause);
}

Answer resume_pipeline(const Call& call)
{
    return control(call, Admin::Control::resume);
}

Answer run_pipeline(const Call& call)
{
    return control(call, Admin::Control::run);
}

Answer rewind_pipeline(const Call& call)
{
    const auto read = read_body(call.request, {"stream", "cursor", "to", "dry_run"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    Admin::Rewind rewind{.pipeline = call.captured("name"), .stream = body.text_of("stream")};
    if (const json::Value* const cursor = body.find("cursor")) {
        if (!cursor->is_string() || cursor->as_string().size() > limits::cursor_bytes)
            return problem("api.bad_body", "'cursor' must be a text");
        if (rewind.stream.empty())
            return problem("api.bad_body", "a 'cursor' belongs to one stream; name it in 'stream'");
        rewind.cursor = cursor->as_string();
    }
    if (body.find("to")) {
        rewind.to = parse_rfc3339(body.text_of("to"));
        if (!rewind.to || rewind.cursor)
            return problem("api.bad_body",
                           "'to' must be a time (RFC 3339), and stands without 'cursor'");
    }
    if (const json::Value* const dry_run = body.find("dry_run")) {
        if (!dry_run->is_bool()) return problem("api.bad_body", "'dry_run' must be true or false");
        rewind.dry_run = dry_run->as_bool();
    }
    Result<json::Value> told = call.parts.admin.rewind(rewind);
    if (!told) return problem(told.error());
    return json_answer(*told);
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

Answer replay_stream(const Call& call)
{
    const auto read = read_body(call.request, {"again", "dry_run", "after", "show"});
    if (const Answer* const refused = std::get_if<Answer>(&read)) return *refused;
    const auto& body = std::get<json::Value>(read);
    for (const char* name : {"again", "dry_run", "show"})
        if (const json::Value* const flag = body.find(name); flag && !flag->is_bool())
            return problem("api.bad_body", "'again', 'dry_run' and 'show' must be true or false");
    const auto flag = [&](const char* name) {
        const json::Value* const given = body.find(name);
        return given && given->as_bool();
    };
    Admin::Replay replay{.pipeline = call.captured("name"),
                         .stream = call.captured("stream"),
                         .again = flag("again"),
                         .dry_run = flag("dry_run")};
    if (const json::Value* const after = body.find("after")) {
        if (!replay.dry_run || after->integer().value_or(-1) < 0)
            return problem("api.bad_body", "'after' must be a `next` of a dry run");
        replay.after = *after->integer();
    }
    if (flag("show")) replay.accepts = call.caller.accepts;
    const Result<json::Value> told = call.parts.admin.replay(replay);
    return told ? json_answer(*told) : problem(told.error());
}

Answer reload_configuration(const Call& call)
{
    const Result<json::Value> told = call.parts.admin.reload();
    return told ? json_answer(*told) : problem(told.error());
}

Answer resync_sink(const Call& call)
{
    const Result<Done> begun = call.parts.admin.resync_sink(call.captured("name"));
    if (!begun) return problem(begun.error());
    return json_answer(json::Object{{"resync", true}});
}

}  // namespace cx::api
