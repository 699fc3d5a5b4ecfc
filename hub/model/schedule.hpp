// When something runs: every so often, at times of a calendar, or when it is asked to.
//
// Pure: whoever schedules brings the time. Calendars follow the clocks of their zone. Where a time
// is skipped because clocks go forward, what is fixed to it runs as much later as they went; where
// clocks go back it runs once, the first time. A calendar with every hour runs by the time that
// passes: in the hour that comes twice it runs in both.
#pragma once

#include "base/clock.hpp"

#include <cx/result.hpp>

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx::model {

// "0 3 * * mon-fri": minute, hour, day of the month, month, day of the week.
struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<32> days;     // 1 ... 31
    std::bitset<13> months;   // 1 ... 12
    std::bitset<7> weekdays;  // 0 is Sunday
    bool any_day = true;      // The day of the month is '*',
    bool any_weekday = true;  // the day of the week is: where neither is, either may fit.
};

// Lists, ranges, steps and English names of months and days of three letters; also @hourly, @daily,
// @weekly and @monthly. Error code schedule.cron with what is wrong.
Result<Cron> parse_cron(std::string_view text);

// A part of every day, in minutes after midnight; from 22:00 to 07:00 spans midnight.
struct QuietHours {
    int from = 0;
    int until = 0;
};
std::optional<QuietHours> parse_quiet_hours(std::string_view text);  // "22:00-07:00"

struct Schedule {
    enum class Kind { interval, calendar, manual };

    Kind kind = Kind::interval;
    std::int64_t every_ms = 1000;
    Cron cron;
    std::string zone = "UTC";  // Of the calendar and the quiet hours
    std::optional<QuietHours> quiet;
    // Times of a calendar that pass while the last run is still under way, or the hub is down, are
    // made up for by one run; else passed over.
    bool make_up = true;
};

// The next time after `after`; an interval counts from there. Nothing for `manual`, or for a
// calendar without a day in the next eight years.
std::optional<Timestamp> next_run(const Schedule& schedule, Timestamp after);
// The end of the quiet hours that `at` lies in; nothing where it lies in none.
std::optional<Timestamp> quiet_until(const Schedule& schedule, Timestamp at);

bool is_zone(const std::string& name);

}  // namespace cx::model
