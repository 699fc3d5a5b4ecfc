#include "websocket/progress.hpp"

#include <gmock/gmock.h>

namespace websocket {
namespace {

TEST(ProgressTest, WhatWasSeenWithinTheOverlapIsNotNewAgain)
{
    Progress progress;
    EXPECT_TRUE(progress.take("1000", 1, 50));
    EXPECT_TRUE(progress.take("1000", 2, 50));
    EXPECT_TRUE(progress.take("990", 3, 50)) << "out of order";
    EXPECT_EQ(progress.resume(50), "950");

    Progress again = Progress::parse(progress.text());
    EXPECT_EQ(again, progress);
    EXPECT_FALSE(again.take("990", 3, 50));
    EXPECT_FALSE(again.take("1000", 1, 50));
    EXPECT_TRUE(again.take("1000", 4, 50));
    EXPECT_TRUE(again.take("2000", 1, 50));
    EXPECT_EQ(again.resume(50), "1950");
    EXPECT_EQ(again.text(), R"({"at":"2000","given":0,"seen":["2000:1"]})") << "older is forgotten";
}

TEST(ProgressTest, ACursorThatIsNoNumberIsGoneOnFromExactly)
{
    Progress progress;
    EXPECT_TRUE(progress.take("b-17", 1, 50));
    EXPECT_TRUE(progress.take("a-18", 2, 50));
    EXPECT_EQ(progress.resume(50), "a-18");
    EXPECT_FALSE(Progress::parse(progress.text()).take("a-18", 2, 50));
    EXPECT_TRUE(Progress::parse(progress.text()).take("a-18", 3, 50));
    EXPECT_TRUE(progress.take("", 9, 50)) << "without a cursor all is new";
    EXPECT_EQ(progress.resume(50), "a-18");
}

TEST(ProgressTest, WhatIsRememberedIsBounded)
{
    Progress progress;
    for (std::uint64_t i = 1; i <= Progress::seen_max + 10; ++i) progress.take("7", i, 0);
    EXPECT_TRUE(progress.take("7", 3, 0)) << "the oldest is forgotten";
    EXPECT_FALSE(progress.take("7", Progress::seen_max + 10, 0));
    progress.take("7", 0, 0);
    EXPECT_TRUE(progress.take("7", 0, 0)) << "not remembered";
    EXPECT_LT(progress.text().size(), 100'000U);
}

TEST(ProgressTest, StrangeCursorsAreTheBeginning)
{
    for (const char* text : {"", "\x01", "{}", "[[[", "-1", "99999999999999999999",
                             R"({"given":-3,"seen":7})", R"({"seen":["x",{},"1"]})"}) {
        const Progress progress = Progress::parse(text);
        EXPECT_EQ(progress.given, 0U) << text;
        EXPECT_EQ(progress.resume(5), "") << text;
    }
}

}  // namespace
}  // namespace websocket
