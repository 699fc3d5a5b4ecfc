#include "api/decimal_sum.hpp"

#include <cstddef>

namespace cx::api {
namespace {

constexpr std::size_t scale = 9;
constexpr std::size_t whole_digits = 18;

bool all_digits(std::string_view text)
{
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool DecimalSum::add(std::string_view decimal)
{
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const std::size_t dot = decimal.find('.');
    const std::string_view whole = decimal.substr(0, dot);
    const std::string_view part = dot == std::string_view::npos ? "" : decimal.substr(dot + 1);
    if (whole.empty() || whole.size() > whole_digits || part.size() > scale) return false;
    if (!all_digits(whole) || !all_digits(part)) return false;
    if (dot != std::string_view::npos && part.empty()) return false;
    Wide value = 0;
    for (const char digit : whole) value = value * 10 + (digit - '0');
    for (std::size_t i = 0; i < scale; ++i)
        value = value * 10 + (i < part.size() ? part[i] - '0' : 0);
    billionths_ += negative ? -value : value;
    return true;
}

std::string DecimalSum::text() const
{
    Wide rest = billionths_ < 0 ? -billionths_ : billionths_;
    std::string digits;
    while (rest > 0 || digits.size() <= scale) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    digits.insert(digits.size() - scale, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
    return billionths_ < 0 ? "-" + digits : digits;
}

}  // namespace cx::api
