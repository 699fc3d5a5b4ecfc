#include "nats/acks.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace nats_sink {
namespace {

using namespace std::chrono_literals;

TEST(Acks, KnowWhatWasConfirmed)
{
    const auto acks = Acks::make();
    acks->expect("1");
    acks->expect("2");
    EXPECT_FALSE(acks->wait(1ms));
    acks->told("1", {});
    std::thread other([&] { Acks::find(acks->number())->told("2", {.error = "full"}); });
    EXPECT_TRUE(acks->wait(10s));
    other.join();
    EXPECT_EQ(acks->outcome("1").error, "");
    EXPECT_EQ(acks->outcome("2").error, "full");
}

TEST(Acks, WhatNobodyWaitsForAndWhatComesTwiceChangeNothing)
{
    const auto acks = Acks::make();
    acks->expect("1");
    acks->told("0", {});
    EXPECT_FALSE(acks->wait(1ms));
    acks->told("1", {});
    acks->told("1", {.error = "late"});
    EXPECT_TRUE(acks->wait(1ms));
    EXPECT_EQ(acks->outcome("1").error, "");
    acks->clear();
    EXPECT_FALSE(acks->outcome("1").known);
    EXPECT_TRUE(acks->wait(1ms));
}

TEST(Acks, AreNotFoundWhenTheyAreGone)
{
    void* number = nullptr;
    {
        const auto acks = Acks::make();
        number = acks->number();
        EXPECT_EQ(Acks::find(number), acks);
    }
    EXPECT_EQ(Acks::find(number), nullptr);
}

}  // namespace
}  // namespace nats_sink
