#include "mapping/decimal.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace cx::mapping {
namespace {

__extension__ typedef unsigned __int128 Magnitude;

constexpr int digits_max = 38;
constexpr int division_scale = 18;

constexpr Magnitude power_of_ten(int exponent)
{
    Magnitude value = 1;
    for (int i = 0; i < exponent; ++i) value *= 10;
    return value;
}

constexpr Magnitude limit = power_of_ten(digits_max);  // The first magnitude that does not fit.

Magnitude magnitude(__int128_t digits)
{
    return digits < 0 ? -static_cast<Magnitude>(digits) : static_cast<Magnitude>(digits);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// "e-3" at the end of a number; takes it off. Nothing where it is malformed or absurd.
std::optional<int> take_exponent(std::string_view& text)
{
    const std::size_t at = text.find_first_of("eE");
    if (at == std::string_view::npos) return 0;
    std::string_view written = text.substr(at + 1);
    text = text.substr(0, at);
    if (written.starts_with('+')) written.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (error != std::errc() || end != written.data() + written.size()) return std::nullopt;
    if (exponent > digits_max || exponent < -digits_max) return std::nullopt;
    return exponent;
}

}  // namespace

bool Decimal::fits(Digits digits)
{
    return magnitude(digits) < limit;
}

// Multiplies by 10^by; false where that does not fit.
bool Decimal::rescale(Digits& digits, int by)
{
    for (; by > 0; --by) {
        if (digits == 0) return true;
        if (magnitude(digits) >= limit / 10) return false;
        digits *= 10;
    }
    return true;
}

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    text = trim(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto exponent = take_exponent(text);
    if (!exponent) return std::nullopt;

    Digits digits = 0;
    int scale = 0;
    int count = 0;
    bool point = false;
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c)) return std::nullopt;
        ++count;
        if (!rescale(digits, 1)) return std::nullopt;
        digits += c - '0';
        if (point && ++scale > digits_max) return std::nullopt;
    }
    if (count == 0) return std::nullopt;
    scale -= *exponent;
    if (scale < 0) {
        if (!rescale(digits, -scale)) return std::nullopt;
        scale = 0;
    }
    if (scale > digits_max) return std::nullopt;
    return Decimal(negative ? -digits : digits, scale);
}

Decimal Decimal::of(std::int64_t value)
{
    return {value, 0};
}

std::string Decimal::text() const
{
    std::string text;
    Magnitude rest = magnitude(digits_);
    for (int place = 0; rest != 0 || place <= scale_; ++place) {
        if (place == scale_ && scale_ > 0) text += '.';
        text += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    }
    if (digits_ < 0) text += '-';
    std::reverse(text.begin(), text.end());
    return text;
}

std::optional<Decimal> Decimal::add(const Decimal& left, const Decimal& right)
{
    const int scale = std::max(left.scale_, right.scale_);
    Digits a = left.digits_;
    Digits b = right.digits_;
    if (!rescale(a, scale - left.scale_) || !rescale(b, scale - right.scale_)) return std::nullopt;
    Digits sum = 0;
    if (__builtin_add_overflow(a, b, &sum) || !fits(sum)) return std::nullopt;
    return Decimal(sum, scale);
}

std::optional<Decimal> Decimal::plus(const Decimal& other) const
{
    return add(*this, other);
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const
{
    return add(*this, other.negated());
}

std::optional<Decimal> Decimal::times(const Decimal& other) const
{
    Digits product = 0;
    if (__builtin_mul_overflow(digits_, other.digits_, &product) || !fits(product)) {
        // Zeros after the point may be what does not fit.
        const Decimal a = trimmed();
        const Decimal b = other.trimmed();
        if (a.scale_ == scale_ && b.scale_ == other.scale_) return std::nullopt;
        return a.times(b);
    }
    if (scale_ + other.scale_ > digits_max) return std::nullopt;
    return Decimal(product, scale_ + other.scale_);
}

// Long division: one digit of the quotient a step, so that no intermediate value needs more than
// the divisor's digits and one.
std::optional<Decimal> Decimal::divided_by(const Decimal& other) const
{
    assert(!other.zero());
    const Decimal left = trimmed();
    const Decimal right = other.trimmed();
    Digits dividend = left.digits_;
    Digits divisor = right.digits_;
    if (!rescale(dividend, right.scale_ - left.scale_) ||
        !rescale(divisor, left.scale_ - right.scale_))
        return std::nullopt;
    const Magnitude by = magnitude(divisor);
    if (by >= limit / 10) return std::nullopt;

    Digits quotient = static_cast<Digits>(magnitude(dividend) / by);
    Magnitude rest = magnitude(dividend) % by;
    int scale = 0;
    for (; scale < division_scale && rest != 0; ++scale) {
        if (!rescale(quotient, 1)) return std::nullopt;
        rest *= 10;
        quotient += static_cast<Digits>(rest / by);
        rest %= by;
    }
    if (rest * 2 > by || (rest * 2 == by && quotient % 2 != 0)) ++quotient;
    if (!fits(quotient)) return std::nullopt;
    return Decimal((dividend < 0) != (divisor < 0) ? -quotient : quotient, scale).trimmed();
}

Decimal Decimal::negated() const
{
    return {-digits_, scale_};
}

std::strong_ordering Decimal::compare(const Decimal& other) const
{
    const Decimal left = trimmed();
    const Decimal right = other.trimmed();
    const int scale = std::max(left.scale_, right.scale_);
    Digits a = left.digits_;
    Digits b = right.digits_;
    // What does not fit at the common scale is farther from zero than anything that does.
    if (!rescale(a, scale - left.scale_))
        return a < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    if (!rescale(b, scale - right.scale_))
        return b < 0 ? std::strong_ordering::greater : std::strong_ordering::less;
    if (a == b) return std::strong_ordering::equal;
    return a < b ? std::strong_ordering::less : std::strong_ordering::greater;
}

Decimal Decimal::trimmed() const
{
    Decimal result = *this;
    while (result.scale_ > 0 && result.digits_ % 10 == 0) {
        result.digits_ /= 10;
        --result.scale_;
    }
    return result;
}

}  // namespace cx::mapping
