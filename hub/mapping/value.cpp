#include "mapping/value.hpp"

#include <array>

namespace cx::mapping {

std::string_view to_text(Kind kind)
{
    constexpr std::array<std::string_view, 6> names{
        "a value of the record", "null", "a condition", "a number", "a text", "a list"};
    return names[static_cast<std::size_t>(kind)];
}

json::Value to_json(const Value& value)
{
    if (const auto* flag = std::get_if<bool>(&value)) return json::Value(*flag);
    if (const auto* number = std::get_if<Decimal>(&value)) return json::Value(number->text());
    if (const auto* text = std::get_if<std::string>(&value)) return json::Value(*text);
    if (const auto* source = std::get_if<const json::Value*>(&value)) return **source;
    if (const auto* elements = std::get_if<Elements>(&value)) {
        json::Array list;
        for (const json::Value* element : *elements) list.push_back(*element);
        return json::Value(std::move(list));
    }
    return {};
}

bool empty(const Value& value)
{
    if (std::holds_alternative<Null>(value)) return true;
    if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
    if (const auto* source = std::get_if<const json::Value*>(&value)) return (*source)->empty();
    if (const auto* elements = std::get_if<Elements>(&value)) return elements->empty();
    return false;
}

}  // namespace cx::mapping
