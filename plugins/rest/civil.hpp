// Calendar fields of an instant, proleptic Gregorian.
#pragma once

#include <chrono>
#include <cstdint>

namespace rest::datetime {

inline constexpr std::int64_t second_us = 1'000'000;
inline constexpr std::int64_t day_us = 86'400 * second_us;
inline constexpr std::int64_t year_one_us = -62'135'596'800 * second_us;  // 0001-01-01
inline constexpr std::int64_t year_end_us = 253'402'300'800 * second_us;  // 10000-01-01

struct Civil {
    int year = 1900;
    unsigned month = 1;
    unsigned day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int us = 0;
};

inline std::int64_t days_of(int year, unsigned month, unsigned day)
{
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) /
                                 static_cast<int>(day))
        .time_since_epoch()
        .count();
}

inline std::int64_t us_of(const Civil& civil)
{
    const std::int64_t seconds = (civil.hour * 60LL + civil.minute) * 60 + civil.second +
                                 days_of(civil.year, civil.month, civil.day) * 86'400;
    return seconds * second_us + civil.us;
}

inline std::int64_t floor_div(std::int64_t value, std::int64_t by)
{
    return value / by - (value % by != 0 && (value < 0) != (by < 0) ? 1 : 0);
}

inline Civil civil_of(std::int64_t us)
{
    const std::int64_t days = floor_div(us, day_us);
    const std::int64_t rest = us - days * day_us;
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
    return {.year = static_cast<int>(date.year()),
            .month = static_cast<unsigned>(date.month()),
            .day = static_cast<unsigned>(date.day()),
            .hour = static_cast<int>(rest / (3600 * second_us)),
            .minute = static_cast<int>(rest / (60 * second_us) % 60),
            .second = static_cast<int>(rest / second_us % 60),
            .us = static_cast<int>(rest % second_us)};
}

inline bool is_date(int year, unsigned month, unsigned day)
{
    return year >= 1 && year <= 9999 &&
           std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                       std::chrono::day(day))
               .ok();
}

inline unsigned last_day(int year, unsigned month)
{
    return static_cast<unsigned>(
        std::chrono::year_month_day_last(std::chrono::year(year) / static_cast<int>(month) /
                                         std::chrono::last)
            .day());
}

// Monday 0.
inline int weekday_of(std::int64_t days)
{
    return static_cast<int>(((days + 3) % 7 + 7) % 7);
}

}  // namespace rest::datetime
