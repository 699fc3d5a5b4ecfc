// Packets as MQTT 3.1.1 has them, whole and in pieces.
#include "mqtt/packet.hpp"

#include <gtest/gtest.h>

namespace mqtt {
namespace {

using namespace std::string_literals;

std::vector<Packet> read(std::string_view bytes, std::size_t piece, std::size_t most = 1000)
{
    PacketReader reader(most);
    std::vector<Packet> packets;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.add(bytes.substr(at, piece));
        while (auto packet = reader.next()) packets.push_back(*std::move(packet));
    }
    return packets;
}

TEST(MqttPacket, WhatWeSend)
{
    EXPECT_EQ(
        write_connect({.client_id = "hub-a", .user = "u", .password = "p", .keep_alive_s = 60}),
        "\x10\x17\0\x04MQTT\x04\xc0\0\x3c\0\x05hub-a\0\x01u\0\x01p"s);
    EXPECT_EQ(write_connect({.client_id = "h"}), "\x10\x0d\0\x04MQTT\x04\0\0\x3c\0\x01h"s);
    EXPECT_EQ(write_subscribe(1, {"a/+", "b"}, 1),
              "\x82\x0c\0\x01\0\x03"
              "a/+\x01\0\x01"
              "b\x01"s);
    EXPECT_EQ(write_puback(0x1234), "\x40\x02\x12\x34");
    EXPECT_EQ(write_publish("t", "x"), "\x30\x04\0\x01tx"s);
    EXPECT_EQ(write_bare(Type::pingreq), "\xc0\0"s);
}

TEST(MqttPacket, MessagesInPiecesOfEverySize)
{
    std::string bytes =
        "\x32\x09\0\x03"
        "a/b\0\x07"
        "hi"s;                             // QoS 1, id 7
    bytes += "\x3b\x08\0\x01t\0\x08yes"s;  // Again, retained
    bytes += "\x30\x04\0\x01tx"s;          // QoS 0
    bytes += write_publish("long", std::string(20'000, 'z'));
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 100'000U}) {
        const auto packets = read(bytes, piece, 100'000);
        ASSERT_EQ(packets.size(), 4U) << piece;
        const auto first = read_publish(packets[0]);
        ASSERT_TRUE(first);
        EXPECT_EQ(first->topic, "a/b");
        EXPECT_EQ(first->payload, "hi");
        EXPECT_EQ(first->id, 7);
        EXPECT_FALSE(first->again);
        const auto second = read_publish(packets[1]);
        ASSERT_TRUE(second);
        EXPECT_TRUE(second->again);
        EXPECT_TRUE(second->retained);
        EXPECT_EQ(read_publish(packets[2])->id, 0);
        EXPECT_EQ(read_publish(packets[3])->payload.size(), 20'000U);
    }
}

TEST(MqttPacket, WhatIsTooLongIsCutAndTheNextOneIsSound)
{
    const std::string bytes = write_publish("t", std::string(5000, 'z')) + write_publish("t", "x");
    const auto packets = read(bytes, 64, 100);
    ASSERT_EQ(packets.size(), 2U);
    EXPECT_TRUE(read_publish(packets[0])->cut);
    EXPECT_EQ(packets[0].body.size(), 100U);
    EXPECT_FALSE(read_publish(packets[1])->cut);
}

TEST(MqttPacket, WhatIsNoMqttIsRefused)
{
    PacketReader reader(100);
    reader.add("\x30\xff\xff\xff\xff\x01");
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
    for (const std::string& body : {""s, "\0"s,
                                    "\0\x05"
                                    "ab"s,
                                    "\xff\xff"s})
        EXPECT_FALSE(read_publish({.type = Type::publish, .body = body}));
    EXPECT_FALSE(read_publish({.type = Type::publish, .flags = 2, .body = "\0\x01t"s}));  // No id
    EXPECT_FALSE(
        read_publish({.type = Type::publish, .flags = 2, .body = "\0\x01t\0\0"s}));  // Id 0
    EXPECT_FALSE(
        read_publish({.type = Type::publish, .flags = 4, .body = "\0\x01t\0\x01"s}));  // QoS 2
    EXPECT_FALSE(read_connack({.type = Type::connack, .body = "\0"s}));
    EXPECT_FALSE(read_suback({.type = Type::suback, .body = "\0\x01"s}));
    EXPECT_EQ(read_suback({.type = Type::suback, .body = "\0\x01\x01\x80"s})->code, 0x80);
    EXPECT_TRUE(read_connack({.type = Type::connack, .body = "\x01\0"s})->session_present);
}

}  // namespace
}  // namespace mqtt
