// A small schema and short ways to compile and apply a mapping.
#pragma once

#include "config/yaml.hpp"
#include "mapping/mapping.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace cx::mapping {

inline model::Field make_field(std::string name, std::string type)
{
    model::Field field;
    field.name = std::move(name);
    field.type = std::move(type);
    return field;
}

inline model::Field required(model::Field field)
{
    field.required = true;
    return field;
}

inline model::Field list_of(model::Field field)
{
    field.list = true;
    return field;
}

inline model::Field labelled(model::Field field, const char* label)
{
    field.labels.add(label);
    return field;
}

inline model::Field enum_of(std::string name, std::vector<std::string> values)
{
    model::Field field = make_field(std::move(name), "enum");
    field.values = std::move(values);
    return field;
}

inline model::Field object_of(std::string name, std::vector<model::Field> fields)
{
    model::Field field = make_field(std::move(name), "object");
    field.fields = std::move(fields);
    return field;
}

inline model::EntityType make_person()
{
    model::EntityType person;
    person.name = "person";
    person.fields = {
        labelled(make_field("name", "person_name"), "pii.direct"),
        make_field("birth_date", "date.partial"),
        enum_of("gender", {"female", "male", "other"}),
        make_field("country", "country"),
        make_field("note", "text"),
        make_field("deleted", "bool"),
        make_field("score", "decimal"),
        list_of(object_of(
            "contact_points",
            {required(enum_of("kind", {"email", "phone", "postal"})),
             labelled(make_field("email", "email"), "pii.direct"), make_field("phone", "phone"),
             make_field("address", "postal_address"), make_field("primary", "bool")})),
        list_of(labelled(make_field("identifiers", "identifier"), "identity.key")),
        list_of(make_field("nicknames", "text")),
        make_field("tags", "tags"),
        object_of("ext", {}),
    };
    return person;
}

inline model::EntityType make_order()
{
    model::EntityType order;
    order.name = "order";
    order.kind = model::EntityKind::state;
    order.owner_field = "buyer";
    order.time_field = "placed_at";
    order.fields = {
        required(make_field("buyer", "ref")),
        required(make_field("placed_at", "timestamp")),
        make_field("total", "money"),
        make_field("weight", "quantity"),
        list_of(object_of("lines", {required(make_field("line_no", "text")),
                                    make_field("net", "money"), make_field("title", "text")})),
    };
    return order;
}

inline model::EntityType make_entry()
{
    model::EntityType entry;
    entry.name = "entry";
    entry.kind = model::EntityKind::event;
    entry.owner_field = "membership";
    entry.time_field = "at";
    entry.fields = {
        required(make_field("membership", "ref")),
        make_field("points", "decimal"),
        make_field("at", "timestamp"),
        object_of("rating",
                  {required(enum_of("scale", {"nps"})), required(make_field("value", "decimal"))}),
    };
    return entry;
}

inline const model::Schema& test_schema()
{
    static const model::Schema schema = [] {
        model::Schema made;
        made.entities = {
            {"person", make_person()}, {"order", make_order()}, {"entry", make_entry()}};
        for (const char* name : {"crm.contact", "sap.customer"}) {
            made.namespaces[name].name = name;
            made.namespaces[name].instance_scoped = true;
        }
        made.namespaces["account"].name = "account";
        made.namespaces["account"].letter_case = model::Namespace::Case::lower;
        made.namespaces["kr.rrn"].name = "kr.rrn";
        made.namespaces["kr.rrn"].forbidden = true;
        made.taxonomy.groups = {{"pii.direct", "personal"},
                                {"sensitive.health", "sensitive"},
                                {"identity.key", "personal"},
                                {"internal", "classification"},
                                {"pii.indirect", "personal"}};
        return made;
    }();
    return schema;
}

inline std::vector<Diagnostic> compile_errors(const std::string& yaml, const std::string& set = "")
{
    Diagnostics diagnostics;
    const Node root = config::parse_yaml(yaml, "m.yaml", diagnostics);
    const Node overlay = set.empty() ? Node() : config::parse_yaml(set, "p.yaml", diagnostics);
    CompileOptions options;
    options.name = "crm/contacts";
    options.set = set.empty() ? nullptr : &overlay;
    const std::unique_ptr<Mapping> mapping = compile(root, test_schema(), options, diagnostics);
    EXPECT_EQ(mapping == nullptr, diagnostics.has_errors());
    return diagnostics.sorted();
}

// "3:14 mapping.type: message" of the only mistake; all of them where there are several.
inline std::string only_error(const std::string& yaml, const std::string& set = "")
{
    std::string text;
    for (const Diagnostic& diagnostic : compile_errors(yaml, set)) {
        if (!text.empty()) text += "\n";
        text += std::to_string(diagnostic.mark.line) + ":" +
                std::to_string(diagnostic.mark.column) + " " + diagnostic.code + ": " +
                diagnostic.message;
    }
    return text;
}

inline std::unique_ptr<Mapping> compile_text(const std::string& yaml, const std::string& set = "")
{
    Diagnostics diagnostics;
    const Node root = config::parse_yaml(yaml, "m.yaml", diagnostics);
    const Node overlay = set.empty() ? Node() : config::parse_yaml(set, "p.yaml", diagnostics);
    CompileOptions options;
    options.name = "crm/contacts";
    options.region = "KR";
    options.timezone = "Asia/Seoul";
    options.set = set.empty() ? nullptr : &overlay;
    std::unique_ptr<Mapping> mapping = compile(root, test_schema(), options, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.sorted())
        ADD_FAILURE() << diagnostic.mark.line << ":" << diagnostic.mark.column << " "
                      << diagnostic.message;
    return mapping;
}

inline SourceFacts facts()
{
    return {.source = "crm",
            .instance = "kr-crm",
            .stream = "contacts",
            .key = "K1",
            .observed_at = parse_rfc3339("2026-01-01T00:00:00Z").value()};
}

inline Outcome apply_text(const std::string& yaml, const std::string& record,
                          const std::string& set = "")
{
    const std::unique_ptr<Mapping> mapping = compile_text(yaml, set);
    if (!mapping) return {};
    const Result<json::Value> value = json::parse(record);
    EXPECT_TRUE(value) << (value ? "" : value.error().message);
    return mapping->apply(*value, facts());
}

// The data of the first entity as canonical JSON, "" where there is none.
inline std::string data_of(const Outcome& outcome)
{
    if (outcome.rejection) return outcome.rejection->code;
    return outcome.entities.empty() ? "" : json::write(outcome.entities.front().data);
}

inline std::vector<std::string> issues_of(const Outcome& outcome)
{
    std::vector<std::string> issues;
    for (const model::Entity& entity : outcome.entities)
        for (const model::Issue& issue : entity.issues)
            issues.push_back(issue.path + " " + issue.code);
    return issues;
}

// A person block with these fields, for tests of one binding.
inline std::string person(const std::string& fields)
{
    return "- entity: person@1\n  key: {ns: crm.contact, from: id}\n  fields:\n    " + fields +
           "\n";
}

}  // namespace cx::mapping
