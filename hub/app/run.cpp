#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "app/signals.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace cx::app {
int command_run(const RunArguments& arguments)
{
    auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    const telemetry::LogOptions log = log_options(*configuration);
    auto built = Hub::build(std::move(*configuration), {.log = log});
    if (!built) {
        complain(built.error().message);
        return exit_failed;
    }
    Hub& hub = **built;
    StopSignals signals;
    hub.start();
    hub.telemetry().note(telemetry::LogLevel::info,
                         fmt::format("serving the api on port {}, monitoring on port {}",
                                     hub.api_port(), hub.monitoring_port()));
    while (!signals.asked()) signals.wait_ms(60'000);
    hub.telemetry().hub_stopping("signal");
    // A plugin that does not come back must not keep the daemon: all that is committed is safe.
    ::alarm(limits::stop_deadline_ms / 1000);
    hub.stop();
    return exit_done;
}

}  // namespace cx::app
