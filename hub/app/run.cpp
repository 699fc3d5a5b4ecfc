#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/hub.hpp"
#include "app/signals.hpp"
#include "base/limits.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace cx::app {
namespace {

telemetry::LogLevel level_of(const std::string& name)
{
    constexpr std::string_view names[] = {"trace", "debug", "info", "warn", "error", "off"};
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i] == name) return static_cast<telemetry::LogLevel>(i);
    return telemetry::LogLevel::info;
}

}  // namespace

int command_run(const RunArguments& arguments)
{
    auto configuration = load_configuration(arguments.directory);
    if (!configuration) return exit_configuration;
    telemetry::LogOptions log;
    log.level = level_of(configuration->log_level);
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
