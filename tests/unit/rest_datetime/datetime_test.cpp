#include "rest/datetime.hpp"

#include "rest/civil.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace rest::datetime {
namespace {

std::string shown(std::int64_t us)
{
    return *format(us, "%Y-%m-%dT%H:%M:%S.%fZ");
}

std::string read(std::string_view text, const std::string& by)
{
    const auto us = parse(text, std::vector{by});
    return us ? shown(*us) : "no time";
}

std::string guess(std::string_view text, std::string_view zone = {})
{
    const auto us = parse_any(text, zone);
    return us ? shown(*us) : "no time";
}

TEST(ParseTest, ReadsTheFormatsOfManifests)
{
    EXPECT_EQ(read("2024-02-03T04:05:06.7Z", "%Y-%m-%dT%H:%M:%S.%fZ"),
              "2024-02-03T04:05:06.700000Z");
    EXPECT_EQ(read("2024-02-03T04:05:06Z", "%Y-%m-%dT%H:%M:%SZ"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(read("2024-02-03T04:05:06+09:00", "%Y-%m-%dT%H:%M:%S%z"),
              "2024-02-02T19:05:06.000000Z");
    EXPECT_EQ(read("2024-02-03T04:05:06-0130", "%Y-%m-%dT%H:%M:%S%z"),
              "2024-02-03T05:35:06.000000Z");
    EXPECT_EQ(read("2024-02-03T04:05:06Z", "%Y-%m-%dT%H:%M:%S%z"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(read("2024-02-03", "%Y-%m-%d"), "2024-02-03T00:00:00.000000Z");
    EXPECT_EQ(read("2024-02-03 04:05:06", "%Y-%m-%d %H:%M:%S"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(read("1706933106", "%s"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(read("1706933106123", "%ms"), "2024-02-03T04:05:06.123000Z");
    EXPECT_EQ(read("/Date(1706933106123)/", "/Date(%ms)/"), "2024-02-03T04:05:06.123000Z");
    EXPECT_EQ(read("/Date(1706933106123+0000)/", "/Date(%ms+0000)/"),
              "2024-02-03T04:05:06.123000Z");
    EXPECT_EQ(read("1706933106123456", "%epoch_microseconds"), "2024-02-03T04:05:06.123456Z");
    EXPECT_EQ(read("1706933106.5", "%s_as_float"), "2024-02-03T04:05:06.500000Z");
    EXPECT_EQ(read("2024-02-03T04:05:06.123Z", "%Y-%m-%dT%H:%M:%S.%_msZ"),
              "2024-02-03T04:05:06.123000Z");
    EXPECT_EQ(read("Sat, 03 Feb 2024 04:05:06 +0000", "%a, %d %b %Y %H:%M:%S %z"),
              "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(read("3 february 24 1:05 pm", "%d %B %y %I:%M %p"), "2024-02-03T13:05:00.000000Z");
    EXPECT_EQ(read("2024034", "%Y%j"), "2024-02-03T00:00:00.000000Z");
    EXPECT_EQ(read("2024-W05-6", "%G-W%V-%u"), "2024-02-03T00:00:00.000000Z");
    EXPECT_EQ(read("since:2024-02-03!", "since:%Y-%m-%d!"), "2024-02-03T00:00:00.000000Z");
    EXPECT_EQ(read("100%", "%y0%%"), "2010-01-01T00:00:00.000000Z");
    EXPECT_EQ(read("111", "%d%m"), "1900-01-11T00:00:00.000000Z");  // 11.1. and not 1.11.
}

TEST(ParseTest, RefusesWhatDoesNotFitWhole)
{
    for (const auto& [text, by] : std::vector<std::pair<std::string, std::string>>{
             {"2024-02-03x", "%Y-%m-%d"},
             {"2024-02", "%Y-%m-%d"},
             {"2024-02-30", "%Y-%m-%d"},
             {"2023-02-29", "%Y-%m-%d"},
             {"2024-13-01", "%Y-%m-%d"},
             {"0000-01-01", "%Y-%m-%d"},
             {"24:00", "%H:%M"},
             {"2024-02-03T04:05:06.1234567Z", "%Y-%m-%dT%H:%M:%S.%fZ"},
             {"", "%s"},
             {"abc", "%s"},
             {"99999999999999999999", "%s"},
             {"2024", "%Y%"},
             {"2024", "%Q"}})
        EXPECT_EQ(read(text, by), "no time") << text;
    // Ways to split the digits do not multiply without bound.
    std::string formats;
    for (int i = 0; i < 60; ++i) formats += "%d";
    EXPECT_EQ(read(std::string(100, '1') + "x", formats), "no time");
}

TEST(ParseTest, TakesTheFirstFormatThatFitsAndKeepsSecrets)
{
    const std::vector<std::string> formats = {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"};
    EXPECT_EQ(shown(*parse("2024-02-03", formats)), "2024-02-03T00:00:00.000000Z");
    const auto error = parse("secret", formats);
    ASSERT_FALSE(error);
    EXPECT_EQ(error.error().code, "rest.datetime");
    EXPECT_EQ(error.error().message,
              "the text is no time of the format '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d'");
}

TEST(FormatTest, WritesAsPythonDoes)
{
    const std::int64_t us = 1'706'933'106'012'345;  // Saturday
    EXPECT_EQ(*format(us, "%s"), "1706933106");
    EXPECT_EQ(*format(us, "%ms"), "1706933106012");
    EXPECT_EQ(*format(us, "%epoch_microseconds"), "1706933106012345");
    EXPECT_EQ(*format(us, "%s_as_float"), "1706933106.012345");
    EXPECT_EQ(*format(us, "%H:%M:%S.%_ms"), "04:05:06.012");
    EXPECT_EQ(*format(us, "%a %A %d %b %B %y %j %I %p %w %u %U %W %G-%V %%"),
              "Sat Saturday 03 Feb February 24 034 04 AM 6 6 04 05 2024-05 %");
    EXPECT_EQ(*format(us, "%-d.%-m. %e %F %T %D %R"), "3.2.  3 2024-02-03 04:05:06 02/03/24 04:05");
    EXPECT_EQ(*format(us, "%Y-%m-%dT%H:%M:%S%z", 9 * 3600), "2024-02-03T13:05:06+0900");
    EXPECT_EQ(*format(-1, "%Y-%m-%dT%H:%M:%S.%f"), "1969-12-31T23:59:59.999999");
    EXPECT_EQ(*format(-1, "%s"), "-1");
    EXPECT_FALSE(format(year_end_us, "%Y"));
}

TEST(ParseAnyTest, TellsWhatATextIs)
{
    const std::string wanted = "2024-02-03T04:05:06.000000Z";
    for (const char* text : {"2024-02-03T04:05:06Z",
                             "2024-02-03T04:05:06",
                             "2024-02-03 04:05:06",
                             "2024-02-03T04:05:06.000+00:00",
                             "2024-02-03T13:05:06+09:00",
                             "2024-02-03T13:05:06+0900",
                             "2024-02-02T23:05:06-05",
                             "20240203T040506Z",
                             "2024-02-03 13:05:06 +0900",
                             "2024-02-03 04:05:06 UTC",
                             "1706933106",
                             "1706933106000",
                             "1706933106000000",
                             "/Date(1706933106000)/",
                             "/Date(1706933106000+0900)/",
                             "Sat, 03 Feb 2024 04:05:06 GMT",
                             "Sat, 03 Feb 2024 13:05:06 +0900 (KST)",
                             "3 Feb 2024 04:05:06 +0000",
                             "Saturday, 03-Feb-24 04:05:06 GMT",
                             "Sat Feb  3 04:05:06 2024",
                             "Fri, 02 Feb 2024 23:05:06 EST",
                             " 2024-02-03T04:05:06Z "})
        EXPECT_EQ(guess(text), wanted) << text;
    EXPECT_EQ(guess("2024-02-03T04:05:06.123456789Z"), "2024-02-03T04:05:06.123456Z");
    EXPECT_EQ(guess("20240203"), "2024-02-03T00:00:00.000000Z");
    EXPECT_EQ(guess("2024"), "2024-01-01T00:00:00.000000Z");
    EXPECT_EQ(guess("-1"), "1969-12-31T23:59:59.000000Z");
    for (const char* text :
         {"", "yesterday", "12:30", "2024-02-30", "/Date(x)/", "1e9", "999999999999999999999"})
        EXPECT_EQ(guess(text), "no time") << text;
}

TEST(ParseAnyTest, GivesANaiveTextItsZone)
{
    EXPECT_EQ(guess("2024-02-03 13:05:06", "Asia/Seoul"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(guess("2024-07-01 00:00:00", "Europe/Berlin"), "2024-06-30T22:00:00.000000Z");
    EXPECT_EQ(guess("2024-01-01 00:00:00", "Europe/Berlin"), "2023-12-31T23:00:00.000000Z");
    EXPECT_EQ(guess("2024-02-03 13:05:06", "+09:00"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(guess("2024-02-03T04:05:06Z", "Asia/Seoul"), "2024-02-03T04:05:06.000000Z");
    EXPECT_EQ(parse_any("2024-02-03 13:05:06", "Mars/Olympus").error().message,
              "there is no time zone 'Mars/Olympus'");
}

TEST(DurationTest, ReadsIso8601)
{
    EXPECT_EQ(*parse_duration("P1Y2M3DT4H5M6.5S"),
              (Duration{14, 3 * day_us + 4 * 3600 * second_us + 5 * 60 * second_us + 6'500'000}));
    EXPECT_EQ(*parse_duration("P2W"), (Duration{0, 14 * day_us}));
    EXPECT_EQ(*parse_duration("PT0.001S"), (Duration{0, 1000}));
    EXPECT_EQ(*parse_duration("-P1M"), (Duration{-1, 0}));
    EXPECT_EQ(*parse_duration("P0D"), (Duration{0, 0}));
    for (const char* text : {"", "P", "PT", "1D", "P1", "P1S", "PT1D", "P1DT", "P1D1D", "P1M1Y",
                             "P1.5M", "PT1.2.3S", "P99999999999999999Y", "P1D "})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(DurationTest, AddsByTheCalendar)
{
    const auto from = [](std::string_view text, Duration duration, int times) {
        return shown(add(*parse_any(text), duration, times)).substr(0, 10);
    };
    EXPECT_EQ(from("2024-03-31", {1, 0}, -1), "2024-02-29");
    EXPECT_EQ(from("2023-03-31", {1, 0}, -1), "2023-02-28");
    EXPECT_EQ(from("2024-02-29", {12, 0}, 1), "2025-02-28");
    EXPECT_EQ(from("2024-12-31", {2, 0}, 1), "2025-02-28");
    EXPECT_EQ(from("2024-01-31", {1, day_us}, 1), "2024-03-01");
    EXPECT_EQ(from("2024-01-01", {0, day_us}, -1), "2023-12-31");
    EXPECT_EQ(from("2024-01-01", {120'000, 0}, 1), "9999-12-31");
    EXPECT_EQ(from("2024-01-01", {120'000, 0}, -1), "1-01-01T00");
    EXPECT_EQ(from("2024-01-01", {0, INT64_MAX}, 1), "9999-12-31");
}

}  // namespace
}  // namespace rest::datetime
