// The functions of expressions: one row each in the table at the end.
#include "base/text.hpp"
#include "mapping/syntax.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <optional>

namespace cx::mapping {
namespace {

// A text argument. `problem` is set where it is none: null for null, else a fault.
struct Text {
    std::string_view borrowed;
    std::string own;  // Of a number that was computed.
    std::optional<Value> problem;

    std::string_view view() const { return own.empty() ? borrowed : std::string_view(own); }
};

Text text_of(const Value& value, Run& run)
{
    Text text;
    if (const auto* given = std::get_if<std::string>(&value)) {
        text.borrowed = *given;
    } else if (const auto* number = std::get_if<Decimal>(&value)) {
        text.own = number->text();
    } else if (const auto* source = std::get_if<const json::Value*>(&value)) {
        if ((*source)->is_string())
            text.borrowed = (*source)->as_string();
        else if ((*source)->is_number())
            text.borrowed = (*source)->as_number();
        else if ((*source)->is_null())
            text.problem = Null();
        else
            text.problem = Fault{"expr.text"};
    } else if (std::holds_alternative<Null>(value)) {
        text.problem = Null();
    } else if (const auto* fault = std::get_if<Fault>(&value)) {
        text.problem = *fault;
    } else {
        text.problem = Fault{"expr.text"};
    }
    run.spend(1 + text.view().size() / 64);
    return text;
}

// For questions about two texts; nothing is in null, and null is in nothing.
template <typename Question>
Value ask(std::span<const Value> arguments, Run& run, Question question)
{
    const Text text = text_of(arguments[0], run);
    const Text other = text_of(arguments[1], run);
    for (const Text* one : {&text, &other}) {
        if (!one->problem) continue;
        if (std::holds_alternative<Null>(*one->problem)) return false;
        return *one->problem;
    }
    return question(text.view(), other.view());
}

template <typename Change>
Value change(const Value& argument, Run& run, Change changed)
{
    const Text text = text_of(argument, run);
    if (text.problem) return *text.problem;
    std::string result(text.view());
    std::transform(result.begin(), result.end(), result.begin(), changed);
    return result;
}

std::int64_t characters(std::string_view text)
{
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

Value size(std::span<const Value> arguments, Run& run)
{
    const Value& value = arguments[0];
    if (const auto* elements = std::get_if<Elements>(&value))
        return Decimal::of(static_cast<std::int64_t>(elements->size()));
    if (const auto* source = std::get_if<const json::Value*>(&value)) {
        if ((*source)->is_array())
            return Decimal::of(static_cast<std::int64_t>((*source)->as_array().size()));
        if ((*source)->is_object())
            return Decimal::of(static_cast<std::int64_t>((*source)->as_object().size()));
    }
    const Text text = text_of(value, run);
    if (!text.problem) return Decimal::of(characters(text.view()));
    if (std::holds_alternative<Null>(*text.problem)) return Decimal::of(0);
    return *text.problem;
}

Value has(std::span<const Value> arguments, Run&)
{
    if (const auto* fault = std::get_if<Fault>(&arguments[0])) return *fault;
    return !empty(arguments[0]);
}

Value starts_with(std::span<const Value> arguments, Run& run)
{
    return ask(arguments, run,
               [](std::string_view text, std::string_view part) { return text.starts_with(part); });
}

Value ends_with(std::span<const Value> arguments, Run& run)
{
    return ask(arguments, run,
               [](std::string_view text, std::string_view part) { return text.ends_with(part); });
}

Value contains(std::span<const Value> arguments, Run& run)
{
    return ask(arguments, run, [](std::string_view text, std::string_view part) {
        return text.find(part) != text.npos;
    });
}

Value lower(std::span<const Value> arguments, Run& run)
{
    return change(arguments[0], run,
                  [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

Value upper(std::span<const Value> arguments, Run& run)
{
    return change(arguments[0], run,
                  [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

// A pattern that the record brings is compiled each time; a literal one was compiled at load.
Value matches(std::span<const Value> arguments, Run& run)
{
    const Text pattern = text_of(arguments[1], run);
    if (pattern.problem)
        return std::holds_alternative<Null>(*pattern.problem) ? Value(false) : *pattern.problem;
    run.spend(1000);
    const std::shared_ptr<const RE2> compiled = compile_pattern(pattern.view());
    if (!compiled) return Fault{"expr.pattern"};
    return match_pattern(arguments[0], *compiled, run);
}

constexpr std::array<Function, 8> table{{
    {"size", 1, Kind::number,
     "Characters of a text, elements of a list, members of an object; 0 for null.", size},
    {"has", 1, Kind::boolean, "Whether the value is there and not empty.", has},
    {"startsWith", 2, Kind::boolean, "Whether the first text begins with the second.", starts_with},
    {"endsWith", 2, Kind::boolean, "Whether the first text ends with the second.", ends_with},
    {"contains", 2, Kind::boolean, "Whether the second text stands in the first.", contains},
    {"lower", 1, Kind::text, "The text with A to Z made small.", lower},
    {"upper", 1, Kind::text, "The text with a to z made capital.", upper},
    {"matches", 2, Kind::boolean,
     "Whether the regular expression is found anywhere in the text (RE2 syntax).", matches},
}};

}  // namespace

std::span<const Function> functions()
{
    return table;
}

Value match_pattern(const Value& value, const RE2& pattern, Run& run)
{
    const Text text = text_of(value, run);
    if (text.problem)
        return std::holds_alternative<Null>(*text.problem) ? Value(false) : *text.problem;
    const std::string_view view = text.view();
    return RE2::PartialMatch(re2::StringPiece(view.data(), view.size()), pattern);
}

}  // namespace cx::mapping
