#include "rest/manifest/adheres.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace rest {
namespace {

using cx::json::Value;

constexpr auto keywords = std::to_array<std::string_view>(
    {"type", "enum", "const", "properties", "required", "additionalProperties", "items", "minItems",
     "maxItems", "minLength", "maxLength", "minimum", "maximum", "pattern", "allOf", "anyOf",
     "oneOf"});
// For people, and for forms.
constexpr auto remarks =
    std::to_array<std::string_view>({"$schema", "$id", "$comment", "title", "description",
                                     "default", "examples", "format", "order"});
constexpr auto alternatives = std::to_array<std::string_view>({"allOf", "anyOf", "oneOf"});

std::optional<double> number(const Value* value)
{
    if (!value || !value->is_number()) return std::nullopt;
    const std::string& text = value->as_number();
    double read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    return error == std::errc() ? std::optional(read) : std::nullopt;
}

bool is_of(const Value& value, std::string_view type)
{
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_bool();
    if (type == "string") return value.is_string();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return value.is_number() && (type == "number" || value.integer());
}

bool is_of_one(const Value& value, const Value& types)
{
    if (types.is_string()) return is_of(value, types.as_string());
    return !types.is_array() ||
           std::any_of(types.as_array().begin(), types.as_array().end(),
                       [&](const Value& one) { return is_of(value, one.text().value_or("")); });
}

// A number between two members of the schema, where it has them.
bool is_within(double size, const Value& schema, std::string_view least, std::string_view most)
{
    const std::optional<double> from = number(schema.find(least));
    const std::optional<double> to = number(schema.find(most));
    return (!from || size >= *from) && (!to || size <= *to);
}

std::string of_text(const std::string& text, const Value& schema, const std::string& at)
{
    const auto length = std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;  // The first of a letter
    });
    if (!is_within(static_cast<double>(length), schema, "minLength", "maxLength"))
        return at + " is too short or too long";
    const Value* pattern = schema.find("pattern");
    if (!pattern || !pattern->is_string()) return {};
    const re2::RE2 expression(pattern->as_string(), re2::RE2::Quiet);
    if (!expression.ok()) return at + " has a pattern in the manifest that is none";
    return re2::RE2::PartialMatch(text, expression) ? "" : at + " does not match its pattern";
}

std::string of_object(const Value& value, const Value& schema, const std::string& name)
{
    if (const Value* required = schema.find("required"); required && required->is_array())
        for (const Value& one : required->as_array())
            if (!value.find(one.text().value_or("")))
                return "'" + name + "' lacks '" + one.text().value_or("") + "'";
    const Value* known = schema.find("properties");
    const Value* others = schema.find("additionalProperties");
    for (const auto& [member, inner] : value.as_object()) {
        const Value* own = known ? known->find(member) : nullptr;
        if (!own && others && others->is_bool() && !others->as_bool())
            return "'" + name + "' should have no '" + member + "'";
        if (!own) own = others;
        if (!own || !own->is_object()) continue;
        if (std::string wrong = violation(inner, *own, name + "/" + member); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string of_list(const Value& value, const Value& schema, const std::string& name)
{
    const cx::json::Array& list = value.as_array();
    if (!is_within(static_cast<double>(list.size()), schema, "minItems", "maxItems"))
        return "'" + name + "' has too few or too many elements";
    const Value* items = schema.find("items");
    for (std::size_t at = 0; items && at < list.size(); ++at) {
        std::string wrong = violation(list[at], *items, name + "/" + std::to_string(at));
        if (!wrong.empty()) return wrong;
    }
    return {};
}

// How many of the schemas in `keyword` it should adhere to.
std::string of_alternatives(const Value& value, const Value& schema, std::string_view keyword,
                            const std::string& name)
{
    const Value* all = schema.find(keyword);
    if (!all || !all->is_array()) return {};
    std::string first;
    std::size_t good = 0;
    for (const Value& one : all->as_array()) {
        std::string wrong = violation(value, one, name);
        if (wrong.empty())
            ++good;
        else if (first.empty())
            first = std::move(wrong);
    }
    if (keyword == "allOf") return first;
    const bool enough = keyword == "oneOf" ? good == 1 : good > 0;
    return enough ? "" : "'" + name + "' is none of what it may be";
}

}  // namespace

std::string foreign_keyword(const Value& schema)
{
    if (!schema.is_object()) return {};
    const auto inside = [](const Value* value) {
        std::string found;
        if (value && value->is_object())
            for (const auto& [name, inner] : value->as_object())
                if (found.empty()) found = foreign_keyword(inner);
        if (value && value->is_array())
            for (const Value& inner : value->as_array())
                if (found.empty()) found = foreign_keyword(inner);
        return found;
    };
    for (const auto& [name, value] : schema.as_object()) {
        const bool known = std::find(keywords.begin(), keywords.end(), name) != keywords.end();
        const bool remark = std::find(remarks.begin(), remarks.end(), name) != remarks.end() ||
                            name.starts_with("airbyte_");
        if (!known && !remark) return name;
    }
    std::string found = inside(schema.find("properties"));
    for (const std::string_view name : alternatives)
        if (found.empty()) found = inside(schema.find(name));
    for (const std::string_view name : {"items", "additionalProperties"})
        if (const Value* inner = schema.find(name); inner && found.empty())
            found = foreign_keyword(*inner);
    return found;
}

std::string violation(const Value& value, const Value& schema, const std::string& name)
{
    const std::string at = "'" + name + "'";
    if (const Value* type = schema.find("type"); type && !is_of_one(value, *type))
        return at + " should be of the type " +
               (type->is_string() ? type->as_string() : cx::json::write(*type));
    if (const Value* only = schema.find("const"); only && value != *only)
        return at + " is not the one value it may be";
    if (const Value* all = schema.find("enum"); all && all->is_array())
        if (std::find(all->as_array().begin(), all->as_array().end(), value) ==
            all->as_array().end())
            return at + " is none of the values it may be";
    if (const auto size = number(&value); size && !is_within(*size, schema, "minimum", "maximum"))
        return at + " is too small or too large";
    std::string wrong;
    if (value.is_string()) wrong = of_text(value.as_string(), schema, at);
    if (value.is_object()) wrong = of_object(value, schema, name);
    if (value.is_array()) wrong = of_list(value, schema, name);
    for (const std::string_view keyword : alternatives)
        if (wrong.empty()) wrong = of_alternatives(value, schema, keyword, name);
    return wrong;
}

}  // namespace rest
