// Exact decimal numbers of up to 38 digits, for the arithmetic of expressions: what a till or an
// ERP adds up comes out to the last digit, which binary floating point does not give.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace cx::mapping {

class Decimal {
public:
    Decimal() = default;

    // Reads "12", "-0.50", "1e3", "+.5"; white space around it is ignored. Nothing where the text
    // is no number or has more than 38 digits. Separators of thousands are not understood: which
    // one is meant depends on the country.
    static std::optional<Decimal> parse(std::string_view text);
    static Decimal of(std::int64_t value);

    // Plain digits as canonical decimals have them, "-?\d+(\.\d+)?". The scale is kept: 1.10 + 2.20
    // is "3.30".
    std::string text() const;
    bool zero() const { return digits_ == 0; }

    // Exact, or nothing where the result has more than 38 digits.
    std::optional<Decimal> plus(const Decimal& other) const;
    std::optional<Decimal> minus(const Decimal& other) const;
    std::optional<Decimal> times(const Decimal& other) const;
    // To 18 digits after the point, half to even; zeros at the end are taken off. `other` is not
    // zero. Nothing where the result has more than 38 digits.
    std::optional<Decimal> divided_by(const Decimal& other) const;
    Decimal negated() const;

    // By value: 1.0 equals 1.
    std::strong_ordering compare(const Decimal& other) const;

private:
    __extension__ typedef __int128 Digits;

    Decimal(Digits digits, int scale) : digits_(digits), scale_(scale) {}

    static bool fits(Digits digits);
    static bool rescale(Digits& digits, int by);
    static std::optional<Decimal> add(const Decimal& left, const Decimal& right);
    Decimal trimmed() const;

    // The value is digits_ / 10^scale_.
    Digits digits_ = 0;
    int scale_ = 0;
};

}  // namespace cx::mapping
