// The token bucket that connections share.
#include "plugin/budget.hpp"

#include <gtest/gtest.h>

namespace cx::plugin {
namespace {

class BudgetTest : public testing::Test {
protected:
    ManualClock clock_{{1'000'000'000}};
    Budgets budgets_{clock_};
};

TEST_F(BudgetTest, GivesTheBurstAndThenTheRate)
{
    Budget& budget = *budgets_.find({.name = "shop", .requests = 10, .per_ms = 1000, .burst = 3});
    for (int i = 0; i < 3; ++i) EXPECT_EQ(budget.take(1), 0U);
    EXPECT_EQ(budget.take(1), 100U);
    clock_.advance_ms(99);
    EXPECT_EQ(budget.take(1), 1U);
    clock_.advance_ms(1);
    EXPECT_EQ(budget.take(1), 0U);
    int given = 0;
    for (int ms = 0; ms < 5000; ms += 7) {
        clock_.advance_ms(7);
        given += budget.take(1) == 0;
    }
    EXPECT_GE(given, 49);
    EXPECT_LE(given, 51);
    clock_.advance_ms(1'000'000);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(budget.take(1), 0U);
    EXPECT_NE(budget.take(1), 0U);
}

TEST_F(BudgetTest, IsSharedByItsName)
{
    const BudgetTerms terms{.name = "shop", .requests = 1, .per_ms = 1000};
    EXPECT_EQ(budgets_.find(terms), budgets_.find(terms));
    EXPECT_EQ(budgets_.find(terms)->take(1), 0U);
    EXPECT_EQ(budgets_.find(terms)->take(1), 1000U);
    EXPECT_EQ(budgets_.find({.name = "other"})->take(1), 0U);
    EXPECT_EQ(budgets_.find({}), nullptr);
}

TEST_F(BudgetTest, MoreThanTheBurstCountsAsTheBurst)
{
    Budget& budget = *budgets_.find({.name = "shop", .requests = 2, .per_ms = 1000, .burst = 2});
    EXPECT_EQ(budget.take(100), 0U);
    EXPECT_EQ(budget.take(100), 1000U);
}

TEST_F(BudgetTest, AClockThatIsSetBackGivesNothing)
{
    Budget& budget = *budgets_.find({.name = "shop", .requests = 1, .per_ms = 1000});
    EXPECT_EQ(budget.take(1), 0U);
    clock_.advance_ms(-5000);
    EXPECT_EQ(budget.take(1), 1000U);
    clock_.advance_ms(1000);
    EXPECT_EQ(budget.take(1), 0U);
}

}  // namespace
}  // namespace cx::plugin
