#include "app/configuration.hpp"

#include "app/cli.hpp"
#include "app/commands.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cx::app {

void complain(const std::string& message)
{
    fmt::print(stderr, "cxhub: {}\n", message);
}

std::optional<config::Config> load_configuration(const std::string& directory, bool warnings)
{
    config::LoadResult loaded = config::load(directory, config::find_installation());
    if (loaded.diagnostics.has_errors() || warnings)
        fmt::print(stderr, "{}", config::render_text(loaded.diagnostics, loaded.sources));
    if (loaded.diagnostics.has_errors()) return std::nullopt;
    return std::move(loaded.config);
}

telemetry::LogOptions log_options(const config::Config& configuration)
{
    constexpr std::string_view names[] = {"trace", "debug", "info", "warn", "error", "off"};
    telemetry::LogOptions options;
    const auto* const found =
        std::find(std::begin(names), std::end(names), configuration.log_level);
    if (found != std::end(names))
        options.level = static_cast<telemetry::LogLevel>(found - std::begin(names));
    return options;
}

void compare_mappings(const config::Config& configuration, store::View& view,
                      Diagnostics& diagnostics)
{
    for (const config::Pipeline& pipeline : configuration.pipelines) {
        for (const config::Stream& stream : pipeline.streams) {
            const std::string& name = stream.mapping->name();
            if (name.find('@') == std::string::npos) continue;
            const auto kept = view.text("mapping:" + name);
            if (kept && *kept != stream.mapping->text())
                diagnostics.error(stream.mark, "config.mapping_changed",
                                  fmt::format("mapping '{}' has changed since records were made "
                                              "with it, raise its version",
                                              name));
        }
    }
}

namespace {

void compare_with_store(const config::Config& configuration, const std::string& path,
                        Diagnostics& diagnostics)
{
    if (::access(path.c_str(), R_OK) != 0) return;
    SystemClock clock;
    auto store = store::open_sqlite({.path = path, .read_only = true}, clock);
    if (store)
        compare_mappings(configuration, *(*store)->view(), diagnostics);
    else
        diagnostics.error({.file = path}, store.error().code, store.error().message);
}

}  // namespace

int command_check(const CheckArguments& arguments)
{
    config::LoadResult loaded = config::load(arguments.directory, config::find_installation());
    if (loaded.config)
        compare_with_store(
            *loaded.config,
            arguments.against.empty() ? loaded.config->store_path : arguments.against,
            loaded.diagnostics);
    if (arguments.json)
        fmt::print("{}\n", config::render_json(loaded.diagnostics));
    else
        fmt::print(stderr, "{}", config::render_text(loaded.diagnostics, loaded.sources));
    if (loaded.diagnostics.has_errors()) return exit_configuration;
    if (!arguments.json)
        fmt::print("{}: {} pipelines, {} sinks, no mistakes\n", arguments.directory,
                   loaded.config->pipelines.size(), loaded.config->sinks.size());
    return exit_done;
}

}  // namespace cx::app
