// What a message is, by the options that stand for Bluesky's Jetstream.
#include "websocket/message.hpp"

#include <cx/abi.h>
#include <cx/plugin.hpp>

#include <gmock/gmock.h>

namespace websocket {
namespace {

using cx::json::Array;
using cx::json::Object;
using testing::HasSubstr;
using Kind = Item::Kind;

StreamOptions posts()
{
    StreamOptions options;
    options.where = Object{{"kind", "commit"}};
    options.key = {"did", "commit.rkey"};
    options.operation = "commit.operation";
    options.removes = {"delete"};
    options.cursor = "time_us";
    return options;
}

Item read(const std::string& message, const StreamOptions& options = posts(), bool cut = false)
{
    return MessageReader("s", options).read(message, cut);
}

TEST(MessageTest, OperationsAreRecordsAndRemovals)
{
    const std::string created =
        R"({"did":"did:plc:a","time_us":17,"kind":"commit","commit":{"operation":"create","rkey":"k"}})";
    const Item item = read(created);
    EXPECT_EQ(item.kind, Kind::record);
    EXPECT_EQ(item.key, "did:plc:a|k");
    EXPECT_EQ(item.payload, created);
    EXPECT_EQ(item.cursor, "17");
    const Item gone = read(
        R"({"did":"did:plc:a","time_us":18,"kind":"commit","commit":{"operation":"delete","rkey":"k"}})");
    EXPECT_EQ(gone.kind, Kind::removal);
    EXPECT_EQ(gone.key, item.key);
    EXPECT_NE(gone.print, item.print);
    EXPECT_EQ(read(created).print, item.print);
}

TEST(MessageTest, WhatIsNotAskedForIsPassedOverButCounts)
{
    const Item item = read(R"({"did":"did:plc:a","time_us":17,"kind":"identity"})");
    EXPECT_EQ(item.kind, Kind::other);
    EXPECT_EQ(item.cursor, "17");
    EXPECT_EQ(item.print, 0U);
    StreamOptions options = posts();
    options.where = Object{{"kind", Array{"identity", "account"}}};
    options.key = {"did"};
    EXPECT_EQ(read(R"({"did":"d","kind":"account"})", options).kind, Kind::record);
    EXPECT_EQ(read(R"({"did":"d"})", options).kind, Kind::other);
    EXPECT_EQ(read(R"({"did":"d","kind":{"account":1}})", options).kind, Kind::other);
}

TEST(MessageTest, WithoutAKeyEqualContentIsOne)
{
    const StreamOptions options;
    EXPECT_EQ(read(R"({"a":1})", options).key, read(R"({"a":1})", options).key);
    EXPECT_NE(read(R"({"a":1})", options).key, read(R"({"a":2})", options).key);
}

TEST(MessageTest, WhatMakesNoSenseIsRejectedWithItsReason)
{
    const auto code = [](const Item& item) {
        EXPECT_TRUE(item.kind == Kind::reject && cx::json::parse(item.payload)) << item.payload;
        return std::string(item.code ? item.code : "");
    };
    EXPECT_EQ(code(read("hello")), "websocket.json");
    EXPECT_EQ(code(read("[1]")), "websocket.json");
    EXPECT_EQ(code(read("\xff\xfe")), "websocket.json");
    EXPECT_EQ(code(read(R"({"did":)")), "websocket.json");
    EXPECT_EQ(code(read(R"({"kind":"commit","commit":{}})")), "websocket.key");
    EXPECT_THAT(read(R"({"kind":"commit","did":"d"})").why, HasSubstr("'commit.rkey'"));
    EXPECT_EQ(code(read(R"({"kind":"commit","commit":{"rkey":"k"},"did":")" +
                        std::string(CX_KEY_BYTES, 'd') + R"("})")),
              "websocket.key");
    EXPECT_EQ(code(read(R"({"a":1)", posts(), true)), "websocket.too_long");
}

TEST(MessageTest, OptionsThatMakeNoSenseAreTold)
{
    const auto refused = [](auto change) {
        StreamOptions options = posts();
        change(options);
        EXPECT_THROW(MessageReader("s", options), cx::BadOptions);
    };
    refused([](StreamOptions& options) { options.where = "commit"; });
    refused([](StreamOptions& options) { options.where = Object{{"kind", Object{{"a", 1}}}}; });
    refused([](StreamOptions& options) { options.operation = ""; });
}

}  // namespace
}  // namespace websocket
