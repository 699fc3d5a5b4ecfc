// Messages out of bytes that are cut anywhere, and bytes that are none of a WebSocket.
#include "http/frames.hpp"

#include "testhttp/feed.hpp"

#include <gmock/gmock.h>

namespace cx::http {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using testing::Packer;
using testing::server_frame;

// What comes out when `bytes` arrive in pieces of `size`: "text:hello", "broken" last.
std::vector<std::string> read(const std::string& bytes, std::size_t size,
                              std::size_t room = 100'000, Compression compression = {})
{
    FrameReader reader(room, compression);
    std::vector<std::string> out;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        reader.add(std::string_view(bytes).substr(at, size));
        while (const auto message = reader.next()) {
            const auto kind = std::to_string(static_cast<int>(message->kind));
            out.push_back(kind + ":" + message->body + (message->cut ? "..." : ""));
        }
    }
    if (reader.broken()) out.emplace_back("broken");
    return out;
}

TEST(FramesTest, MessagesComeWholeWhereverTheBytesAreCut)
{
    const std::string long_one(70'000, 'l');
    const std::string middle(300, 'm');
    const std::string bytes = server_frame("one") + server_frame("t", 1, false) +
                              server_frame("w", 0, false) + server_frame("?", 9) +
                              server_frame("o", 0) + server_frame(middle, 2) + server_frame("") +
                              server_frame(long_one);
    for (const std::size_t size : {1U, 2U, 3U, 7U, 1000U, 1'000'000U})
        EXPECT_THAT(read(bytes, size),
                    ElementsAre("1:one", "9:?", "1:two", "2:" + middle, "1:", "1:" + long_one))
            << "in pieces of " << size;
}

TEST(FramesTest, OfATooLongMessageTheRestIsPassedOver)
{
    const std::string bytes = server_frame("12345678") + server_frame("abc", 1, false) +
                              server_frame("defgh", 0) + server_frame("short");
    for (const std::size_t size : {1U, 1000U})
        EXPECT_THAT(read(bytes, size, 5), ElementsAre("1:12345...", "1:abcde...", "1:short"));
}

TEST(FramesTest, CompressedMessagesAreUnpackedWhereverTheBytesAreCut)
{
    Packer pack;
    const std::string long_one(70'000, 'l');
    // One behind the other: each refers to those before.
    std::string bytes = server_frame(pack("one one one"), 1, true, true);
    const std::string two = pack("two two two");
    bytes += server_frame(two.substr(0, 1), 1, false, true) + server_frame("?", 9) +
             server_frame(two.substr(1), 0) + server_frame("as it is");
    bytes += server_frame(pack(""), 2, true, true);
    bytes += server_frame("", 2, true, true);
    bytes += server_frame(pack(long_one), 1, true, true);
    bytes += server_frame(pack("one one one"), 1, true, true);
    for (const std::size_t size : {1U, 2U, 3U, 7U, 1'000'000U})
        EXPECT_THAT(read(bytes, size, 100'000, {.agreed = true}),
                    ElementsAre("1:one one one", "9:?", "1:two two two", "1:as it is",
                                "2:", "2:", "1:" + long_one, "1:one one one"))
            << "in pieces of " << size;
}

TEST(FramesTest, AMessageMayEndItsDeflateStreamOrStandAlone)
{
    Packer pack;
    std::string ended = server_frame(pack("one one one", true), 1, true, true);
    ended += server_frame(pack("one one two"), 1, true, true);
    EXPECT_THAT(read(ended, 3, 100, {.agreed = true}),
                ElementsAre("1:one one one", "1:one one two"));
    std::string alone;
    for (const char* text : {"one one", "one two"})
        alone += server_frame(Packer()(text), 1, true, true);
    EXPECT_THAT(read(alone, 3, 100, {.agreed = true, .each_alone = true}),
                ElementsAre("1:one one", "1:one two"));
}

TEST(FramesTest, OfACompressedBombTheBeginningIsKeptAndItHasToEnd)
{
    Packer pack;
    const std::string bomb = server_frame(pack(std::string(20U << 20, 'x')), 1, true, true);
    ASSERT_LT(bomb.size(), 30'000U);
    const std::string next = server_frame(pack("short"), 1, true, true);
    EXPECT_THAT(read(bomb + next, 1000, 5, {.agreed = true}), ElementsAre("1:xxxxx...", "1:short"));
    const std::string endless = server_frame(pack(std::string(70U << 20, 'x')), 1, true, true);
    EXPECT_THAT(read(endless, 1000, 5, {.agreed = true}), ElementsAre("broken"));
}

TEST(FramesTest, CompressionThatMakesNoSenseIsToldAtOnce)
{
    const std::string packed = Packer()("hello hello");
    EXPECT_THAT(read(server_frame(packed, 1, true, true), 1), ElementsAre("broken"))
        << "it was not agreed on";
    for (const std::string& bytes : {
             server_frame("\x07\x07\x07", 1, true, true),  // No deflate
             server_frame("?", 9, true, true),             // A compressed ping
             server_frame("a", 1, false) + server_frame(packed, 0, true, true),
         })
        EXPECT_THAT(read(bytes, 1, 100, {.agreed = true}), ElementsAre("broken")) << bytes;
}

TEST(FramesTest, WhatMakesNoSenseIsToldAtOnce)
{
    const std::string endless = "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s;
    for (const std::string& bytes : {
             "HTTP/1.1 400 Bad Request"s,    // Reserved bits
             "\x81\x83\0\0\0\0abc"s,         // Masked
             "\x83\x01z"s,                   // An opcode that is none
             "\x80\x01z"s,                   // Goes on without a beginning
             "\x01\x01z\x81\x01z"s,          // Begins anew within a message
             "\x09\x01z"s,                   // A ping in parts
             "\x89\x7e\x01\x00"s + "ping"s,  // A long ping
             endless,
         })
        EXPECT_EQ(read(bytes, 1).back(), "broken") << bytes;
}

TEST(FramesTest, AClientMasksWhatItWrites)
{
    EXPECT_EQ(write_frame(Opcode::text, "ab", 0x01020304), "\x81\x82\x01\x02\x03\x04\x60\x60"s);
    EXPECT_EQ(write_frame(Opcode::pong, "", 0), "\x8a\x80\0\0\0\0"s);
    EXPECT_EQ(write_frame(Opcode::text, std::string(200, 'a'), 0).substr(0, 4), "\x81\xfe\0\xc8"s);
    EXPECT_EQ(write_frame(Opcode::text, std::string(70'000, 'a'), 0).substr(0, 10),
              "\x81\xff\0\0\0\0\0\x01\x11\x70"s);
}

}  // namespace
}  // namespace cx::http
