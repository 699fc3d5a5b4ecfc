#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "app/local.hpp"
#include "app/signals.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace cx::app {

int command_run(const RunArguments& arguments)
{
    auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    StopSignals signals;  // From here on a signal is a request.
    const telemetry::LogOptions log = log_options(*configuration);
    auto built = Hub::build(std::move(*configuration), {.log = log});
    if (!built) {
        complain(built.error().message);
        return exit_failed;
    }
    Hub& hub = **built;
    hub.start();
    hub.telemetry().note(telemetry::LogLevel::info,
                         fmt::format("serving the api on port {}, monitoring on port {}",
                                     hub.api_port(), hub.monitoring_port()));
    while (!signals.asked()) {
        if (signals.reload_asked())
            static_cast<void>(hub.reload());  // The log tells what came of it.
        signals.wait_ms(1'000);
    }
    hub.telemetry().hub_stopping("signal");
    // A plugin that does not come back must not keep the daemon: all that is committed is safe.
    ::alarm(limits::stop_deadline_ms / 1000);
    hub.stop();
    return exit_done;
}

int command_reload(const std::string& directory)
{
    int exit_status = exit_failed;
    const auto hub = reach_or_explain(directory, exit_status);
    if (!hub) return exit_status;
    if (!(*hub)->running()) {
        complain("no hub runs with the store of this configuration; was its path changed?");
        return exit_failed;
    }
    const auto answer = (*hub)->post("/v1/admin/reload", json::Object{});
    if (!answer) {
        complain(answer.error().message);
        return answer.error().code == "admin.config_refused" ? exit_configuration : exit_failed;
    }
    bool anything = false;
    for (const char* kind : {"pipelines", "sinks"}) {
        for (const char* what : {"added", "changed", "removed"}) {
            const json::Value* const turnover = answer->find(kind);
            const json::Value* const names = turnover ? turnover->find(what) : nullptr;
            if (!names) continue;
            for (const json::Value& name : names->as_array()) {
                fmt::print("{} {}: {}\n",
                           std::string_view(kind).substr(0, std::string_view(kind).size() - 1),
                           name.as_string(), what);
                anything = true;
            }
        }
    }
    if (!anything) fmt::print("nothing that runs has changed\n");
    return exit_done;
}

}  // namespace cx::app
