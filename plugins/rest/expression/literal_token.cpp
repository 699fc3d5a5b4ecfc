// The words of Python's literals: numbers, and the escapes within texts.
#include "rest/expression/literal.hpp"
#include "rest/expression/unicode.hpp"
#include "rest/expression/value.hpp"

#include <charconv>
#include <cstdlib>
#include <string>

namespace rest::expr {
namespace {

using Json = cx::json::Value;
using Read = std::optional<Json>;

// Python refuses longer ones when it reads, so that reading stays linear.
constexpr std::size_t integer_digits_max = 4300;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int hex_value(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

// Digits with single underscores between them; nothing where there are none.
std::optional<std::string> digits(std::string_view text, std::size_t& at, int base)
{
    std::string out;
    while (at < text.size()) {
        const bool joins = text[at] == '_' && !out.empty() && at + 1 < text.size() &&
                           hex_value(text[at + 1]) < base;
        if (joins) ++at;
        if (hex_value(text[at]) >= base) break;
        out.push_back(text[at++]);
    }
    if (out.empty()) return std::nullopt;
    return out;
}

Read based_integer(std::string_view text, std::size_t& at, int base)
{
    at += 2;
    if (at < text.size() && text[at] == '_') ++at;
    const std::optional<std::string> all = digits(text, at, base);
    std::uint64_t number = 0;
    if (!all) return std::nullopt;
    const auto read = std::from_chars(all->data(), all->data() + all->size(), number, base);
    if (read.ec != std::errc()) return std::nullopt;
    return Json(number);
}

Read whole_number(const std::string& all)
{
    const std::size_t first = all.find_first_not_of('0');
    if (first == std::string::npos) return Json(0);
    if (first > 0 || all.size() > integer_digits_max) return std::nullopt;
    return Json(cx::json::Number{all});
}

bool eat_exponent(std::string_view text, std::size_t& at, std::string& out)
{
    if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return false;
    std::size_t next = at + 1;
    std::string sign;
    if (next < text.size() && (text[next] == '+' || text[next] == '-')) sign = text[next++];
    const std::optional<std::string> power = digits(text, next, 10);
    if (!power) return false;
    at = next;
    out += "e" + sign + *power;
    return true;
}

}  // namespace

std::optional<cx::json::Value> read_number(std::string_view text, std::size_t& end)
{
    end = 0;
    if (text.size() > 2 && text[0] == '0') {
        const char kind = static_cast<char>(text[1] | 0x20);
        const int base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
        if (base) return based_integer(text, end, base);
    }
    const std::optional<std::string> whole = digits(text, end, 10);
    std::string all = whole.value_or("0");
    bool is_float = false;
    if (end < text.size() && text[end] == '.') {
        ++end;
        is_float = true;
        const std::optional<std::string> fraction = digits(text, end, 10);
        if (!whole && !fraction) return std::nullopt;
        all += "." + fraction.value_or("0");
    }
    is_float = eat_exponent(text, end, all) || is_float;
    if (!is_float) return whole ? whole_number(all) : std::nullopt;
    double number = 0;
    const auto read = std::from_chars(all.data(), all.data() + all.size(), number);
    if (read.ec == std::errc::result_out_of_range && std::strtod(all.c_str(), nullptr) != 0)
        return std::nullopt;
    return number_json(number);
}

std::optional<std::string> unescape(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 >= text.size()) {
            if (text[at] == '\\') return std::nullopt;
            out += text[at];
            continue;
        }
        const char c = text[++at];
        static constexpr std::string_view plain = "\\'\"abfnrtv";
        static constexpr std::string_view meant = "\\'\"\a\b\f\n\r\t\v";
        const std::size_t known = plain.find(c);
        if (known != std::string_view::npos) {
            out += meant[known];
        } else if (c == 'x' || c == 'u' || c == 'U') {
            const std::size_t size = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            char32_t point = 0;
            if (at + size >= text.size()) return std::nullopt;
            for (std::size_t i = 1; i <= size; ++i) {
                const int digit = hex_value(text[at + i]);
                if (digit > 15) return std::nullopt;
                point = point * 16 + static_cast<char32_t>(digit);
            }
            if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return std::nullopt;
            unicode::append(point, out);
            at += size;
        } else if (c >= '0' && c <= '7') {
            char32_t point = 0;
            const std::size_t last = at + 3;
            while (at < last && at < text.size() && text[at] >= '0' && text[at] <= '7')
                point = point * 8 + static_cast<char32_t>(text[at++] - '0');
            --at;
            unicode::append(point, out);
        } else if (c == 'N') {
            return std::nullopt;
        } else if (c != '\n') {
            out += '\\';
            out += c;
        }
    }
    return out;
}

}  // namespace rest::expr
