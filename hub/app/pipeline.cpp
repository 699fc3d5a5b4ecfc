// Pause, resume, run, rewind; accept or refuse what is held.
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/local.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

std::string path_of(const PipelineArguments& arguments)
{
    return fmt::format("/v1/pipelines/{}/{}", encoded(arguments.pipeline), arguments.action);
}

int control(LocalHub& hub, const PipelineArguments& arguments)
{
    json::Value body{json::Object{}};
    if (!arguments.stream.empty()) body["stream"] = arguments.stream;
    const auto answer = hub.post(path_of(arguments), body);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    if (arguments.action == "pause")
        fmt::print("paused; it stays so over restarts, until `cxhub pipeline resume`\n");
    else if (arguments.action == "resume" && !hub.running())
        fmt::print("resumed; the hub does not run\n");
    return exit_done;
}

int rewind(LocalHub& hub, const PipelineArguments& arguments)
{
    json::Value body{json::Object{{"dry_run", arguments.dry_run}}};
    if (!arguments.stream.empty()) body["stream"] = arguments.stream;
    if (!arguments.to.empty()) body["to"] = arguments.to;
    if (!arguments.cursor.empty()) body["cursor"] = arguments.cursor;
    const auto answer = hub.post(path_of(arguments), body);
    if (!answer) {
        complain(answer.error().message);
        return exit_failed;
    }
    for (const json::Value& stream : answer->find("streams")->as_array())
        fmt::print("{}/{}: {}\n", arguments.pipeline, stream.text_of("stream"),
                   stream.text_of("means"));
    if (arguments.dry_run) fmt::print("Nothing was done: --dry-run.\n");
    return exit_done;
}

int decide(LocalHub& hub, const PipelineArguments& arguments)
{
    if (!hub.running()) {
        complain("the hub must run to answer a held snapshot");
        return exit_failed;
    }
    const auto answer =
        hub.post(fmt::format("/v1/pipelines/{}/{}/snapshot", encoded(arguments.pipeline),
                             encoded(arguments.stream)),
                 json::Object{{"accept", arguments.action == "accept"}});
    if (!answer) complain(answer.error().message);
    return answer ? exit_done : exit_failed;
}

}  // namespace

int command_pipeline(const PipelineArguments& arguments)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(arguments.directory, exit_status);
    if (!hub) return exit_status;
    if (arguments.action == "rewind") return rewind(**hub, arguments);
    if (arguments.action == "accept" || arguments.action == "refuse")
        return decide(**hub, arguments);
    return control(**hub, arguments);
}

}  // namespace cx::app
