#include "api/problem.hpp"
#include "api/server.hpp"
#include "app/cli.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/describe_connectors.hpp"
#include "app/describe_schema.hpp"
#include "mapping/mapping.hpp"
#include "model/issue_codes.hpp"
#include "plugin/plugin.hpp"
#include "telemetry/telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::app {
namespace {

int describe_files(const DescribeArguments& arguments)
{
    if (arguments.json)
        fmt::print("{}", json::write_pretty(config::describe_json_schema(arguments.what)));
    else
        fmt::print("{}", config::describe_markdown(arguments.what));
    return exit_done;
}

int describe_openapi(const DescribeArguments&)
{
    fmt::print("{}", json::write_pretty(api::openapi()));
    return exit_done;
}

int describe_metrics(const DescribeArguments&)
{
    fmt::print("{}", telemetry::describe_metrics_markdown());
    return exit_done;
}

int describe_dashboard(const DescribeArguments&)
{
    fmt::print("{}", telemetry::describe_dashboard());
    return exit_done;
}

std::vector<plugin::Description> installed_plugins()
{
    std::vector<plugin::Description> plugins;
    std::error_code ignored;
    for (const auto& entry :
         std::filesystem::directory_iterator(config::find_installation().plugins, ignored)) {
        if (entry.path().extension() != ".so") continue;
        auto description = plugin::describe(entry.path().string());
        if (description)
            plugins.push_back(std::move(*description));
        else
            complain(fmt::format("{}: {}", entry.path().filename().string(),
                                 description.error().message));
    }
    std::sort(
        plugins.begin(), plugins.end(),
        [](const plugin::Description& a, const plugin::Description& b) { return a.id < b.id; });
    return plugins;
}

struct CodeText {
    std::string summary;
    std::string remedy;
};

std::optional<CodeText> find_code(const std::string& code)
{
    std::optional<CodeText> found;
    const auto look = [&](const auto& rows) {
        for (const auto& row : rows)
            if (row.code == code) found = {std::string(row.summary), std::string(row.remedy)};
    };
    look(config::error_codes());
    look(mapping::diagnostic_codes());
    look(mapping::reject_codes());
    look(mapping::issue_codes());
    look(model::issue_codes());
    for (const api::ProblemType& row : api::problem_types())
        if (row.code == code) found = {std::string(row.title), std::string(row.remedy)};
    if (found) return found;
    for (const plugin::Description& plugin : installed_plugins())
        if (const json::Value* row = plugin.reject_codes.find(code))
            return CodeText{row->text_of("summary"), row->text_of("remedy")};
    return std::nullopt;
}

int describe_error(const DescribeArguments& arguments)
{
    const auto text = find_code(arguments.name);
    if (!text) {
        complain(fmt::format("there is no code '{}'; see 'cxhub describe errors'", arguments.name));
        return exit_failed;
    }
    fmt::print("{}\n{}\nremedy: {}\n", arguments.name, text->summary, text->remedy);
    return exit_done;
}

// With --json and no name the schema of mapping files. Else the merged mapping of a pipeline's
// stream ("crm/customers"), or a shipped one
// ("sap/business-partner@1").
int describe_mapping(const DescribeArguments& arguments)
{
    if (arguments.json && arguments.name.empty()) return describe_files(arguments);
    if (!arguments.directory.empty()) {
        const auto configuration = load_configuration(arguments.directory, false);
        if (!configuration) return exit_configuration;
        for (const config::Pipeline& pipeline : configuration->pipelines)
            for (const config::Stream& stream : pipeline.streams)
                if (arguments.name.empty() || arguments.name == pipeline.name + "/" + stream.name)
                    fmt::print("{}", stream.mapping->describe());
        return exit_done;
    }
    config::Sources sources;
    Diagnostics diagnostics;
    const model::Schema schema = shipped_schema();
    const auto mapping = config::load_mapping(arguments.name, ".", config::find_installation(),
                                              schema, {}, {}, sources, diagnostics);
    fmt::print(stderr, "{}", config::render_text(diagnostics, sources));
    if (!mapping) return exit_failed;
    fmt::print("{}", mapping->describe());
    return exit_done;
}

struct Topic {
    const char* name;
    int (*run)(const DescribeArguments&);
};

constexpr Topic topics[] = {
    {"hub", describe_files},
    {"pipeline", describe_files},
    {"mapping-language", describe_files},
    {"types", describe_files},
    {"errors", describe_files},
    {"identity", describe_files},
    {"metrics", describe_metrics},
    {"dashboard", describe_dashboard},
    {"openapi", describe_openapi},
    {"schema", describe_schema},
    {"entities", describe_entities},
    {"terms", describe_terms},
    {"term", describe_term},
    {"connectors", describe_connectors},
    {"manifest", describe_manifest},
    {"error", describe_error},
    {"mapping", describe_mapping},
};

}  // namespace

std::vector<std::string> describe_topics()
{
    std::vector<std::string> names;
    for (const Topic& topic : topics) names.emplace_back(topic.name);
    return names;
}

int command_describe(const DescribeArguments& arguments)
{
    for (const Topic& topic : topics)
        if (arguments.what == topic.name) return topic.run(arguments);
    return exit_usage;
}

}  // namespace cx::app
