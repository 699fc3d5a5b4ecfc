#include "app/configuration.hpp"

#include "app/cli.hpp"
#include "app/commands.hpp"
#include "config/compare.hpp"
#include "model/compatibility.hpp"
#include "store/store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

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

// The newest version of an entity that the store knows and that is no newer than the one of the
// configuration. Records were made by it.
std::optional<model::EntityType> stored_entity(model::EntityType wanted, store::View& view)
{
    constexpr int minors = 100;  // Of an earlier major version, looked for at most.
    for (; wanted.major >= 1; --wanted.major, wanted.minor = minors)
        for (; wanted.minor >= 0; --wanted.minor)
            if (const auto text = view.text(model::text_id(wanted)))
                return model::entity_of_text(*text);
    return std::nullopt;
}

void compare_entities_with_store(const model::Schema& schema, store::View& view,
                                 Diagnostics& diagnostics)
{
    for (const auto& [name, type] : schema.entities)
        if (const auto before = stored_entity(type, view))
            config::compare_entities(*before, type, schema.taxonomy, diagnostics);
}

void compare_with_store(const config::Config& configuration, const std::string& path,
                        Diagnostics& diagnostics)
{
    if (::access(path.c_str(), R_OK) != 0) return;
    SystemClock clock;
    auto store = store::open_sqlite({.path = path, .read_only = true}, clock);
    if (store) {
        const auto view = (*store)->view();
        compare_mappings(configuration, *view, diagnostics);
        compare_entities_with_store(configuration.schema, *view, diagnostics);
    } else {
        diagnostics.error({.file = path}, store.error().code, store.error().message);
    }
}

// The schema and mappings of another folder: a configuration as it was, or the schema of another
// release (a folder with schema/labels.yaml).
void compare_with_directory(const config::Config& configuration, const std::string& directory,
                            Diagnostics& diagnostics)
{
    config::Sources sources;
    Diagnostics theirs;
    if (std::filesystem::exists(directory + "/schema/labels.yaml")) {
        model::Schema before = config::load_schema(directory + "/schema", sources, theirs);
        if (!theirs.has_errors())
            config::compare_schemas(before, configuration.schema, diagnostics);
    } else {
        const config::LoadResult before = config::load(directory, config::find_installation());
        theirs = before.diagnostics;
        if (before.config) {
            config::compare_schemas(before.config->schema, configuration.schema, diagnostics);
            config::compare_mappings(*before.config, configuration, diagnostics);
        }
    }
    if (theirs.has_errors())
        diagnostics.error({.file = directory}, "config.reference_folder",
                          fmt::format("what to compare with has mistakes itself; see 'cxhub check "
                                      "{}'",
                                      directory));
}

}  // namespace

int command_check(const CheckArguments& arguments)
{
    config::LoadResult loaded = config::load(arguments.directory, config::find_installation());
    const std::string& against = arguments.against;
    if (loaded.config && std::filesystem::is_directory(against))
        compare_with_directory(*loaded.config, against, loaded.diagnostics);
    else if (loaded.config)
        compare_with_store(*loaded.config, against.empty() ? loaded.config->store_path : against,
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
