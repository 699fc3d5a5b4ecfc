// Birth dates as people get them wrong.
#pragma once

#include <cstdint>
#include <string_view>

namespace cx::unify {

enum class BirthMatch : std::uint8_t {
    unknown,
    same,
    same_round,  // Equal, but a first of January or of July, which systems write where they know a
                 // year
    near,        // One digit, two exchanged, day and month exchanged, century, or a lunar date
    year,        // Same year, and one of the two is a first of January: the rest is not known
    month_day,   // Another year, the same day of it, which is no first of January
    close,       // Years at most one apart
    differ,
    two_digits,  // No more than two digits differ, and nothing better
};

// Of "yyyymmdd" or of "mmdd" alone; empty: unknown. Symmetric.
BirthMatch compare_births(std::string_view a, std::string_view b);

// Another year, more than one digit apart and more than thirteen months. Says no where it cannot be
// sure: a calendar confused (a lunar date is 17 to 53 days earlier), day and month exchanged, the
// century guessed, a birth registered a year late, as many of older Koreans were.
bool births_clash(std::string_view a, std::string_view b);

// Of two that clash: so many years apart that one may be the other's parent.
bool generation_apart(std::string_view a, std::string_view b);

}  // namespace cx::unify
