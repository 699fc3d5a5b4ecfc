#include "sql/value.hpp"

#include <cx/json_check.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace sql {
namespace {

constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::string> from_base64(std::string_view text)
{
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        const std::size_t six = base64_letters.find(c);
        if (six == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(six);
        if ((count += 6) < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
    }
    return bytes;
}

// How a cursor calls the kinds that JSON has no type for.
struct KindName {
    Kind kind;
    const char* name;
};
constexpr std::array kind_names{KindName{Kind::bytes, "bytes"}, KindName{Kind::number, "number"},
                                KindName{Kind::boolean, "boolean"},
                                KindName{Kind::instant, "instant"},
                                KindName{Kind::local_time, "time"}};

// A decimal number as its sign, its digits without zeros at either end, and their exponent.
struct Decimal {
    bool negative = false;
    std::string digits;
    long exponent = 0;

    bool operator==(const Decimal&) const = default;
};

std::optional<Decimal> to_decimal(std::string_view text)
{
    Decimal number;
    if (text.starts_with('-') || text.starts_with('+')) {
        number.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
    if (mark < text.size()) {
        std::string_view tail = text.substr(mark + 1);
        if (tail.starts_with('+')) tail.remove_prefix(1);
        const char* const end = tail.data() + tail.size();
        const auto [stop, error] = std::from_chars(tail.data(), end, number.exponent);
        if (error != std::errc{} || stop != end || tail.size() > 7) return std::nullopt;
    }
    bool fraction = false;
    for (const char c : text.substr(0, mark)) {
        if (c == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        number.digits += c;
        if (fraction) --number.exponent;
    }
    if (number.digits.empty()) return std::nullopt;
    while (number.digits.ends_with('0')) {
        number.digits.pop_back();
        ++number.exponent;
    }
    number.digits.erase(0, number.digits.find_first_not_of('0'));
    if (number.digits.empty()) return Decimal{};
    return number;
}

}  // namespace

std::string to_base64(std::string_view bytes)
{
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t i) {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
        };
        const std::uint32_t bits = byte(0) << 16U | byte(1) << 8U | byte(2);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) text += base64_letters[bits >> shift & 63U];
    }
    for (std::size_t i = 0; i < (3 - bytes.size() % 3) % 3; ++i) text[text.size() - 1 - i] = '=';
    return text;
}

cx::json::Value to_cursor(const Value& value)
{
    if (value.kind == Kind::null) return {};
    if (value.kind == Kind::integer) return cx::json::Number{value.text};
    if (value.kind == Kind::text && !cx::json::is_utf8(value.text))
        return cx::json::Object{{"raw", to_base64(value.text)}};
    for (const auto& [kind, name] : kind_names)
        if (kind == value.kind)
            return cx::json::Object{
                {name, kind == Kind::bytes ? to_base64(value.text) : value.text}};
    return value.text;
}

std::optional<Value> from_cursor(const cx::json::Value& json)
{
    if (json.is_null()) return Value{};
    if (json.is_number()) return Value{Kind::integer, json.as_number()};
    if (json.is_string()) return Value{Kind::text, json.as_string()};
    for (const auto& [kind, name] : kind_names)
        if (const cx::json::Value* text = json.find(name); text && kind != Kind::bytes)
            return Value{kind, text->text().value_or("")};
    auto bytes = from_base64(json.text_of(json.find("raw") ? "raw" : "bytes"));
    if (!bytes || !json.is_object()) return std::nullopt;
    return Value{json.find("raw") ? Kind::text : Kind::bytes, *std::move(bytes)};
}

std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

bool equal(const Value& a, const Value& b)
{
    if (a.kind == Kind::null || b.kind == Kind::null) return a.kind == b.kind;
    const std::optional<Decimal> left = to_decimal(a.text);
    const std::optional<Decimal> right = to_decimal(b.text);
    return left && right ? left == right : a.text == b.text;
}

bool says_yes(const Value& value)
{
    static constexpr std::string_view no[] = {"", "0", "false", "N", "n", "F", "f", "no", "NO"};
    if (value.kind == Kind::null) return false;
    if (value.kind == Kind::bytes)  // A BIT(1) of MySQL.
        return value.text.find_first_not_of('\0') != std::string::npos;
    return std::find(std::begin(no), std::end(no), value.text) == std::end(no);
}

}  // namespace sql
