// The calls of the tracking API, and the messages in them.
#include "segment/receiver.hpp"

#include "../../support/receiving.hpp"

#include <gtest/gtest.h>

namespace segment {
namespace {

using cx::testing::send;
using cx::testing::Taken;

class SegmentTest : public testing::Test {
protected:
    Taken post(const std::string& path, const std::string& body)
    {
        return send(receiver_, {.path = path, .body = body});
    }
    std::string code_of(const std::string& message)
    {
        const Taken taken = post("v1/batch", R"({"batch":[)" + message + "]}");
        EXPECT_EQ(taken.status, 200) << message;
        EXPECT_EQ(taken.records.size(), 1U) << message;
        return taken.records.at(0).code;
    }

    SegmentReceiver receiver_{cx::NoOptions{}, cx::Host()};
};

TEST_F(SegmentTest, TakesABatchAsTheClientSendsIt)
{
    const Taken taken = post("v1/batch", R"({"batch":[
        {"type":"identify","userId":"u1","traits":{"email":"u1@example.test"},"messageId":"m1"},
        {"type":"track","event":"Order Completed","properties":{"total":12.50},"userId":"u1","messageId":"m2"}],
        "writeKey":"wk1","sentAt":"2026-11-23T02:09:05.130Z"})");
    EXPECT_EQ(taken.status, 200);
    EXPECT_EQ(taken.body, R"({"success":true})");
    ASSERT_EQ(taken.records.size(), 2U);
    EXPECT_EQ(taken.records[0].key, "m1");
    EXPECT_EQ(taken.records[1].payload,
              R"({"event":"Order Completed","messageId":"m2","properties":{"total":12.50},)"
              R"("sentAt":"2026-11-23T02:09:05.130Z","type":"track","userId":"u1"})");
}

TEST_F(SegmentTest, KnowsTheLongAndTheShortNames)
{
    const std::pair<const char*, const char*> names[] = {
        {"v1/identify", "identify"}, {"v1/i", "identify"}, {"track", "track"},
        {"v1/t", "track"},           {"v1/page/", "page"}, {"v1/screen", "screen"},
        {"v1/group", "group"},       {"v1/a", "alias"}};
    for (const auto& [path, type] : names) {
        const Taken taken =
            post(path, R"({"userId":"u","event":"e","groupId":"g","previousId":"p"})");
        ASSERT_EQ(taken.records.size(), 1U) << path;
        EXPECT_EQ(taken.records[0].code, "") << path;
        EXPECT_NE(taken.records[0].payload.find("\"type\":\"" + std::string(type)),
                  std::string::npos);
    }
    EXPECT_EQ(post("v1/b", R"({"batch":[]})").status, 200);
    EXPECT_EQ(post("v1/m", R"({"series":[]})").status, 200);
    EXPECT_TRUE(post("v1/m", R"({"series":[]})").records.empty());
    for (const char* path : {"", "v1", "v1/", "v2/batch", "v1/batch/x", "v1/projects"})
        EXPECT_EQ(post(path, "{}").status, 404) << path;
    EXPECT_EQ(send(receiver_, {.method = "GET", .path = "v1/batch"}).status, 405);
}

TEST_F(SegmentTest, SetsAsideWhatSaysNothing)
{
    EXPECT_EQ(code_of(R"({"type":"track","userId":"u","event":"e"})"), "");
    EXPECT_EQ(code_of(R"({"type":"track","userId":"u"})"), "segment.event");
    EXPECT_EQ(code_of(R"({"type":"track","userId":"","anonymousId":null,"event":"e"})"),
              "segment.identity");
    EXPECT_EQ(code_of(R"({"type":"alias","userId":"u"})"), "segment.identity");
    EXPECT_EQ(code_of(R"({"type":"group","userId":"u"})"), "segment.group");
    EXPECT_EQ(code_of(R"({"type":"dance","userId":"u"})"), "segment.type");
    EXPECT_EQ(code_of(R"({"userId":"u"})"), "segment.type");
    EXPECT_EQ(code_of("[]"), "segment.message");
    EXPECT_EQ(code_of("null"), "segment.message");
    EXPECT_EQ(code_of(R"({"type":"page","userId":"u","x":")" + std::string(33'000, 'x') + "\"}"),
              "segment.too_large");
}

TEST_F(SegmentTest, RefusesWhatIsNoRequest)
{
    EXPECT_EQ(post("v1/batch", "").status, 400);
    EXPECT_EQ(post("v1/batch", "[]").status, 400);
    EXPECT_EQ(post("v1/batch", R"({"batch":{}})").status, 400);
    EXPECT_EQ(post("v1/batch", R"({"batch":[],"x":")" + std::string(500'000, 'x') + "\"}").status,
              413);
    std::string many = R"({"batch":[1)";
    for (int i = 0; i < 2500; ++i) many += ",1";
    EXPECT_EQ(post("v1/batch", many + "]}").status, 413);
    const Taken limited =
        send(receiver_, {.path = "v1/batch", .body = R"({"batch":[{},{}]})", .record_limit = 1});
    EXPECT_EQ(limited.status, 413);
    EXPECT_TRUE(limited.records.empty());
}

TEST_F(SegmentTest, KeepsNoWriteKeyAndNoHollowId)
{
    const Taken taken =
        post("v1/track",
             R"({"userId":7,"anonymousId":"","event":"e","writeKey":"wk1","timestamp":"t"})");
    ASSERT_EQ(taken.records.size(), 1U);
    EXPECT_EQ(taken.records[0].payload,
              R"({"event":"e","timestamp":"t","type":"track","userId":7})");
    EXPECT_EQ(taken.records[0].key, "");
}

TEST_F(SegmentTest, AMessageWithoutATimeIsOfNow)
{
    const Taken taken = post("v1/track", R"({"userId":"u","event":"e"})");
    EXPECT_NE(taken.records.at(0).payload.find(R"("receivedAt":"20)"), std::string::npos);
}

TEST_F(SegmentTest, ABatchSpeaksForItsMessages)
{
    const Taken taken = post("v1/batch", R"({"context":{"channel":"server"},"batch":[
        {"type":"page","userId":"u"},{"type":"page","userId":"u","context":{"channel":"mobile"}}]})");
    ASSERT_EQ(taken.records.size(), 2U);
    EXPECT_NE(taken.records[0].payload.find("server"), std::string::npos);
    EXPECT_NE(taken.records[1].payload.find("mobile"), std::string::npos);
}

}  // namespace
}  // namespace segment
