#include "rest/manifest/specification.hpp"

namespace rest {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

constexpr int depth_max = 16;

// "string" of "string", of ["null", "string"] and of ["string"].
std::string type_of(const Value& property)
{
    const Value* type = property.find("type");
    if (!type) return {};
    if (type->is_string()) return type->as_string();
    if (type->is_array())
        for (const Value& one : type->as_array())
            if (one.is_string() && one.as_string() != "null") return one.as_string();
    return {};
}

bool is_secret(const Value& property)
{
    const Value* flag = property.find("airbyte_secret");
    return flag && flag->is_bool() && flag->as_bool();
}

Value translated(const Value& property, int depth)
{
    Object out;
    const std::string type = type_of(property);
    if (!type.empty()) out["type"] = type;
    std::string text = property.text_of("description");
    if (text.empty()) text = property.text_of("title");
    if (!text.empty()) out["description"] = text;
    for (const char* name : {"default", "enum", "const", "minimum", "maximum", "pattern", "items"})
        if (const Value* value = property.find(name)) out[name] = *value;
    if (is_secret(property)) out["x-cx-secret"] = true;
    if (depth == depth_max) return out;
    if (const Value* inner = property.find("properties"); inner && inner->is_object()) {
        Value& members = out["properties"] = Object{};
        for (const auto& [name, each] : inner->as_object())
            members[name] = translated(each, depth + 1);
        if (const Value* required = property.find("required")) out["required"] = *required;
    }
    for (const char* name : {"oneOf", "anyOf"})
        if (const Value* variants = property.find(name); variants && variants->is_array()) {
            Array list;
            for (const Value& each : variants->as_array())
                list.push_back(translated(each, depth + 1));
            out[name] = std::move(list);
        }
    return out;
}

void fill(Value& config, const Value& schema, int depth)
{
    const Value* properties = schema.find("properties");
    if (!properties || !properties->is_object() || depth == depth_max) return;
    for (const auto& [name, property] : properties->as_object()) {
        const Value* known = config.find(name);
        if (!known || known->is_null()) {
            if (const Value* value = property.find("default"))
                config[name] = *value;
            else if (const Value* only = property.find("const"))
                config[name] = *only;
        } else if (known->is_object()) {
            fill(config[name], property, depth + 1);
        }
    }
}

}  // namespace

Value options_schema(const Value& specification)
{
    Value out = translated(specification, 0);
    if (!out.is_object()) out = Object{};
    out["type"] = "object";
    if (!out.find("properties")) out["properties"] = Object{};
    return out;
}

void fill_defaults(Value& config, const Value& specification)
{
    if (!config.is_object()) config = Object{};
    fill(config, specification, 0);
}

std::string missing_option(const Value& config, const Value& specification)
{
    const Value* required = specification.find("required");
    if (!required || !required->is_array()) return {};
    for (const Value& name : required->as_array())
        if (name.is_string() && !config.find(name.as_string())) return name.as_string();
    return {};
}

}  // namespace rest
