#include "config/glossary_file.hpp"

#include "config/schema_files.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

template <typename Map>
std::vector<std::string> names_in(const Map& map)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : map) names.push_back(name);
    return names;
}

model::Wording wording_of(const Node& node, std::string_view name)
{
    const Node* words = node.find(name);
    if (!words) return {};
    return {text_of(*words, "en"), text_of(*words, "ko")};
}

void read_departments(const Node& root, model::Glossary& glossary)
{
    if (const Node* list = root.find("departments"))
        for (const Node& row : list->items)
            glossary.departments[text_of(row, "dept")] = wording_of(row, "name");
}

// In one department a word means one term; the later one is at fault.
void check_alias(Reader& reader, const model::Glossary& glossary, const model::Term& term,
                 const model::TermAlias& alias)
{
    for (const std::string& word : {alias.name.en, alias.name.ko}) {
        const auto found = word.empty() || alias.department.empty()
                               ? std::vector<model::TermFound>()
                               : model::look_up(glossary, alias.department, word);
        for (const model::TermFound& other : found)
            if (other.alias && other.term->name != term.name)
                reader.error(alias.mark, "config.alias_taken",
                             fmt::format("'{}' means '{}' in department '{}' already", word,
                                         other.term->name, alias.department));
    }
}

void add_aliases(Reader& reader, const Node& node, const model::Glossary& glossary,
                 model::Term& term)
{
    const Node* list = node.find("aliases");
    if (!list) return;
    for (const Node& row : list->items) {
        model::TermAlias alias{.department = text_of(row, "dept"),
                               .name = wording_of(row, "name"),
                               .source = text_of(row, "source"),
                               .ns = text_of(row, "ns"),
                               .mark = mark_of(row, "name")};
        if (row.find("name") && alias.name.empty())
            reader.error(mark_of(row, "name"), "config.missing_key",
                         "an alias needs a name in 'en' or 'ko'");
        check_alias(reader, glossary, term, alias);
        term.aliases.push_back(std::move(alias));
    }
}

void check_type(Reader& reader, const Node& node, const std::string& type)
{
    if (type.empty() || type == "object" || model::find_semantic_type(type)) return;
    std::vector<std::string> names{"object"};
    for (const model::SemanticType& known : model::semantic_types()) names.emplace_back(known.id);
    reader.error(mark_of(node, "type"), "config.unknown_type",
                 fmt::format("unknown type '{}'{}", type, did_you_mean(type, names)));
}

void add_term(Reader& reader, const Node& node, model::Schema& schema)
{
    model::Term term{.name = text_of(node, "term"),
                     .definition = wording_of(node, "definition"),
                     .public_name = wording_of(node, "public_name"),
                     .type = text_of(node, "type"),
                     .labels = model::LabelSet(texts_of(node, "labels")),
                     .aliases = {},
                     .not_same_as = texts_of(node, "not_same_as"),
                     .owner = text_of(node, "owner"),
                     .status = text_of(node, "status", "draft"),
                     .mark = mark_of(node, "term")};
    check_labels(reader, node, "labels", schema.taxonomy, false);
    check_type(reader, node, term.type);
    if (term.definition.empty())
        reader.error(term.mark, "config.missing_key",
                     fmt::format("term '{}' needs a definition in 'en' or 'ko'", term.name));
    add_aliases(reader, node, schema.glossary, term);
    std::string name = term.name;
    schema.glossary.terms.emplace(std::move(name), std::move(term));
}

// More words for a term that has its meaning.
void add_to_term(Reader& reader, const Node& node, const model::Glossary& glossary,
                 model::Term& term)
{
    for (const Node::Member& member : node.members)
        if (member.name != "term" && member.name != "aliases" && member.name != "not_same_as")
            reader.error(member.mark, "config.duplicate_key",
                         fmt::format("term '{}' has its meaning already; add 'aliases' and "
                                     "'not_same_as', or choose another name",
                                     term.name));
    add_aliases(reader, node, glossary, term);
    for (std::string& other : texts_of(node, "not_same_as"))
        term.not_same_as.push_back(std::move(other));
}

}  // namespace

void read_glossary(Reader& reader, const Node& root, model::Schema& schema)
{
    if (!reader.check_file(root, glossary_keys(), "a glossary")) return;
    read_departments(root, schema.glossary);
    if (const Node* list = root.find("terms")) {
        for (const Node& node : list->items) {
            const auto known = schema.glossary.terms.find(text_of(node, "term"));
            if (known == schema.glossary.terms.end())
                add_term(reader, node, schema);
            else
                add_to_term(reader, node, schema.glossary, known->second);
        }
    }
    schema.text += json::write(to_json(root)) + "\n";
}

void check_glossary(Reader& reader, const model::Schema& schema)
{
    for (const auto& [name, term] : schema.glossary.terms) {
        for (const std::string& other : term.not_same_as)
            if (!schema.glossary.terms.contains(other))
                reader.error(
                    term.mark, "config.unknown_term",
                    fmt::format("'{}' is not the same as '{}', but there is no such "
                                "term{}",
                                name, other, did_you_mean(other, names_in(schema.glossary.terms))));
        for (const model::TermAlias& alias : term.aliases) {
            if (!alias.department.empty() &&
                !schema.glossary.departments.contains(alias.department))
                reader.error(alias.mark, "config.unknown_department",
                             fmt::format("unknown department '{}'{}", alias.department,
                                         did_you_mean(alias.department,
                                                      names_in(schema.glossary.departments))));
            if (!alias.ns.empty() && !schema.namespaces.contains(alias.ns))
                reader.error(
                    alias.mark, "config.unknown_namespace",
                    fmt::format("namespace '{}' is not declared in identity.yaml{}", alias.ns,
                                did_you_mean(alias.ns, names_in(schema.namespaces))));
        }
    }
}

}  // namespace cx::config
