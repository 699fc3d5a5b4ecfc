// States of many partitions stay small.
#include "rest/read/states.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using cx::json::Object;
using cx::json::Value;

Value partition(int id)
{
    return Object{{"id", id}, {"parent_slice", Object{}}};
}

TEST(States, KeepTenThousandPartitionsWithinACursor)
{
    States states;
    for (int id = 0; id < 10'000; ++id) states.set(partition(id), "2024-01-31T00:00:00.000Z");
    EXPECT_FALSE(states.is_global());
    const std::string text = cx::json::write(states.write("at", true));
    EXPECT_LT(text.size(), 1U << 20);
    const States read = States::read(*cx::json::parse(text), "at", true);
    EXPECT_EQ(read.of(partition(9'999)), "2024-01-31T00:00:00.000Z");
    EXPECT_EQ(read.of(partition(10'001)), "");
}

TEST(States, BeyondThatThereIsOneTimeForAll)
{
    States states;
    states.all_ = "2024-01-01";
    for (int id = 0; id <= 10'000; ++id) states.set(partition(id), "2024-01-31");
    EXPECT_TRUE(states.is_global());
    EXPECT_EQ(states.of(partition(3)), "2024-01-01");
    EXPECT_LT(cx::json::write(states.write("at", true)).size(), 100U);
}

TEST(States, LongPartitionsAreKnownByTheirHash)
{
    States states;
    const Value one = Object{{"id", std::string(500, 'x') + "1"}};
    const Value two = Object{{"id", std::string(500, 'x') + "2"}};
    states.set(one, "a");
    states.set(two, "b");
    const States read = States::read(states.write("at", true), "at", true);
    EXPECT_EQ(read.of(one), "a");
    EXPECT_EQ(read.of(two), "b");
    EXPECT_LT(cx::json::write(states.write("at", true)).size(), 150U);
}

TEST(States, NewPartitionsGoOnWhereAllDo)
{
    States states;
    states.all_ = "2024-01-01";
    states.set(partition(1), "2024-02-01");
    EXPECT_EQ(states.of(partition(2)), "2024-01-01");
}

TEST(States, WithoutPartitionsTheFormIsThatOfTheFormat)
{
    const States states = States::read(Object{{"at", "2024-01-01"}}, "at", false);
    EXPECT_EQ(states.all_, "2024-01-01");
    EXPECT_EQ(cx::json::write(states.write("at", false)), R"({"at":"2024-01-01"})");
}

}  // namespace
}  // namespace rest
