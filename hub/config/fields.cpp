#include "config/fields.hpp"

#include "config/schema_files.hpp"
#include "model/types.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::config {
namespace {

std::vector<std::string> type_names()
{
    std::vector<std::string> names = {"object"};
    for (const model::SemanticType& type : model::semantic_types()) names.emplace_back(type.id);
    return names;
}

class FieldReader {
public:
    FieldReader(Reader& reader, const model::Schema& schema) : reader_(reader), schema_(schema) {}

    std::vector<model::Field> read(const Node* list) const
    {
        std::vector<model::Field> fields;
        if (!list) return fields;
        for (const Node& node : list->items) {
            model::Field field = read_one(node);
            const auto same = [&](const model::Field& other) { return other.name == field.name; };
            if (std::any_of(fields.begin(), fields.end(), same))
                reader_.error(mark_of(node, "name"), "config.duplicate_key",
                              fmt::format("field '{}' is there already", field.name));
            fields.push_back(std::move(field));
        }
        return fields;
    }

private:
    model::Field read_one(const Node& node) const
    {
        model::Field field;
        field.name = text_of(node, "name");
        field.type = text_of(node, "type");
        field.list = boolean_of(node, "list", false);
        field.required = boolean_of(node, "required", false);
        field.labels = model::LabelSet(texts_of(node, "labels"));
        field.values = texts_of(node, "values");
        field.open = boolean_of(node, "open", false);
        field.fields = read(node.find("fields"));
        field.term = text_of(node, "term");
        field.deprecated = boolean_of(node, "deprecated", false);
        field.use = text_of(node, "use");
        field.doc = text_of(node, "doc");
        field.mark = mark_of(node, "name");
        check_labels(reader_, node, "labels", schema_.taxonomy, false);
        check(field, node);
        inherit(field, node);
        return field;
    }

    void check(const model::Field& field, const Node& node) const
    {
        if (field.type != "object" && !field.type.empty() && !model::find_semantic_type(field.type))
            reader_.error(mark_of(node, "type"), "config.unknown_type",
                          fmt::format("unknown type '{}'{}", field.type,
                                      did_you_mean(field.type, type_names())));
        if (field.type == "object" && field.fields.empty() && field.name != "ext")
            reader_.error(
                node.mark, "config.missing_key",
                fmt::format("field '{}' is an object; its 'fields' are missing", field.name));
        if (field.type != "object" && !field.fields.empty())
            reader_.error(mark_of(node, "fields"), "config.value",
                          fmt::format("only an object has fields; '{}' is of type {}", field.name,
                                      field.type));
        if (field.type == "enum" && field.values.empty() && !field.open)
            reader_.error(
                node.mark, "config.missing_key",
                fmt::format("field '{}' is a closed enum; its 'values' are missing", field.name));
    }

    // A field has the labels of its term.
    void inherit(model::Field& field, const Node& node) const
    {
        if (field.term.empty()) return;
        const auto& terms = schema_.glossary.terms;
        if (const auto term = terms.find(field.term); term != terms.end()) {
            field.labels.add(term->second.labels);
            return;
        }
        std::vector<std::string> names;
        for (const auto& [name, term] : terms) names.push_back(name);
        reader_.error(
            mark_of(node, "term"), "config.unknown_term",
            fmt::format("unknown term '{}'{}", field.term, did_you_mean(field.term, names)));
    }

    Reader& reader_;
    const model::Schema& schema_;
};

}  // namespace

std::vector<model::Field> read_fields(Reader& reader, const model::Schema& schema, const Node* list)
{
    return FieldReader(reader, schema).read(list);
}

}  // namespace cx::config
