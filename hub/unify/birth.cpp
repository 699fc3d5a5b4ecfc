#include "unify/birth.hpp"

#include "unify/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace cx::unify {
namespace {

// A lunar date written as if it were a solar one reads this many days too early.
constexpr int lunar_days_min = 17;
constexpr int lunar_days_max = 53;
constexpr int clash_days = 400;  // No two children of one name are born within so many.

constexpr int generation_years = 15;

constexpr std::size_t full_digits = 8;
constexpr std::size_t partial_digits = 4;

bool is_date(std::string_view text)
{
    return (text.size() == full_digits || text.size() == partial_digits) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view year_of(std::string_view date)
{
    return date.substr(0, date.size() - partial_digits);
}

std::string_view day_of(std::string_view date)
{
    return date.substr(date.size() - partial_digits);
}

int number(std::string_view digits)
{
    int value = 0;
    for (const char digit : digits) value = value * 10 + (digit - '0');
    return value;
}

// Days since 0000-03-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible
// Low-Level Date Algorithms").
int days_of(std::string_view date)
{
    int year = number(date.substr(0, 4));
    const int month = number(date.substr(4, 2));
    const int day = number(date.substr(6, 2));
    year -= month <= 2 ? 1 : 0;
    const int era = year / 400;
    const int year_of_era = year - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
}

int days_between(std::string_view a, std::string_view b)
{
    return std::abs(days_of(a) - days_of(b));
}

// The date with its day and month in the other order.
std::array<char, full_digits> exchanged(std::string_view date)
{
    std::array<char, full_digits> out{};
    std::copy_n(date.begin(), 4, out.begin());
    std::copy_n(date.begin() + 6, 2, out.begin() + 4);
    std::copy_n(date.begin() + 4, 2, out.begin() + 6);
    return out;
}

std::string_view text_of(const std::array<char, full_digits>& date)
{
    return {date.data(), date.size()};
}

// 1915 and 2015 out of "15".
bool century_apart(std::string_view a, std::string_view b)
{
    return a.substr(2) == b.substr(2);
}

bool lunar_apart(std::string_view a, std::string_view b)
{
    const int days = days_between(a, b);
    return days >= lunar_days_min && days <= lunar_days_max;
}

bool is_new_year(std::string_view day)
{
    return day == "0101";
}

bool is_near(std::string_view a, std::string_view b)
{
    return one_edit_apart(a, b) || a == text_of(exchanged(b)) || century_apart(a, b) ||
           lunar_apart(a, b);
}

bool two_digits_apart(std::string_view a, std::string_view b)
{
    int differing = 0;
    for (std::size_t i = 0; i < full_digits; ++i) differing += a[i] == b[i] ? 0 : 1;
    return differing <= 2;
}

// The day alone is known of one: a slip in four digits is as likely another day.
BirthMatch compare_days(std::string_view a, std::string_view b)
{
    if (is_new_year(a) || is_new_year(b)) return BirthMatch::unknown;
    if (a == b) return BirthMatch::month_day;
    const bool exchanged = a.substr(0, 2) == b.substr(2) && a.substr(2) == b.substr(0, 2);
    return exchanged || one_edit_apart(a, b) ? BirthMatch::unknown : BirthMatch::differ;
}

// Of two dates of which one at least is a first of January: it may stand for a year.
BirthMatch compare_rounded(std::string_view a, std::string_view b)
{
    const int years = std::abs(number(year_of(a)) - number(year_of(b)));
    if (years == 0) return BirthMatch::year;
    return years == 1 ? BirthMatch::close : BirthMatch::differ;
}

}  // namespace

BirthMatch compare_births(std::string_view a, std::string_view b)
{
    if (!is_date(a) || !is_date(b)) return BirthMatch::unknown;
    if (a.size() != full_digits || b.size() != full_digits)
        return compare_days(day_of(a), day_of(b));
    if (a == b)
        return is_new_year(day_of(a)) || day_of(a) == "0701" ? BirthMatch::same_round
                                                             : BirthMatch::same;
    if (is_new_year(day_of(a)) || is_new_year(day_of(b))) return compare_rounded(a, b);
    if (is_near(a, b)) return BirthMatch::near;
    if (day_of(a) == day_of(b)) return BirthMatch::month_day;
    if (two_digits_apart(a, b)) return BirthMatch::two_digits;
    return std::abs(number(year_of(a)) - number(year_of(b))) <= 1 ? BirthMatch::close
                                                                  : BirthMatch::differ;
}

bool births_clash(std::string_view a, std::string_view b)
{
    if (a.size() != full_digits || b.size() != full_digits || year_of(a) == year_of(b))
        return false;
    if (century_apart(a, b)) return false;
    if (one_edit_apart(a, b) || one_edit_apart(text_of(exchanged(a)), b)) return false;
    if (two_digits_apart(a, b) && !generation_apart(a, b)) return false;
    return days_between(a, b) > clash_days;
}

bool generation_apart(std::string_view a, std::string_view b)
{
    return std::abs(number(year_of(a)) - number(year_of(b))) >= generation_years;
}

}  // namespace cx::unify
