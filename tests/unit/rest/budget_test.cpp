// The budget of requests that a manifest names is kept before it is used up.
#include "rest/read/budget.hpp"

#include "reading.hpp"
#include "rest/manifest/yaml.hpp"

namespace rest {
namespace {

using cx::json::Object;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t begin = 1'700'000'000 * second;

Budget budget_of(const std::string& text, const cx::json::Value& config = Object{})
{
    const auto root = read_yaml(text);
    EXPECT_TRUE(root);
    auto budget = Budget::of(**root, config, begin);
    EXPECT_TRUE(budget) << (budget ? "" : budget.error().message);
    return budget ? *std::move(budget) : Budget();
}

Request get(const std::string& path)
{
    return {.method = "GET", .url = "https://api.example.com" + path};
}

TEST(Budget, AWindowThatMovesForgetsTheOldest)
{
    Budget budget = budget_of(
        "policies: [{type: MovingWindowCallRatePolicy, rates: [{limit: 2, interval: PT10S}],\n"
        "            matchers: []}]\n");
    EXPECT_EQ(budget.take(get("/a"), begin), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin + 4 * second), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin + 5 * second), milliseconds(5000));
    EXPECT_EQ(budget.take(get("/a"), begin + 10 * second), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin + 11 * second), milliseconds(3000));
}

TEST(Budget, AFixedWindowBeginsAnew)
{
    Budget budget = budget_of(
        "policies: [{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 1, matchers: "
        "[]}]\n");
    EXPECT_EQ(budget.take(get("/a"), begin), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin + 20 * second), milliseconds(40'000));
    EXPECT_EQ(budget.take(get("/a"), begin + 60 * second), milliseconds(0));
}

TEST(Budget, TheFirstPolicyThatMatchesCounts)
{
    Budget budget = budget_of(
        "policies:\n"
        "  - {type: UnlimitedCallRatePolicy, matchers: [{method: GET, url_path_pattern: "
        "'^/free'}]}\n"
        "  - {type: MovingWindowCallRatePolicy, rates: [{limit: '{{ config.n }}', interval: "
        "PT1S}],\n"
        "     matchers: [{url_base: 'https://api.example.com'}]}\n",
        Object{{"n", 1}});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(budget.take(get("/free/x"), begin), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin), milliseconds(0));
    EXPECT_EQ(budget.take(get("/a"), begin), milliseconds(1000));
    EXPECT_EQ(budget.take({.url = "https://other.example/a"}, begin), milliseconds(0));
}

TEST(Budget, LearnsFromTheAnswers)
{
    Budget budget = budget_of(
        "policies: [{type: FixedWindowCallRatePolicy, period: PT1S, call_limit: 100, matchers: "
        "[]}]\n"
        "ratelimit_reset_header: X-Reset\n"
        "ratelimit_remaining_header: X-Left\n");
    budget.learn(get("/a"), {.status = 200, .headers = {{"X-Left", "3"}, {"X-Reset", "9"}}}, begin);
    EXPECT_EQ(budget.take(get("/a"), begin), milliseconds(0));
    budget.learn(get("/a"), {.status = 200, .headers = {{"X-Left", "0"}, {"X-Reset", "9"}}}, begin);
    EXPECT_EQ(budget.take(get("/a"), begin + second), milliseconds(8000));
    budget.learn(get("/a"), {.status = 429, .headers = {{"X-Reset", "1700000030"}}}, begin);
    EXPECT_EQ(budget.take(get("/a"), begin + 10 * second), milliseconds(20'000));
}

class BudgetReadingTest : public testing::ReadingTest {};

TEST_F(BudgetReadingTest, TheHubComesBackWhenThereIsRoom)
{
    manifest_ = testing::plain_stream() +
                "api_budget:\n"
                "  type: HTTPAPIBudget\n"
                "  policies: [{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 1,\n"
                "              matchers: []}]\n";
    answer_ = [](const testing::Received&) { return testing::reply(200, testing::items(1, 1)); };
    run();
    EXPECT_EQ(status_.code, CX_OK);
    run();
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_EQ(status_.retry_after_ms, 60'000U);
    EXPECT_THAT(status_.why, HasSubstr("budget"));
    host_.now_us += 60 * second;
    run();
    EXPECT_EQ(status_.code, CX_OK);
}

}  // namespace
}  // namespace rest
