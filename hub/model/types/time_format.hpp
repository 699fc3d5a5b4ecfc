// Dates and times as they are written, before anything is known about zones.
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cx::model {

// What a text told; -1: not told.
struct WrittenTime {
    int year = -1;
    int month = -1;
    int day = -1;
    int hour = -1;
    int minute = -1;
    int second = -1;
    int micros = 0;
    std::optional<int> offset_minutes;  // Of the zone, where the text has one.
};

// Reads the whole of `text` after a pattern in the manner of strptime: %Y %y %m %d %H %I %M %S %f
// %p %b %z %Z and literal characters; a space takes any number of them. %m, %d and times may lack
// their leading zero where a separator follows. Two-digit years are of the last hundred years
// before `now` (1950-2049 where now is not known).
std::optional<WrittenTime> read_time(std::string_view text, std::string_view pattern,
                                     Timestamp now);

// Tries each of the patterns, which '|' separates. The first that gives a day of the calendar
// counts, as "20/8/1991" is none by %m/%d/%Y; else the first that fits.
std::optional<WrittenTime> read_time_any(std::string_view text, std::string_view patterns,
                                         Timestamp now);

bool is_date(int year, int month, int day);
// Days since 1970-01-01 (proleptic Gregorian; algorithm of Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms").
long days_from_civil(int year, int month, int day);
struct Civil {
    int year = 0;
    int month = 0;
    int day = 0;
};
Civil civil_from_days(long days);

}  // namespace cx::model
