#include "nats/wave.hpp"

#include <gtest/gtest.h>

namespace nats_sink {
namespace {

cx::json::Value change(const char* text)
{
    return cx::json::parse(text).value();
}

TEST(Wave, HasNoCustomerTwice)
{
    Wave wave;
    const auto ada = change(R"({"profile_id": "A"})");
    const auto bob = change(R"({"profile_id": "B"})");
    wave.add(ada, 10);
    EXPECT_TRUE(wave.takes(bob, 10));
    EXPECT_FALSE(wave.takes(ada, 10));
    EXPECT_FALSE(wave.takes(change(R"({"profile_id": "C", "merged_into": "A"})"), 10))
        << "a merge concerns both";
    EXPECT_FALSE(wave.takes(change(R"({"profile_id": "C", "profile_ids": ["C", "A"]})"), 10))
        << "an erasure concerns every id of the person";
    wave.add(bob, 10);
    EXPECT_FALSE(wave.takes(bob, 10));
}

TEST(Wave, ARecordWithoutAProfileIsItsOwnCustomer)
{
    Wave wave;
    wave.add(change(R"({"record": 1})"), 10);
    EXPECT_FALSE(wave.takes(change(R"({"record": 1, "profile_id": "A"})"), 10));
    EXPECT_TRUE(wave.takes(change(R"({"record": 2})"), 10));
}

TEST(Wave, IsBounded)
{
    Wave wave;
    for (int i = 0; i < 256; ++i)
        wave.add(change(("{\"record\": " + std::to_string(i) + "}").c_str()), 10);
    EXPECT_FALSE(wave.takes(change(R"({"record": 256})"), 10));
    Wave large;
    EXPECT_TRUE(large.takes(change("{}"), 100U << 20)) << "one always goes";
    large.add(change("{}"), 4U << 20);
    EXPECT_FALSE(large.takes(change("{}"), 1));
}

}  // namespace
}  // namespace nats_sink
