// Filters of numbers, and those that make numbers.
#include "rest/expression/library.hpp"
#include "rest/expression/literal.hpp"
#include "rest/expression/unicode.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace rest::expr {
namespace {

// Digits with single underscores between them, without these.
std::optional<std::string> digits_of(std::string_view text, int base)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            if (i == 0 || i + 1 == text.size() || text[i + 1] == '_') return std::nullopt;
            continue;
        }
        out += text[i];
    }
    std::uint64_t number = 0;
    if (out.empty() || !std::isxdigit(static_cast<unsigned char>(out[0]))) return std::nullopt;
    const auto read = std::from_chars(out.data(), out.data() + out.size(), number, base);
    if (read.ptr != out.data() + out.size()) return std::nullopt;
    return out;
}

// int() of a text.
std::optional<Value> read_integer(std::string_view text, int base)
{
    text = unicode::strip(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    static constexpr std::pair<int, std::string_view> prefixes[] = {
        {16, "0x"}, {8, "0o"}, {2, "0b"}};
    for (const auto& [of, prefix] : prefixes)
        if (base == of && text.size() > 2 && unicode::lower(text.substr(0, 2)) == prefix)
            text.remove_prefix(2);
    const std::optional<std::string> digits = digits_of(text, base);
    if (!digits) return std::nullopt;
    std::int64_t number = 0;
    const std::string all = (negative ? "-" : "") + *digits;
    const auto read = std::from_chars(all.data(), all.data() + all.size(), number, base);
    if (read.ec == std::errc()) return number;
    if (base != 10) return std::nullopt;
    const std::size_t first = std::min(digits->find_first_not_of('0'), digits->size() - 1);
    return Big{(negative ? "-" : "") + digits->substr(first)};
}

// float() of a text.
std::optional<double> read_real(std::string_view text)
{
    text = unicode::strip(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const std::string word = unicode::lower(text);
    double number = 0;
    if (word == "inf" || word == "infinity") {
        number = HUGE_VAL;
    } else if (word == "nan") {
        number = std::nan("");
    } else {
        std::string plain;
        for (std::size_t i = 0; i < word.size(); ++i) {
            const bool between = i > 0 && i + 1 < word.size() &&
                                 std::isdigit(static_cast<unsigned char>(word[i - 1])) &&
                                 std::isdigit(static_cast<unsigned char>(word[i + 1]));
            if (word[i] == '_' && !between) return std::nullopt;
            if (word[i] != '_') plain += word[i];
        }
        if (plain.find_first_not_of("0123456789.e+-") != std::string::npos) return std::nullopt;
        char* end = nullptr;
        number = std::strtod(plain.c_str(), &end);
        if (plain.empty() || *end != '\0') return std::nullopt;
    }
    return negative ? -number : number;
}

std::optional<Value> truncated(double number)
{
    if (!std::isfinite(number)) return std::nullopt;
    if (std::fabs(number) < 9.2e18) return static_cast<std::int64_t>(number);
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%.0f", std::trunc(number));
    return Big{buffer};
}

Value to_integer(Call& call)
{
    const Value otherwise = call.has(0) ? call.at(0) : Value(std::int64_t{0});
    const int base =
        call.has(1)
            ? static_cast<int>(std::clamp<std::int64_t>(integer(call.at(1)).value_or(10), 2, 36))
            : 10;
    const Value& self = call.self;
    if (self.is_missing()) return call.machine.undefined_error(self);
    if (const auto whole = integer(self)) return *whole;
    if (self.is<Big>()) return self;
    std::optional<Value> number;
    if (self.is<double>()) number = truncated(self.as<double>());
    if (self.is<Text>()) {
        number = read_integer(self.text(), base);
        const auto real = number ? std::nullopt : read_real(self.text());
        if (real) number = truncated(*real);
    }
    return number ? *number : otherwise;
}

Value to_real(Call& call)
{
    if (call.self.is_missing()) return call.machine.undefined_error(call.self);
    if (const auto number = real(call.self)) return *number;
    if (call.self.is<Text>())
        if (const auto number = read_real(call.self.text())) return *number;
    return call.has(0) ? call.at(0) : Value(0.0);
}

Value absolute(Call& call)
{
    if (call.self.is<double>()) return std::fabs(call.self.as<double>());
    if (const auto whole = integer(call.self))
        return *whole < 0 ? negative(call.machine, *whole) : Value(*whole);
    if (call.self.is<Big>())
        return call.self.as<Big>().digits.starts_with('-') ? negative(call.machine, call.self)
                                                           : call.self;
    if (call.self.is<Duration>())
        return call.self.as<Duration>().us < 0 ? negative(call.machine, call.self) : call.self;
    return call.machine.type_error("what is no number has no absolute value");
}

// Half to even of the exact binary value, as printf does it.
double rounded(double number, std::int64_t digits)
{
    if (digits < 0) {
        const double scale = std::pow(10.0, static_cast<double>(-digits));
        return std::nearbyint(number / scale) * scale;
    }
    char buffer[512];
    std::snprintf(buffer, sizeof buffer, "%.*f",
                  static_cast<int>(std::min<std::int64_t>(digits, 100)), number);
    return std::strtod(buffer, nullptr);
}

Value round(Call& call)
{
    const std::int64_t digits = call.has(0) ? integer(call.at(0)).value_or(0) : 0;
    const std::string_view method = call.has(1) ? call.at(1).text() : "common";
    const auto number = real(call.self);
    if (!number) return call.machine.type_error("what is no number cannot be rounded");
    if (method == "common") {
        if (integer(call.self) && digits >= 0) return *integer(call.self);
        const double out = rounded(*number, digits);
        return integer(call.self) ? Value(static_cast<std::int64_t>(out)) : Value(out);
    }
    if (method != "ceil" && method != "floor")
        return call.machine.value_error("there are the methods common, ceil and floor");
    const double scale = std::pow(10.0, static_cast<double>(digits));
    const double scaled = *number * scale;
    return (method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / scale;
}

constexpr Builtin rows[] = {
    {"int", "default? base?", &to_integer},
    {"float", "default?", &to_real},
    {"abs", "", &absolute},
    {"round", "precision? method?", &round},
};

}  // namespace

std::span<const Builtin> number_filters()
{
    return rows;
}

}  // namespace rest::expr
