// Casting by JSON schema.
#include "rest/expression/literal.hpp"
#include "rest/transform/transform.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace rest {
namespace {

using cx::json::Value;

constexpr int schema_depth_max = 64;

bool has_type(const Value& schema, std::string_view wanted)
{
    const Value* type = schema.find("type");
    if (!type) return false;
    if (type->is_string()) return type->as_string() == wanted;
    if (!type->is_array()) return false;
    return std::any_of(type->as_array().begin(), type->as_array().end(), [&](const Value& one) {
        return one.is_string() && one.as_string() == wanted;
    });
}

// The type of the value is among those of the schema already.
bool fits(const Value& value, const Value& schema)
{
    if (value.is_null()) return true;
    if (value.is_string()) return has_type(schema, "string");
    if (value.is_bool()) return has_type(schema, "boolean");
    if (value.is_array()) return has_type(schema, "array");
    if (value.is_object()) return has_type(schema, "object");
    const bool whole = value.as_number().find_first_of(".eE") == std::string::npos;
    return has_type(schema, "number") || (whole && has_type(schema, "integer"));
}

bool is_number_text(const std::string& text)
{
    const std::optional<Value> read = expr::read_literal(text);
    return read && read->is_number();
}

// A text, or a fraction that is none, as a whole number; nothing where it is neither.
std::optional<Value> to_integer(const Value& value)
{
    if (value.is_bool()) return Value(value.as_bool() ? 1 : 0);
    const std::optional<std::string> text = value.text();
    if (!text || !is_number_text(*text)) return std::nullopt;
    const std::optional<Value> read = expr::read_literal(*text);
    if (read->as_number().find_first_of(".e") == std::string::npos) return read;
    if (value.is_string()) return std::nullopt;
    const double number = std::strtod(read->as_number().c_str(), nullptr);
    if (std::fabs(number) > 9e15) return std::nullopt;
    return Value(static_cast<std::int64_t>(number));
}

std::optional<Value> to_number(const Value& value)
{
    if (value.is_bool()) return Value(value.as_bool() ? 1 : 0);
    const std::optional<std::string> text = value.text();
    if (!text || !is_number_text(*text)) return std::nullopt;
    return expr::read_literal(*text);
}

std::optional<Value> to_boolean(const Value& value)
{
    if (value.is_number())
        return Value(value.as_number().find_first_of("123456789") != std::string::npos);
    if (!value.is_string()) return std::nullopt;
    std::string word = value.as_string();
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    static constexpr std::string_view yes[] = {"y", "yes", "t", "true", "on", "1"};
    static constexpr std::string_view no[] = {"n", "no", "f", "false", "off", "0"};
    if (std::find(std::begin(yes), std::end(yes), word) != std::end(yes)) return Value(true);
    if (std::find(std::begin(no), std::end(no), word) != std::end(no)) return Value(false);
    return std::nullopt;
}

std::optional<Value> cast(const Value& value, const Value& schema)
{
    if (has_type(schema, "string")) {
        if (value.is_array() || value.is_object()) return Value(cx::json::write(value));
        return Value(value.text().value_or(""));
    }
    if (has_type(schema, "number")) return to_number(value);
    if (has_type(schema, "integer")) return to_integer(value);
    if (has_type(schema, "boolean")) return to_boolean(value);
    if (has_type(schema, "array")) return Value(cx::json::Array{value});
    return std::nullopt;
}

void apply(Value& value, const Value& schema, int depth)
{
    if (depth > schema_depth_max || !schema.is_object()) return;
    if (schema.find("type") && !fits(value, schema))
        if (std::optional<Value> made = cast(value, schema)) value = std::move(*made);
    if (value.is_object()) {
        const Value* properties = schema.find("properties");
        if (!properties || !properties->is_object()) return;
        for (auto& [name, one] : value.as_object())
            if (const Value* inner = properties->find(name)) apply(one, *inner, depth + 1);
    } else if (value.is_array()) {
        const Value* items = schema.find("items");
        if (!items) return;
        for (Value& one : value.as_array()) apply(one, *items, depth + 1);
    }
}

}  // namespace

void normalise(cx::json::Value& record, const cx::json::Value& schema)
{
    apply(record, schema, 0);
}

}  // namespace rest
