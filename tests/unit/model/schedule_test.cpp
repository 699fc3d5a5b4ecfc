// Calendars, intervals and quiet hours; above all on the days when clocks change.
#include "model/schedule.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cx::model {
namespace {

Schedule calendar(const std::string& cron, const std::string& zone = "UTC")
{
    const Result<Cron> parsed = parse_cron(cron);
    EXPECT_TRUE(parsed) << cron << ": " << parsed.error().message;
    return {.kind = Schedule::Kind::calendar, .cron = *parsed, .zone = zone};
}

// The next `count` runs after a time, "2026-03-29T01:00".
std::vector<std::string> runs(const Schedule& schedule, const std::string& after, int count)
{
    std::vector<std::string> times;
    Timestamp at = *parse_rfc3339(after + ":00Z");
    for (int i = 0; i < count; ++i) {
        at = next_run(schedule, at).value_or(Timestamp{});
        times.push_back(to_rfc3339(at).substr(0, 16));
    }
    return times;
}

using Times = std::vector<std::string>;

TEST(Calendar, RunsAtItsTimes)
{
    EXPECT_EQ(runs(calendar("0 3 * * *"), "2026-11-23T02:59", 2),
              (Times{"2026-11-23T03:00", "2026-11-24T03:00"}));
    EXPECT_EQ(runs(calendar("0 3 * * *"), "2026-11-23T03:00", 1), Times{"2026-11-24T03:00"});
    EXPECT_EQ(runs(calendar("*/20 8-9 * * *"), "2026-11-23T08:50", 3),
              (Times{"2026-11-23T09:00", "2026-11-23T09:20", "2026-11-23T09:40"}));
    EXPECT_EQ(runs(calendar("5/30 * * * *"), "2026-11-23T23:40", 2),
              (Times{"2026-11-24T00:05", "2026-11-24T00:35"}));
    EXPECT_EQ(runs(calendar("30 6 * * Mon-Fri"), "2026-11-27T07:00", 1), Times{"2026-11-30T06:30"});
    EXPECT_EQ(runs(calendar("0 0 * * 7"), "2026-11-24T00:00", 1), Times{"2026-11-29T00:00"});
    EXPECT_EQ(runs(calendar("0 0 29 feb *"), "2026-11-24T00:00", 1), Times{"2028-02-29T00:00"});
    EXPECT_EQ(runs(calendar("@monthly"), "2026-12-24T00:00", 2),
              (Times{"2027-01-01T00:00", "2027-02-01T00:00"}));
    // Where both days are given, either will do.
    EXPECT_EQ(runs(calendar("0 0 13 * fri"), "2026-11-10T00:00", 3),
              (Times{"2026-11-13T00:00", "2026-11-20T00:00", "2026-11-27T00:00"}));
}

TEST(Calendar, FollowsItsZone)
{
    EXPECT_EQ(runs(calendar("0 3 * * *", "Asia/Seoul"), "2026-11-23T17:00", 2),
              (Times{"2026-11-23T18:00", "2026-11-24T18:00"}));
    // Three in the morning in Berlin is another time in summer.
    EXPECT_EQ(runs(calendar("0 3 28,29,30 3 *", "Europe/Berlin"), "2026-03-27T12:00", 3),
              (Times{"2026-03-28T02:00", "2026-03-29T01:00", "2026-03-30T01:00"}));
}

// 2026-03-29: at 02:00 the clocks of Berlin go to 03:00.
TEST(Calendar, ATimeThatIsSkippedRunsLater)
{
    EXPECT_EQ(runs(calendar("30 2 * * *", "Europe/Berlin"), "2026-03-28T12:00", 2),
              (Times{"2026-03-29T01:30", "2026-03-30T00:30"}));
    EXPECT_EQ(runs(calendar("30 2,3 * * *", "Europe/Berlin"), "2026-03-29T00:00", 2),
              (Times{"2026-03-29T01:30", "2026-03-30T00:30"}))
        << "the skipped and the given are one";
    EXPECT_EQ(runs(calendar("30 * * * *", "Europe/Berlin"), "2026-03-29T00:00", 3),
              (Times{"2026-03-29T00:30", "2026-03-29T01:30", "2026-03-29T02:30"}));
}

// 2026-10-25: at 03:00 the clocks of Berlin go back to 02:00.
TEST(Calendar, ATimeThatComesTwiceRunsOnce)
{
    EXPECT_EQ(runs(calendar("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00", 2),
              (Times{"2026-10-25T00:30", "2026-10-26T01:30"}));
    EXPECT_EQ(runs(calendar("30 * * * *", "Europe/Berlin"), "2026-10-25T00:00", 3),
              (Times{"2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"}))
        << "every hour is every hour that passes";
}

TEST(Calendar, AYearOfDaysHasAsManyRuns)
{
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Asia/Seoul",
                             "Australia/Lord_Howe", "America/Sao_Paulo"}) {
        for (const char* cron : {"30 2 * * *", "0 0 * * *", "59 23 * * *"}) {
            const Schedule schedule = calendar(cron, zone);
            Timestamp at = *parse_rfc3339("2026-01-01T12:00:00Z");
            const Timestamp end = *parse_rfc3339("2027-01-01T12:00:00Z");
            int count = 0;
            for (Timestamp before = at; at <= end; ++count, before = at) {
                at = *next_run(schedule, at);
                EXPECT_GT(at, before);
            }
            EXPECT_EQ(count - 1, 365) << zone << " " << cron;
        }
    }
}

TEST(Calendar, WhatIsNoneIsTold)
{
    for (const char* text : {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *",
                             "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *", "a * * * *",
                             "1- * * * *", ",1 * * * *", "-1 * * * *", "@yearly", "0 0 30 2 *",
                             "0 0 * mond *", "99999999999 * * * *", "1/ * * * *"})
        EXPECT_FALSE(parse_cron(text)) << text;
    EXPECT_NE(parse_cron("0 25 * * *").error().message.find("'25' is no hour"), std::string::npos);
}

TEST(Interval, CountsFromTheEnd)
{
    EXPECT_EQ(next_run({.every_ms = 300'000}, Timestamp{1'000'000})->micros, 301'000'000);
    EXPECT_FALSE(next_run({.kind = Schedule::Kind::manual}, Timestamp{}));
}

std::string quiet(const std::string& hours, const std::string& zone, const std::string& at)
{
    const Schedule schedule{.zone = zone, .quiet = parse_quiet_hours(hours)};
    EXPECT_TRUE(schedule.quiet) << hours;
    const auto until = quiet_until(schedule, *parse_rfc3339(at + ":00Z"));
    return until ? to_rfc3339(*until).substr(0, 16) : "";
}

TEST(Quiet, HoursOfADay)
{
    EXPECT_EQ(quiet("09:00-17:30", "UTC", "2026-11-23T08:59"), "");
    EXPECT_EQ(quiet("09:00-17:30", "UTC", "2026-11-23T09:00"), "2026-11-23T17:30");
    EXPECT_EQ(quiet("09:00-17:30", "UTC", "2026-11-23T17:30"), "");
    EXPECT_EQ(quiet("22:00-07:00", "Asia/Seoul", "2026-11-23T13:00"), "2026-11-23T22:00");
    EXPECT_EQ(quiet("22:00-07:00", "Asia/Seoul", "2026-11-23T21:59"), "2026-11-23T22:00");
    EXPECT_EQ(quiet("22:00-07:00", "Asia/Seoul", "2026-11-23T22:00"), "");
    // The night in which clocks go forward is an hour shorter.
    EXPECT_EQ(quiet("22:00-07:00", "Europe/Berlin", "2026-03-28T21:30"), "2026-03-29T05:00");
    for (const char* text :
         {"", "9-17", "09:00", "09:00-09:00", "24:00-01:00", "09:60-10:00", "09:00-1x:00"})
        EXPECT_FALSE(parse_quiet_hours(text)) << text;
}

TEST(Zones, AreKnown)
{
    EXPECT_TRUE(is_zone("Asia/Seoul"));
    EXPECT_TRUE(is_zone("UTC"));
    EXPECT_FALSE(is_zone("Asia/Soul"));
}

}  // namespace
}  // namespace cx::model
