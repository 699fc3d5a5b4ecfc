#include "telemetry/log.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace cx::telemetry {
namespace {

std::vector<json::Value> lines(const std::string& text)
{
    std::vector<json::Value> parsed;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        auto value = json::parse(line);
        EXPECT_TRUE(value) << line;
        if (value) parsed.push_back(std::move(*value));
    }
    return parsed;
}

TEST(Log, WritesOneJsonObjectALine)
{
    ManualClock clock{*parse_rfc3339("2026-11-23T07:02:11.000Z")};
    testing::internal::CaptureStderr();
    {
        const auto telemetry = make_telemetry({}, clock);
        telemetry->hub_started("0.1.0", "c1");
        telemetry->note(LogLevel::warn, "two\nlines and a \"quote\"");
        telemetry->note(LogLevel::debug, "below the level");
    }
    const auto seen = lines(testing::internal::GetCapturedStderr());
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(
        json::write(seen[0]),
        R"({"at":"2026-11-23T07:02:11.000Z","config_id":"c1","event":"hub_started","level":"info","version":"0.1.0"})");
    EXPECT_EQ(seen[1].text_of("text"), "two\nlines and a \"quote\"");
    EXPECT_EQ(seen[1].text_of("level"), "warn");
}

TEST(Log, AccountsForEveryRecordOfABatch)
{
    ManualClock clock{Timestamp{1}};
    testing::internal::CaptureStderr();
    {
        const auto telemetry = make_telemetry({}, clock);
        BatchFigures figures;
        figures.read = 3;
        figures.accepted = 2;
        figures.rejected = 1;
        figures.rejected_by_code = {{"csv.quote", 1}};
        telemetry->batch_committed("erp", "customers", figures, clock.now());
        telemetry->batch_committed("erp", "customers", {}, clock.now());  // Nothing read: not told.
    }
    const auto seen = lines(testing::internal::GetCapturedStderr());
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].text_of("read"), "3");
    EXPECT_EQ(seen[0].text_of("accepted"), "2");
    EXPECT_EQ(seen[0].text_of("rejected"), "1");
    EXPECT_EQ(json::write(*seen[0].find("rejected_by_code")), R"({"csv.quote":1})");
}

TEST(Log, KeepsQuietWhenToldTo)
{
    ManualClock clock{Timestamp{1}};
    testing::internal::CaptureStderr();
    make_telemetry({.level = LogLevel::off}, clock)->commit_failed("erp", "disk full");
    make_telemetry({.to_stderr = false}, clock)->commit_failed("erp", "disk full");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

struct Scrubbed {
    const char* in;
    const char* out;
};

class ScrubTest : public testing::TestWithParam<Scrubbed> {};

TEST_P(ScrubTest, TakesOutWhatLooksPersonal)
{
    EXPECT_EQ(scrub(GetParam().in), GetParam().out);
}

INSTANTIATE_TEST_SUITE_P(Texts, ScrubTest,
                         testing::Values(Scrubbed{"no address for Ada@example.com, skipped",
                                                  "no address for [email], skipped"},
                                         Scrubbed{"<kim@example.co.kr>", "<[email]>"},
                                         Scrubbed{"call 010-1234-5678 or +82 10 1234 5678.",
                                                  "call [number] or +[number]."},
                                         Scrubbed{"card 4111 1111 1111 1111", "card [number]"},
                                         Scrubbed{"HTTP 503 from port 8080 after 1500 ms",
                                                  "HTTP 503 from port 8080 after 1500 ms"},
                                         Scrubbed{"members.csv:17", "members.csv:17"},
                                         Scrubbed{"@ alone and a@ too", "@ alone and a@ too"},
                                         Scrubbed{"\xff", "[not UTF-8]"}, Scrubbed{"", ""}));

TEST(Scrub, BoundsTheTextAtACharacter)
{
    std::string korean;
    for (int i = 0; i < 1000; ++i) korean += "\xea\xb0\x80";
    EXPECT_EQ(scrub(korean).size(), 999U);
}

}  // namespace
}  // namespace cx::telemetry
