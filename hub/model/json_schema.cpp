#include "model/schema.hpp"

#include <string>

namespace cx::model {
namespace {

json::Value of_fields(const std::vector<Field>& fields, bool strict);

json::Value of_one(const Field& field, bool strict)
{
    // Undeclared members of `ext` are kept, so it is never closed.
    if (field.type == "object") return of_fields(field.fields, strict && field.name != "ext");
    const SemanticType* type = find_semantic_type(field.type);
    json::Value schema = type ? type->json_schema(strict) : json::Value(json::Object{});
    if (field.type == "enum" && !field.values.empty()) {
        const std::string_view keyword = field.open ? "x-cx-known" : "enum";
        for (const std::string& value : field.values) schema[keyword].push_back(value);
    }
    return schema;
}

json::Value of_field(const Field& field, bool strict)
{
    json::Value schema = of_one(field, strict);
    if (field.list) {
        json::Value items = std::move(schema);
        schema = json::Object{};
        schema["type"] = "array";
        schema["items"] = std::move(items);
    }
    schema["x-cx-type"] = field.type;
    if (!field.doc.empty()) schema["description"] = field.doc;
    if (field.deprecated) schema["deprecated"] = true;
    if (!field.use.empty()) schema["x-cx-use"] = field.use;
    if (!field.term.empty()) schema["x-cx-term"] = field.term;
    for (const std::string& label : field.labels.all()) schema["x-cx-labels"].push_back(label);
    return schema;
}

json::Value of_fields(const std::vector<Field>& fields, bool strict)
{
    json::Value schema = json::Object{};
    schema["type"] = "object";
    schema["properties"] = json::Object{};
    for (const Field& field : fields) {
        schema["properties"][field.name] = of_field(field, strict);
        if (field.required) schema["required"].push_back(field.name);
    }
    if (strict) schema["unevaluatedProperties"] = false;
    return schema;
}

std::string_view kind_text(EntityKind kind)
{
    if (kind == EntityKind::party) return "party";
    return kind == EntityKind::state ? "state" : "event";
}

}  // namespace

json::Value json_schema(const EntityType& type, bool strict, std::string_view base_url)
{
    const std::string version = std::to_string(type.major) + "." + std::to_string(type.minor);
    json::Value schema = of_fields(type.fields, strict);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    schema["$id"] = std::string(base_url) + "/schemas/" + type.name + "/" + version;
    schema["title"] = type.name;
    schema["x-cx-kind"] = kind_text(type.kind);
    if (!type.doc.empty()) schema["description"] = type.doc;
    return schema;
}

}  // namespace cx::model
