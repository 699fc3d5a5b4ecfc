#include "app/describe_schema.hpp"

#include "app/cli.hpp"
#include "app/configuration.hpp"
#include "config/vocabulary.hpp"
#include "model/record.hpp"

#include <fmt/format.h>

namespace cx::app {
namespace {

// Of the configuration that `--dir` names, else what ships.
std::optional<model::Schema> wanted_schema(const DescribeArguments& arguments)
{
    if (arguments.directory.empty()) return shipped_schema();
    auto configuration = load_configuration(arguments.directory, false);
    if (!configuration) return std::nullopt;
    return std::move(configuration->schema);
}

// "no department says '채무번호', did you mean '채무자번호'?"; where another department has the
// word, that it does.
int no_term(const model::Glossary& glossary, const std::string& department, const std::string& said)
{
    if (const auto others = model::look_up(glossary, "", said); !others.empty()) {
        const model::TermFound& other = others.front();
        complain(fmt::format("{} does not say '{}'; {} calls '{}' so", department, said,
                             other.alias ? other.alias->department : "everybody",
                             other.term->name));
        return exit_failed;
    }
    const std::vector<std::string> words = model::words_of(glossary, department);
    complain(fmt::format("{} says '{}'{}",
                         department.empty() ? "nobody" : "nobody in " + department, said,
                         did_you_mean(said, words)));
    return exit_failed;
}

}  // namespace

model::Schema shipped_schema()
{
    config::Sources sources;
    Diagnostics diagnostics;
    unify::IdentityModel identity = unify::default_model();
    const config::Installation installation = config::find_installation();
    model::Schema schema =
        config::load_schema(installation.share + "/schema", sources, diagnostics);
    config::load_identity(installation.share + "/identity.yaml", identity, schema, sources,
                          diagnostics);
    fmt::print(stderr, "{}", config::render_text(diagnostics, sources));
    return schema;
}

int describe_schema(const DescribeArguments& arguments)
{
    const auto schema = wanted_schema(arguments);
    if (!schema) return exit_configuration;
    if (arguments.name.empty()) {
        for (const auto& [name, type] : schema->entities)
            fmt::print("{:<20} {}.{}  {:<6} {}\n", name, type.major, type.minor,
                       model::to_text(type.kind), type.doc);
        return exit_done;
    }
    const model::EntityType* type = schema->find(arguments.name);
    if (!type) {
        std::vector<std::string> names;
        for (const auto& [name, entity] : schema->entities) names.push_back(name);
        complain(fmt::format("there is no entity '{}'{}", arguments.name,
                             did_you_mean(arguments.name, names)));
        return exit_failed;
    }
    fmt::print("{}", json::write_pretty(model::json_schema(*type, true, "https://cxhub.example")));
    return exit_done;
}

int describe_entities(const DescribeArguments& arguments)
{
    const auto schema = wanted_schema(arguments);
    if (!schema) return exit_configuration;
    fmt::print("{}", config::describe_entities(*schema));
    return exit_done;
}

int describe_terms(const DescribeArguments& arguments)
{
    const auto schema = wanted_schema(arguments);
    if (!schema) return exit_configuration;
    if (!arguments.json) {
        fmt::print("{}", config::describe_terms(*schema));
        return exit_done;
    }
    json::Value terms = json::Array{};
    for (const auto& [name, term] : schema->glossary.terms)
        terms.push_back(model::term_json(term, *schema));
    fmt::print("{}", json::write_pretty(terms));
    return exit_done;
}

int describe_term(const DescribeArguments& arguments)
{
    if (arguments.name.empty()) {
        complain("name a term, as in: cxhub describe term 채무자번호 --dept finance");
        return exit_usage;
    }
    const auto schema = wanted_schema(arguments);
    if (!schema) return exit_configuration;
    const model::Glossary& glossary = schema->glossary;
    const std::string department = glossary.department(arguments.department);
    if (department.empty() && !arguments.department.empty()) {
        std::vector<std::string> names;
        for (const auto& [name, wording] : glossary.departments) names.push_back(name);
        complain(fmt::format("there is no department '{}'{}", arguments.department,
                             did_you_mean(arguments.department, names)));
        return exit_failed;
    }
    const auto found = model::look_up(glossary, department, arguments.name);
    if (found.empty()) return no_term(glossary, department, arguments.name);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (arguments.json)
            fmt::print("{}", json::write_pretty(model::term_json(*found[i].term, *schema)));
        else
            fmt::print("{}{}", i == 0 ? "" : "\n", config::describe_term(found[i], *schema));
    }
    return exit_done;
}

}  // namespace cx::app
