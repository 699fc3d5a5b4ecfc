// Payloads of Sparkplug B, and what is remembered of nodes.
#include "mqtt/sparkplug.hpp"

#include "testhttp/host.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace mqtt::sparkplug {
namespace {

using cx::http::testing::TestHost;

// Writes protobuf, for tests alone.
struct Wire {
    std::string bytes;

    Wire& varint(std::uint64_t value)
    {
        for (; value >= 0x80U; value >>= 7U) bytes += static_cast<char>(value | 0x80U);
        bytes += static_cast<char>(value);
        return *this;
    }
    Wire& whole(unsigned field, std::uint64_t value) { return varint(field << 3U).varint(value); }
    Wire& text(unsigned field, const std::string& value)
    {
        varint(field << 3U | 2U).varint(value.size());
        bytes += value;
        return *this;
    }
    Wire& fixed32(unsigned field, std::uint32_t value)
    {
        varint(field << 3U | 5U);
        for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(value >> 8U * i);
        return *this;
    }
    Wire& fixed64(unsigned field, std::uint64_t value)
    {
        varint(field << 3U | 1U);
        for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(value >> 8U * i);
        return *this;
    }
};

std::string payload(std::uint64_t seq, const std::vector<Wire>& metrics)
{
    Wire all;
    all.whole(1, 1'700'000'000'000);
    for (const Wire& metric : metrics) all.text(2, metric.bytes);
    return all.whole(3, seq).bytes;
}

Wire named(const std::string& name, std::uint64_t alias, std::uint32_t type)
{
    return Wire().text(1, name).whole(2, alias).whole(4, type);
}

class SparkplugTest : public testing::Test {
protected:
    Nodes::Outcome take(const std::string& topic, const std::string& bytes, bool again = false)
    {
        auto decoded = decode(bytes);
        EXPECT_TRUE(decoded);
        return nodes_->take(*parse_topic(topic), *std::move(decoded), again);
    }
    void restart() { nodes_ = std::make_unique<Nodes>("s", host_.host()); }
    static std::string shown(const Nodes::Outcome& outcome)
    {
        return cx::json::write(*outcome.record.find("metrics"));
    }

    TestHost host_;
    std::unique_ptr<Nodes> nodes_ = std::make_unique<Nodes>("s", host_.host());
};

TEST_F(SparkplugTest, EveryTypeOfValue)
{
    const auto value = [&](std::uint32_t type, Wire metric) {
        const std::string bytes = payload(0, {metric.text(1, "v").whole(4, type)});
        const auto outcome = take("spBv1.0/g/NBIRTH/n", bytes);
        return cx::json::write(*outcome.record.find("metrics")->as_array()[0].find("value"));
    };
    EXPECT_EQ(value(1, Wire().whole(10, 0xffffffffU)), "-1");
    EXPECT_EQ(value(2, Wire().whole(10, 0x8000U)), "-32768");
    EXPECT_EQ(value(3, Wire().whole(10, 0x80000000U)), "-2147483648");
    EXPECT_EQ(value(4, Wire().whole(11, ~0ULL)), "-1");
    EXPECT_EQ(value(8, Wire().whole(11, ~0ULL)), "18446744073709551615");
    EXPECT_EQ(value(9, Wire().fixed32(12, std::bit_cast<std::uint32_t>(21.7F))), "21.7");
    EXPECT_EQ(value(10, Wire().fixed64(13, std::bit_cast<std::uint64_t>(0.1))), "0.1");
    EXPECT_EQ(value(11, Wire().whole(14, 1)), "true");
    EXPECT_EQ(value(12, Wire().text(15, "가")), "\"가\"");
    EXPECT_EQ(value(13, Wire().whole(11, 1'700'000'000'123)), "\"2023-11-14T22:13:20.123Z\"");
    EXPECT_EQ(value(17, Wire().text(16, std::string("\0\xff", 2))), "\"AP8=\"");
    EXPECT_EQ(value(3, Wire().whole(10, 7).whole(7, 1)), "null");
    EXPECT_EQ(value(16, Wire().text(17, "set")), "null");
}

TEST_F(SparkplugTest, NamesBehindAliasesAreThoseOfTheBirthAlsoAfterARestart)
{
    take("spBv1.0/g/NBIRTH/n", payload(0, {named("a", 1, 3)}));
    take("spBv1.0/g/DBIRTH/n/d", payload(1, {named("energy", 1, 4), named("temp", 2, 9)}));
    const std::string data = payload(2, {Wire().whole(2, 1).whole(11, ~4ULL)});
    const std::string told = R"([{"name":"energy","timestamp":"2023-11-14T22:13:20.000Z",)"
                             R"("type":"Int64","value":-5}])";
    EXPECT_EQ(shown(take("spBv1.0/g/DDATA/n/d", data)), told);
    restart();
    const auto outcome = take("spBv1.0/g/DDATA/n/d", data);
    EXPECT_EQ(shown(outcome), told);
    EXPECT_FALSE(outcome.unknown);
    EXPECT_EQ(outcome.rebirth_of, "");
    EXPECT_EQ(outcome.record.text_of("device"), "d");
    EXPECT_EQ(outcome.record.text_of("seq"), "2");
    // A new birth forgets the old one.
    take("spBv1.0/g/DBIRTH/n/d", payload(3, {named("temp", 2, 9)}));
    EXPECT_TRUE(take("spBv1.0/g/DDATA/n/d", payload(4, {Wire().whole(2, 1).whole(11, 1)})).unknown);
}

TEST_F(SparkplugTest, WhatIsMissingIsAskedForOnceAMinute)
{
    const auto asked = [&](std::uint64_t seq, bool again = false) {
        return take("spBv1.0/g/NDATA/n", payload(seq, {Wire().text(1, "m").whole(10, 1)}), again)
            .rebirth_of;
    };
    EXPECT_EQ(asked(254), "");  // The first that is seen
    EXPECT_EQ(asked(255), "");
    EXPECT_EQ(asked(0), "");
    EXPECT_EQ(asked(2), "spBv1.0/g/NCMD/n");
    EXPECT_EQ(asked(9), "");
    EXPECT_EQ(asked(3, true), "");  // Sent again
    host_.now_us += 61'000'000;
    EXPECT_EQ(asked(3), "spBv1.0/g/NCMD/n");
    host_.now_us += 61'000'000;
    const auto unknown = take("spBv1.0/g/NDATA/n", payload(4, {Wire().whole(2, 77).whole(10, 1)}));
    EXPECT_TRUE(unknown.unknown);
    EXPECT_EQ(unknown.rebirth_of, "spBv1.0/g/NCMD/n");
}

TEST_F(SparkplugTest, TheCommandIsAPayloadItself)
{
    const auto command = decode(rebirth_command(1'700'000'000'000));
    ASSERT_TRUE(command);
    ASSERT_EQ(command->metrics.size(), 1U);
    EXPECT_EQ(command->metrics[0].name, "Node Control/Rebirth");
    EXPECT_EQ(command->metrics[0].type, 11U);
    EXPECT_EQ(command->metrics[0].value, cx::json::Value(true));
    EXPECT_EQ(command->timestamp_ms, 1'700'000'000'000U);
}

TEST_F(SparkplugTest, ANameThatIsNoTextIsTakenAsBytes)
{
    EXPECT_EQ(
        shown(take("spBv1.0/g/NBIRTH/n", payload(0, {named("\xc1", 1, 3).whole(10, 5)}))),
        R"([{"name":"wQ==","timestamp":"2023-11-14T22:13:20.000Z","type":"Int32","value":5}])");
    EXPECT_FALSE(parse_topic("spBv1.0/\xc1/NBIRTH/n"));
}

TEST(SparkplugBytes, WhatIsNoPayloadIsRefused)
{
    const std::string whole = payload(1, {named("m", 1, 3).whole(10, 5)});
    int refused = 0;
    for (std::size_t size = 0; size < whole.size(); ++size)
        refused += decode(whole.substr(0, size)) ? 0 : 1;
    EXPECT_GT(refused, 10);
    for (const char* const bytes :
         {"\xff", "\x0b", "\x12\x7f", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"})
        EXPECT_FALSE(decode(bytes));
    EXPECT_FALSE(parse_topic("spBv1.0/g/NDATA"));
    EXPECT_FALSE(parse_topic("spBv1.0/g/NDATA/n/d/e"));
    EXPECT_FALSE(parse_topic("meters/g/NDATA/n"));
}

}  // namespace
}  // namespace mqtt::sparkplug
