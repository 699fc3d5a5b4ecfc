#include "api/parameters.hpp"

#include "api/problem.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cx::api {
namespace {

constexpr std::size_t name_bytes = 200;
constexpr std::size_t names_count = 100;
constexpr std::size_t cursor_bytes = 64;

constexpr std::array<std::string_view, 7> personal_names{"email", "mail",       "phone",  "mobile",
                                                         "tel",   "birth_date", "address"};

bool all_of(std::string_view text, bool (*allowed)(char))
{
    return std::all_of(text.begin(), text.end(), allowed);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_name_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("_-./").find(c) != std::string_view::npos;
}

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= name_bytes && all_of(text, is_name_char);
}

bool are_names(std::string_view text)
{
    const std::vector<std::string_view> names = split(text, ',');
    return names.size() <= names_count && std::all_of(names.begin(), names.end(), is_name);
}

bool is_cursor(std::string_view text)
{
    return !text.empty() && text.size() <= cursor_bytes &&
           all_of(text, [](char c) { return is_name_char(c) && c != '/' && c != '.'; });
}

bool fits(const Parameter& parameter, const std::string& value)
{
    switch (parameter.kind) {
        case Parameter::Kind::name:
            return is_name(value);
        case Parameter::Kind::names:
            return are_names(value);
        case Parameter::Kind::time:
            return parse_rfc3339(value).has_value();
        case Parameter::Kind::limit: {
            const auto number = to_integer(value);
            return number && *number >= 1 && *number <= limits::page_items_max;
        }
        case Parameter::Kind::seq: {
            const auto number = to_integer(value);
            return number && *number >= 0;
        }
        case Parameter::Kind::position:
            return to_integer(value).has_value();
        case Parameter::Kind::cursor:
            return is_cursor(value);
        case Parameter::Kind::choice:
            return std::find(parameter.choices.begin(), parameter.choices.end(), value) !=
                   parameter.choices.end();
    }
    return false;
}

std::string wanted(const Parameter& parameter)
{
    switch (parameter.kind) {
        case Parameter::Kind::name:
            return "a name";
        case Parameter::Kind::names:
            return "names apart by commas";
        case Parameter::Kind::time:
            return "an RFC 3339 time, as 2026-11-23T07:02:11Z";
        case Parameter::Kind::limit:
            return "a whole number from 1 to " + std::to_string(limits::page_items_max);
        case Parameter::Kind::seq:
            return "a whole number, 0 or more";
        case Parameter::Kind::position:
        case Parameter::Kind::cursor:
            return "what an answer gave as 'next'";
        case Parameter::Kind::choice:
            break;
    }
    std::string text = "one of";
    for (const std::string_view choice : parameter.choices) text.append(" ").append(choice);
    return text;
}

std::string known_parameters(const Endpoint& endpoint)
{
    if (endpoint.query.empty()) return "this route takes none";
    std::string text = "this route takes";
    for (const Parameter& parameter : endpoint.query) text.append(" ").append(parameter.name);
    return text;
}

}  // namespace

std::optional<std::int64_t> to_integer(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

bool looks_personal(std::string_view value)
{
    if (value.find('@') != std::string_view::npos) return true;
    std::size_t digits = 0;
    std::size_t separators = 0;
    if (value.starts_with('-')) value.remove_prefix(1);  // A position before 1970.
    for (const char c : value) {
        if (is_digit(c))
            ++digits;
        else if (std::string_view(" -.()/").find(c) != std::string_view::npos)
            ++separators;
        else if (c != '+')
            return false;
    }
    // Whole numbers are positions; a date has eight digits and two hyphens.
    const bool as_dialled =
        value.starts_with('+') || value.starts_with('0') || value.starts_with('(');
    return digits <= 15 && ((as_dialled && digits >= 8) || (separators > 0 && digits >= 9));
}

std::optional<Answer> check_query(const Endpoint& endpoint, const Request& request)
{
    for (const auto& [name, value] : request.query) {
        const bool personal_name =
            std::find(personal_names.begin(), personal_names.end(), name) != personal_names.end();
        if (personal_name || looks_personal(name) || looks_personal(value))
            return problem("api.personal_query");
    }
    for (const auto& [name, value] : request.query) {
        const auto known = std::find_if(
            endpoint.query.begin(), endpoint.query.end(),
            [&wanted_name = name](const Parameter& row) { return row.name == wanted_name; });
        if (known == endpoint.query.end())
            return problem("api.unknown_parameter", known_parameters(endpoint));
        if (!fits(*known, value))
            return problem("api.bad_parameter", "'" + name + "' must be " + wanted(*known));
    }
    return std::nullopt;
}

std::string Call::text(std::string_view parameter) const
{
    const auto found = request.query.find(std::string(parameter));
    return found == request.query.end() ? "" : found->second;
}

std::vector<std::string> Call::names(std::string_view parameter) const
{
    std::vector<std::string> result;
    const std::string all = text(parameter);
    if (all.empty()) return result;
    for (const std::string_view name : split(all, ',')) result.emplace_back(name);
    return result;
}

int Call::limit() const
{
    const auto number = to_integer(text("limit"));
    return number ? static_cast<int>(*number) : limits::page_items;
}

std::int64_t Call::integer(std::string_view parameter) const
{
    return to_integer(text(parameter)).value_or(0);
}

Timestamp Call::time(std::string_view parameter) const
{
    return parse_rfc3339(text(parameter)).value_or(Timestamp{});
}

}  // namespace cx::api
