#include "app/describe_connectors.hpp"

#include "app/cli.hpp"
#include "app/configuration.hpp"
#include "config/connectors.hpp"
#include "config/installation.hpp"
#include "plugin/plugin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace cx::app {
namespace {

std::vector<config::Connector> installed_connectors()
{
    config::Sources sources;
    Diagnostics diagnostics;
    auto connectors = config::load_connectors(config::find_installation(), sources, diagnostics);
    fmt::print(stderr, "{}", config::render_text(diagnostics, sources));
    return connectors;
}

std::string proofs(const config::Connector& connector, std::string_view between)
{
    std::string text;
    for (const config::Proof& proof : connector.proven)
        text += (text.empty() ? "" : std::string(between)) + proof.on;
    return text.empty() ? "nothing yet" : text;
}

json::Value to_json(const config::Connector& connector)
{
    json::Value row = json::Object{{"name", connector.name},         {"system", connector.system},
                                   {"category", connector.category}, {"plugin", connector.plugin},
                                   {"modes", json::Array{}},         {"entities", json::Array{}},
                                   {"proven", json::Array{}}};
    for (const std::string& mode : connector.modes) row["modes"].push_back(mode);
    for (const std::string& entity : connector.entities) row["entities"].push_back(entity);
    for (const config::Proof& proof : connector.proven)
        row["proven"].push_back(json::Object{{"on", proof.on}, {"by", proof.by}});
    return row;
}

int list(bool as_json)
{
    const std::vector<config::Connector> connectors = installed_connectors();
    if (as_json) {
        json::Array rows;
        for (const config::Connector& connector : connectors) rows.push_back(to_json(connector));
        fmt::print("{}", json::write_pretty(std::move(rows)));
        return exit_done;
    }
    fmt::print("{:<14} {:<9} {:<51} {:<34} {}\n", "CONNECTOR", "CATEGORY", "SYSTEM", "MODES",
               "ENTITIES");
    for (const config::Connector& connector : connectors)
        fmt::print("{:<14} {:<9} {:<51} {:<34} {}\n{:<24} proven on: {}\n", connector.name,
                   connector.category, connector.system,
                   fmt::format("{}", fmt::join(connector.modes, ", ")),
                   fmt::join(connector.entities, ", "), "", proofs(connector, "; "));
    return exit_done;
}

void print_options(const plugin::Description& description)
{
    if (description.options.is_object())
        fmt::print("\n{}", json::write_pretty(description.options));
    if (description.stream_options.is_object())
        fmt::print("\n{}", json::write_pretty(description.stream_options));
}

std::string missing_of(const json::Value& stream)
{
    std::string missing;
    if (const json::Value* parts = stream.find("missing"); parts && parts->is_array())
        for (const json::Value& part : parts->as_array())
            missing += (missing.empty() ? "" : ", ") + part.text().value_or("");
    return missing;
}

// What its specification asks an administrator for, a line each.
void print_own_options(const json::Value* options)
{
    const json::Value* properties = options ? options->find("properties") : nullptr;
    if (!properties || !properties->is_object()) return;
    const json::Value* required = options->find("required");
    for (const auto& [name, option] : properties->as_object()) {
        const bool wanted =
            required && required->is_array() &&
            std::any_of(required->as_array().begin(), required->as_array().end(),
                        [&name = name](const json::Value& each) { return each.text() == name; });
        const json::Value* secret = option.find("x-cx-secret");
        fmt::print("  option  {:<40} {}{}{}\n", name, wanted ? "required. " : "",
                   secret ? "secret. " : "", option.text_of("description"));
    }
}

void print_manifest(const plugin::Description& description)
{
    fmt::print("{} {}\n", description.id, description.version);
    const json::Value* streams = description.manifest.find("streams");
    for (const json::Value& stream : streams ? streams->as_array() : json::Array{}) {
        const std::string missing = missing_of(stream);
        const std::string cursor = stream.text_of("cursor");
        fmt::print("  {:<7} {:<40} {}\n", missing.empty() ? "runs" : "refused",
                   stream.text_of("name"),
                   !missing.empty()  ? "lacks " + missing
                   : !cursor.empty() ? "incremental by " + cursor
                                     : "");
    }
    const json::Value* dynamic = description.manifest.find("dynamic_streams");
    for (const json::Value& each : dynamic ? dynamic->as_array() : json::Array{}) {
        const std::string missing = missing_of(each);
        fmt::print("  {:<7} {:<40} {}\n", missing.empty() ? "runs" : "refused",
                   each.text_of("name") + " ...",
                   missing.empty() ? "streams that the " + each.text_of("from") + " names"
                                   : "lacks " + missing);
    }
    print_own_options(description.manifest.find("options"));
    const json::Value* warnings = description.manifest.find("warnings");
    for (const json::Value& warning : warnings ? warnings->as_array() : json::Array{})
        fmt::print("  warning: {}\n", warning.text().value_or(""));
}

// The description of a library or manifest by what a pipeline would write; told why not.
const plugin::Description* find(config::PluginCatalog& plugins, const std::string& name)
{
    if (!plugins.has(name)) {
        complain(
            fmt::format("there is no connector '{}'{}", name, did_you_mean(name, plugins.names())));
        return nullptr;
    }
    const Result<plugin::Description>& description = plugins.description(name);
    if (description) return &*description;
    complain(description.error().message);
    return nullptr;
}

void print_component(const json::Value& component)
{
    const json::Value* runs = component.find("runs");
    fmt::print("\n### {}\n\n{}{}\n", component.text_of("name"), component.text_of("summary"),
               runs && runs->is_bool() && !runs->as_bool()
                   ? " **Does not run**: a stream with it is refused."
                   : "");
    const json::Value* fields = component.find("fields");
    if (!fields || fields->empty()) return;
    fmt::print("\n| field | value | expressions may use |\n| --- | --- | --- |\n");
    for (const json::Value& field : fields->as_array()) {
        const json::Value* required = field.find("required");
        fmt::print("| `{}` | {}{} | {} |\n", field.text_of("name"), field.text_of("kind"),
                   required && required->is_bool() && required->as_bool() ? ", required" : "",
                   field.text_of("variables"));
    }
}

// The reference page of the format.
int print_format()
{
    const auto format = plugin::describe_format(config::find_installation().plugins + "/rest.so");
    if (!format) {
        complain(format.error().message);
        return exit_failed;
    }
    fmt::print(
        "# Components of a manifest\n\nWritten by `cxhub describe manifest`. What they do where "
        "the "
        "format was invented, they do here; what differs stands in "
        "[plugins/rest](../../plugins/rest/README.md). Unknown components refuse their stream by "
        "name, unknown fields are warned of.\n");
    const json::Value* components = format->find("components");
    for (const json::Value& component : components ? components->as_array() : json::Array{})
        print_component(component);
    return exit_done;
}

std::string working_folder()
{
    std::error_code ignored;
    return std::filesystem::current_path(ignored).string();
}

}  // namespace

int describe_connectors(const DescribeArguments& arguments)
{
    if (arguments.name.empty()) return list(arguments.json);
    const config::Describe describe = plugin::describe;
    config::PluginCatalog plugins(config::find_installation(), working_folder(), describe);
    std::string plugin = arguments.name;
    bool known = false;
    for (const config::Connector& connector : installed_connectors()) {
        if (connector.name != arguments.name) continue;
        known = true;
        plugin = connector.plugin;
        fmt::print("{} ({})\nentities: {}\nmodes: {}\nread with: plugin: {}\n", connector.system,
                   connector.category, fmt::join(connector.entities, ", "),
                   fmt::join(connector.modes, ", "), connector.plugin);
        for (const config::Proof& proof : connector.proven)
            fmt::print("proven on: {} ({})\n", proof.on, proof.by);
    }
    const plugin::Description* description = find(plugins, plugin);
    if (!description) return exit_failed;
    if (!known)
        fmt::print("{} {} {}\n{}\n", description->id, description->version,
                   fmt::join(description->roles, ", "), description->summary);
    if (description->manifest.is_object()) print_manifest(*description);
    print_options(*description);
    return exit_done;
}

int describe_manifest(const DescribeArguments& arguments)
{
    if (arguments.name.empty()) return print_format();
    const config::Describe describe = plugin::describe;
    config::PluginCatalog plugins(config::find_installation(), working_folder(), describe);
    const plugin::Description* description = find(plugins, arguments.name);
    if (!description) return exit_failed;
    if (!description->manifest.is_object()) {
        complain(fmt::format("'{}' is a library, it has no manifest", arguments.name));
        return exit_failed;
    }
    if (arguments.json)
        fmt::print("{}", json::write_pretty(description->manifest));
    else
        print_manifest(*description);
    return exit_done;
}

}  // namespace cx::app
