#include "config/vocabulary.hpp"

#include "model/record.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace cx::config {
namespace {

std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string shape_of(const model::Field& field)
{
    std::string shape = field.type;
    if (field.type == "enum" && !field.values.empty())
        shape = fmt::format("{}: {}{}", shape, fmt::join(field.values, ", "),
                            field.open ? ", ..." : "");
    return field.list ? "list of " + shape : shape;
}

std::string notes_of(const model::Field& field)
{
    std::string notes = field.doc;
    if (field.required) notes += " Required.";
    if (!field.term.empty())
        notes += fmt::format(" Term [{0}](terms.md#{1}).", field.term, [&] {
            std::string anchor = field.term;
            std::erase(anchor, '.');
            return anchor;
        }());
    return notes;
}

void add_fields(const std::vector<model::Field>& fields, const std::string& above, std::string& out)
{
    for (const model::Field& field : fields) {
        out += fmt::format("| `{}{}` | {} | {} | {} |\n", above, field.name, cell(shape_of(field)),
                           fmt::join(field.labels.all(), ", "), cell(notes_of(field)));
        add_fields(field.fields, above + field.name + (field.list ? "[]." : "."), out);
    }
}

std::string words(const model::Wording& wording)
{
    return cell(wording.text());
}

std::vector<std::string> namespaces_of(const model::Term& term)
{
    std::set<std::string> names;
    for (const model::TermAlias& alias : term.aliases)
        if (!alias.ns.empty()) names.insert(alias.ns);
    return {names.begin(), names.end()};
}

std::string department_name(const model::Glossary& glossary, const std::string& department)
{
    const auto found = glossary.departments.find(department);
    return found == glossary.departments.end() || found->second.ko.empty()
               ? department
               : department + " " + found->second.ko;
}

// One row each: "채무자번호 (debtor no)  sap/A_BusinessPartner.Customer  sap.customer".
std::string alias_line(const model::TermAlias& alias, const model::Glossary& glossary)
{
    std::string line =
        fmt::format("  {}: {}", department_name(glossary, alias.department), alias.name.text());
    if (!alias.source.empty()) line += ", in " + alias.source;
    if (!alias.ns.empty()) line += ", namespace " + alias.ns;
    return line + "\n";
}

void add_term(const model::Term& term, const model::Schema& schema, std::string& out)
{
    out += fmt::format("\n## {}\n\n{}: {} {}\n\n", term.name, words(term.public_name),
                       term.definition.ko, term.definition.en);
    out += fmt::format("Type {}", term.type.empty() ? "not told" : term.type);
    if (!term.labels.empty()) out += fmt::format("; labels {}", fmt::join(term.labels.all(), ", "));
    if (const auto paths = model::paths_of(schema, term.name); !paths.empty())
        out += fmt::format("; kept in `{}`", fmt::join(paths, "`, `"));
    if (!term.not_same_as.empty())
        out += fmt::format("; not the same as {}", fmt::join(term.not_same_as, ", "));
    out += fmt::format(". {}{}.\n", term.status.empty() ? "draft" : term.status,
                       term.owner.empty() ? "" : ", decided by " + term.owner);
    if (term.aliases.empty()) return;
    out += "\n| department | word | where | namespace |\n| --- | --- | --- | --- |\n";
    for (const model::TermAlias& alias : term.aliases)
        out += fmt::format("| {} | {} | {} | {} |\n",
                           department_name(schema.glossary, alias.department), words(alias.name),
                           cell(alias.source), alias.ns);
}

}  // namespace

std::string describe_entities(const model::Schema& schema)
{
    std::string out =
        "# Entities\n\nWhat records become. `party` entities are resolved into profiles, `state` "
        "tells how something is, an `event` happened once. Types stand in [types](types.md); "
        "`cxhub describe schema NAME` writes an entity as JSON Schema.\n";
    for (const auto& [name, type] : schema.entities) {
        out += fmt::format("\n## {}\n\n{} Version {}.{}, {}", name, type.doc, type.major,
                           type.minor, model::to_text(type.kind));
        if (!type.owner_field.empty())
            out += fmt::format("; belongs to whoever `{}` names", type.owner_field);
        if (!type.time_field.empty()) out += fmt::format("; happened at `{}`", type.time_field);
        out += ".\n\n| field | type | labels | meaning |\n| --- | --- | --- | --- |\n";
        add_fields(type.fields, "", out);
    }
    return out;
}

std::string describe_terms(const model::Schema& schema)
{
    std::string out =
        "# Terms\n\nWhat departments call the same thing. `cxhub describe term 채무자번호 --dept "
        "finance` finds one by any of its words; DIR/schema/glossary adds terms and words. That "
        "two columns have one term never says that two values are one person.\n";
    for (const auto& [name, term] : schema.glossary.terms) add_term(term, schema, out);
    return out;
}

std::string describe_term(const model::TermFound& found, const model::Schema& schema)
{
    const model::Term& term = *found.term;
    std::string out = fmt::format("{}  {}\n", term.name, term.public_name.text());
    for (const std::string& definition : {term.definition.ko, term.definition.en})
        if (!definition.empty()) out += fmt::format("  {}\n", definition);
    if (!term.type.empty()) out += fmt::format("type: {}\n", term.type);
    if (!term.labels.empty()) out += fmt::format("labels: {}\n", term.labels.text());
    const std::vector<std::string> paths = model::paths_of(schema, term.name);
    if (!paths.empty()) out += fmt::format("kept in: {}\n", fmt::join(paths, ", "));
    if (found.alias && !found.alias->ns.empty())
        out += fmt::format("namespace: {}\n", found.alias->ns);
    if (const auto names = namespaces_of(term); !found.alias && !names.empty())
        out += fmt::format("namespaces: {}\n", fmt::join(names, ", "));
    if (!term.aliases.empty()) out += "words of departments:\n";
    for (const model::TermAlias& alias : term.aliases) {
        const bool asked = &alias == found.alias;
        std::string line = alias_line(alias, schema.glossary);
        if (asked) line[0] = '>';
        out += line;
    }
    for (const std::string& other : term.not_same_as) {
        const auto row = schema.glossary.terms.find(other);
        out += fmt::format("not the same as {}", other);
        if (row != schema.glossary.terms.end())
            out += fmt::format(": {}", row->second.public_name.text());
        out += "\n";
    }
    if (!term.status.empty())
        out += fmt::format("{}{}\n", term.status,
                           term.owner.empty() ? "" : ", decided by " + term.owner);
    return out;
}

}  // namespace cx::config
