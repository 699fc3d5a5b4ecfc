// Headers that tell how often a system may be asked, in all the forms that are in use.
#include "rest/read/rate_limit.hpp"

#include "reading.hpp"

namespace rest::testing {
namespace {

constexpr std::int64_t now = 1'700'000'000'000'000;

RateLimit of(cx::http::Headers headers)
{
    cx::http::Response response;
    response.status = 200;
    response.headers = std::move(headers);
    return rate_limit_of(response, now);
}

TEST(RateLimit, ReadsOneHeaderForAll)
{
    const RateLimit older = of({{"RateLimit", "limit=100, remaining=3, reset=30"}});
    EXPECT_EQ(older.remaining, 3);
    EXPECT_EQ(older.wait_us, 30'000'000);
    const RateLimit newer = of({{"ratelimit", "\"default\";r=0;t=5"}});
    EXPECT_EQ(newer.remaining, 0);
    EXPECT_EQ(newer.wait_us, 5'000'000);
}

TEST(RateLimit, ReadsOneHeaderEachAsSecondsTimeOrDate)
{
    EXPECT_EQ(of({{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "7"}}).wait_us, 7'000'000);
    EXPECT_EQ(of({{"x-rate-limit-remaining", "0"}, {"x-rate-limit-reset", "1700000060"}}).wait_us,
              60'000'000);
    EXPECT_EQ(of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1700000060000"}}).wait_us,
              60'000'000);
    EXPECT_EQ(
        of({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "2023-11-14T22:13:50Z"}}).wait_us,
        30'000'000);
    EXPECT_EQ(of({{"X-HubSpot-RateLimit-Remaining", "0"},
                  {"X-HubSpot-RateLimit-Interval-Milliseconds", "10000"}})
                  .wait_us,
              10'000'000);
    EXPECT_FALSE(of({}).remaining);
    EXPECT_FALSE(of({{"RateLimit", "nonsense"}, {"X-RateLimit-Remaining", "many"}}).remaining);
}

TEST(RateLimit, OfSeveralTheOneThatBindsCounts)
{
    const RateLimit found = of({{"RateLimit", "limit=9, remaining=8, reset=100"},
                                {"X-RateLimit-Remaining", "0"},
                                {"X-RateLimit-Reset", "2"}});
    EXPECT_EQ(found.remaining, 0);
    EXPECT_EQ(found.wait_us, 2'000'000);
}

class RateLimitReadingTest : public ReadingTest {};

TEST_F(RateLimitReadingTest, ALimitIsWaitedForAsItsHeadersSay)
{
    manifest_ = plain_stream();
    answer_ = [](const Received&) {
        return reply(429, "{}", "RateLimit: limit=10, remaining=0, reset=42\r\n");
    };
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.retry_after_ms, 42'000U);
    answer_ = [](const Received&) { return reply(503, "{}", "X-RateLimit-Remaining: 5\r\n"); };
    EXPECT_FALSE(poll());
    EXPECT_EQ(status_.retry_after_ms, 0U);
}

}  // namespace
}  // namespace rest::testing
