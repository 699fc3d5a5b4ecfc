// Times as databases write them, and what time it is elsewhere.
#include "sql/times.hpp"

#include <gtest/gtest.h>

namespace sql {
namespace {

std::string local(const std::string& text, const std::string& zone = "")
{
    return to_rfc3339({Kind::local_time, text}, Zone::find(zone));
}
std::string instant(const std::string& text)
{
    return to_rfc3339({Kind::instant, text}, std::nullopt);
}
std::string back(Kind kind, const std::string& text, std::int64_t amount)
{
    const auto value = earlier({kind, text}, amount);
    return value && value->kind == kind ? value->text : "none";
}

TEST(SqlTimes, BecomeRfc3339)
{
    EXPECT_EQ(instant("2024-01-31 15:00:00.25+00"), "2024-01-31T15:00:00.25Z");
    EXPECT_EQ(instant("2024-01-31 15:00:00+09:30"), "2024-01-31T05:30:00Z");
    EXPECT_EQ(instant("2024-01-31 15:00:00"), "2024-01-31T15:00:00Z");
    EXPECT_EQ(local("2024-01-31 15:00:00.123456"), "2024-01-31T15:00:00.123456");
    EXPECT_EQ(local("2024-01-31T15:00:00Z"), "2024-01-31T15:00:00Z");
    EXPECT_EQ(local("2024-01-31 15:00:00", "+09:00"), "2024-01-31T06:00:00Z");
    EXPECT_EQ(local("2024-01-31 05:00:00", "Asia/Seoul"), "2024-01-30T20:00:00Z");
    EXPECT_EQ(local("1969-12-31 23:59:59", "UTC"), "1969-12-31T23:59:59Z");
}

TEST(SqlTimes, WhatIsNoneStaysAsItIs)
{
    for (const char* const text :
         {"infinity", "-infinity", "0000-00-00 00:00:00", "2024-01-31 15:00:00 BC", "2024-02-30",
          "", "2024", "20240131150000", "2024-01-31 15:00", "2024-01-31 15:00:00 or so"})
        EXPECT_EQ(local(text, "Asia/Seoul"), text);
}

TEST(SqlTimes, ClocksThatAreSet)
{
    const auto new_york = [](const std::string& text) { return local(text, "America/New_York"); };
    EXPECT_EQ(new_york("2024-03-10 01:59:59"), "2024-03-10T06:59:59Z");
    EXPECT_EQ(new_york("2024-03-10 02:30:00"), "2024-03-10T07:30:00Z");  // Skipped
    EXPECT_EQ(new_york("2024-03-10 03:00:00"), "2024-03-10T07:00:00Z");
    EXPECT_EQ(new_york("2024-11-03 01:30:00"), "2024-11-03T05:30:00Z");  // The first of two
    EXPECT_EQ(new_york("2024-11-03 02:00:00"), "2024-11-03T07:00:00Z");
    EXPECT_EQ(local("1988-07-01 12:00:00", "Asia/Seoul"),
              "1988-07-01T02:00:00Z");  // Had summer time
}

TEST(SqlTimes, ZonesThatAreNone)
{
    for (const char* const name :
         {"", "Seoul", "../etc/passwd", "/etc/passwd", "+9", "+09:0x", "tzdata.zi"})
        EXPECT_FALSE(Zone::find(name)) << name;
}

TEST(SqlTimes, EarlierKeepsTheForm)
{
    EXPECT_EQ(back(Kind::instant, "2024-03-01 00:00:30.5+00", 60), "2024-02-29 23:59:30.5+00");
    EXPECT_EQ(back(Kind::local_time, "1970-01-01 00:00:30", 60), "1969-12-31 23:59:30");
    EXPECT_EQ(back(Kind::text, "2024-03-01T00:00:30Z", 60), "2024-02-29T23:59:30Z");
    EXPECT_EQ(back(Kind::text, "2024-03-01", 60), "2024-02-29");
    EXPECT_EQ(back(Kind::integer, "9007199254740993", 2), "9007199254740991");
    EXPECT_EQ(back(Kind::text, "v17", 2), "none");
    EXPECT_EQ(back(Kind::integer, "99999999999999999999", 2), "none");
}

TEST(SqlTimes, Order)
{
    const auto less = [](const char* a, const char* b) {
        return before({Kind::text, a}, {Kind::text, b});
    };
    EXPECT_TRUE(less("9", "10"));
    EXPECT_TRUE(less("2024-01-01 00:00:00+00", "2024-01-01 00:00:00.5+00"));
    EXPECT_TRUE(less("2024-01-01 00:00:00", "2024-01-01 00:00:00.5"));
    EXPECT_FALSE(less("2024-01-01 00:00:00", "2024-01-01 00:00:00"));
}

}  // namespace
}  // namespace sql
