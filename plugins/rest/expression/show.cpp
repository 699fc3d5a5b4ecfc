// Values as Python prints them: str(), repr() and what json makes of them.
#include "rest/civil.hpp"
#include "rest/expression/template.hpp"
#include "rest/expression/unicode.hpp"
#include "rest/expression/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace rest::expr {
namespace {

// "d.ddde+XX" of the shortest text, as digits and exponent.
std::pair<std::string, int> shortest(double number)
{
    char buffer[40];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
    const std::string_view all(buffer, static_cast<std::size_t>(end - buffer));
    const std::size_t e = all.find('e');
    std::string digits;
    for (const char c : all.substr(0, e))
        if (c != '.') digits.push_back(c);
    int exponent = 0;
    const std::string_view tail = all.substr(all[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
    return {digits, exponent};
}

std::string clock_text(std::int64_t us)
{
    std::string out = fmt::format("{}:{:02}:{:02}", us / 3'600'000'000, us / 60'000'000 % 60,
                                  us / 1'000'000 % 60);
    if (us % 1'000'000) out += fmt::format(".{:06}", us % 1'000'000);
    return out;
}

// "1 month, 2 days, 0:00:00"
std::string duration_text(const Duration& duration)
{
    std::string out;
    const std::int64_t years = duration.months / 12;
    const std::int64_t months = duration.months % 12;
    if (years) out += fmt::format("{} years, ", years);
    if (months) out += fmt::format("{} month{}, ", months, months <= 1 ? "" : "s");
    const std::int64_t days = datetime::floor_div(duration.us, datetime::day_us);
    if (days) out += fmt::format("{} day{}, ", days, days == 1 || days == -1 ? "" : "s");
    return out + clock_text(duration.us - days * datetime::day_us);
}

std::string moment_text(const Moment& moment)
{
    const std::int64_t offset = moment.offset.value_or(0);
    const datetime::Civil civil = datetime::civil_of(moment.us + offset * datetime::second_us);
    std::string out = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", civil.year, civil.month,
                                  civil.day, civil.hour, civil.minute, civil.second);
    if (civil.us) out += fmt::format(".{:06}", civil.us);
    if (!moment.offset) return out;
    const std::int64_t size = offset < 0 ? -offset : offset;
    out += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    if (size % 60) out += fmt::format(":{:02}", size % 60);
    return out;
}

std::string date_text(const Date& date)
{
    const datetime::Civil civil = datetime::civil_of(date.days * datetime::day_us);
    return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

// What shares its parts, or holds itself, would never end.
constexpr int shown_depth_max = 100;
constexpr std::size_t shown_bytes_max = template_output_max + 1;

void represent(const Value& value, std::string& out, int depth);

void represent_all(const List& items, std::string_view open, std::string_view close,
                   std::string& out, int depth)
{
    out += open;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i) out += ", ";
        represent(items[i], out, depth + 1);
    }
    out += close;
}

void represent_list(const Value& value, std::string& out, int depth)
{
    const ListKind kind = value.is<std::shared_ptr<ListObject>>()
                              ? value.as<std::shared_ptr<ListObject>>()->kind
                              : ListKind::list;
    const List items = *elements(value);
    switch (kind) {
        case ListKind::tuple:
            return represent_all(items, "(", items.size() == 1 ? ",)" : ")", out, depth);
        case ListKind::keys:
            return represent_all(items, "dict_keys([", "])", out, depth);
        case ListKind::values:
            return represent_all(items, "dict_values([", "])", out, depth);
        case ListKind::items:
            return represent_all(items, "dict_items([", "])", out, depth);
        case ListKind::generator:
            out += "<generator object>";
            return;
        default:
            return represent_all(items, "[", "]", out, depth);
    }
}

void represent_dict(const Value& value, std::string& out, int depth)
{
    out += '{';
    bool first = true;
    for (const auto& [key, one] : pairs_of(value)) {
        if (!first) out += ", ";
        first = false;
        represent(key, out, depth + 1);
        out += ": ";
        represent(one, out, depth + 1);
    }
    out += '}';
}

void represent(const Value& value, std::string& out, int depth)
{
    if (depth > shown_depth_max || out.size() > shown_bytes_max) {
        out += "...";
        return;
    }
    if (value.is<Text>()) return represent_text(value.text(), out);
    if (value.is_list()) return represent_list(value, out, depth);
    if (value.is_dict()) return represent_dict(value, out, depth);
    if (value.is_missing()) {
        out += "Undefined";
    } else if (value.is<bool>()) {
        out += value.as<bool>() ? "True" : "False";
    } else if (value.is<std::int64_t>()) {
        out += std::to_string(value.as<std::int64_t>());
    } else if (value.is<Big>()) {
        out += value.as<Big>().digits;
    } else if (value.is<double>()) {
        out += float_text(value.as<double>());
    } else if (value.is<Moment>()) {
        out += moment_text(value.as<Moment>());
    } else if (value.is<Date>()) {
        out += date_text(value.as<Date>());
    } else if (value.is<Duration>()) {
        out += duration_text(value.as<Duration>());
    } else if (value.is<Bound>()) {
        out += "<built-in method " + std::string(value.as<Bound>().name) + ">";
    } else {
        out += "None";
    }
}

}  // namespace

std::string float_text(double number)
{
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
    auto [digits, exponent] = shortest(std::fabs(number));
    const std::string sign = std::signbit(number) ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
        if (digits.size() > 1) digits.insert(1, ".");
        return fmt::format("{}{}e{}{:02}", sign, digits, exponent < 0 ? '-' : '+',
                           std::abs(exponent));
    }
    if (exponent < 0)
        return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole)
        return sign + digits + std::string(whole - digits.size(), '0') + ".0";
    return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

void represent_text(std::string_view text, std::string& out)
{
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    out += quote;
    for (const std::string_view one : unicode::characters(text)) {
        const char32_t point = unicode::code_point(one);
        if (point == static_cast<unsigned char>(quote) || point == '\\') {
            out += '\\';
            out += one;
        } else if (point == '\n' || point == '\r' || point == '\t') {
            out += point == '\n' ? "\\n" : point == '\r' ? "\\r" : "\\t";
        } else if (unicode::is_printable(point)) {
            out += one;
        } else {
            const auto number = static_cast<std::uint32_t>(point);
            out += number < 0x100     ? fmt::format("\\x{:02x}", number)
                   : number < 0x10000 ? fmt::format("\\u{:04x}", number)
                                      : fmt::format("\\U{:08x}", number);
        }
    }
    out += quote;
}

void show(const Value& value, std::string& out)
{
    if (value.is<Text>()) {
        out += value.text();
    } else if (value.is<std::int64_t>()) {
        fmt::format_to(std::back_inserter(out), "{}", value.as<std::int64_t>());
    } else if (!value.is_missing()) {
        represent(value, out);
    }
}

void represent(const Value& value, std::string& out)
{
    represent(value, out, 0);
}

std::string shown(const Value& value)
{
    std::string out;
    show(value, out);
    return out;
}

std::string_view type_name(const Value& value)
{
    static constexpr std::string_view names[] = {
        "undefined", "NoneType", "nothing", "bool", "int",      "int",  "float",     "str",
        "list",      "dict",     "list",    "dict", "datetime", "date", "timedelta", "method"};
    return names[value.data().index()];
}

}  // namespace rest::expr
