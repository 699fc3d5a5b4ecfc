// What a receiver gets, and what its answers do.
#include "webhook/sink.hpp"

#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <gmock/gmock.h>

namespace webhook {
namespace {

using cx::http::testing::Received;
using cx::http::testing::reply;
using cx::http::testing::Reply;
using cx::http::testing::Server;
using cx::http::testing::TestHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class WebhookSinkTest : public testing::Test {
protected:
    static std::string change(int seq)
    {
        return R"({"seq":)" + std::to_string(seq) +
               R"(,"kind":"profile","op":"updated","profile_id":"p1","recorded_at":)"
               R"("2026-11-23T07:02:11.000Z","data":{"n":1.50}})";
    }
    static std::vector<std::string> some(int count)
    {
        std::vector<std::string> changes;
        for (int seq = 1; seq <= count; ++seq) changes.push_back(change(seq));
        return changes;
    }
    cx::Status deliver(const Server& server, SinkOptions options,
                       const std::vector<std::string>& changes)
    {
        options.url = server.url() + "/hook";
        std::vector<cx_text> texts;
        for (const std::string& one : changes) texts.push_back(cx::text(one));
        delivered_ = 0;
        rejected_.clear();
        const cx_receipt receipt = {this,
                                    [](void* self, std::uint64_t count) {
                                        static_cast<WebhookSinkTest*>(self)->delivered_ = count;
                                    },
                                    [](void* self, std::uint64_t index, cx_text why) {
                                        static_cast<WebhookSinkTest*>(self)->rejected_.emplace_back(
                                            index, cx::view(why));
                                    },
                                    [](void*, cx_text, std::uint32_t) {}};
        cx::Receipt out(receipt);
        return WebhookSink(options, host_.host()).deliver(texts, out);
    }
    static SinkOptions with(const std::string& mode, std::uint32_t batch_size = 100)
    {
        SinkOptions options;
        options.mode = mode;
        options.batch_size = batch_size;
        return options;
    }

    TestHost host_;
    std::uint64_t delivered_ = 0;
    std::vector<std::pair<std::uint64_t, std::string>> rejected_;
};

TEST_F(WebhookSinkTest, PostsCloudEventsInOrder)
{
    Server server([](const Received&) { return reply(204); });
    host_.trace = "0af7651916cd43dd8448eb211c80319c";
    EXPECT_EQ(deliver(server, with("structured"), some(2)).code, CX_OK);
    EXPECT_EQ(delivered_, 2U);
    const auto got = server.received();
    ASSERT_THAT(got, SizeIs(2));
    EXPECT_EQ(got[0].method + got[0].target, "POST/hook");
    EXPECT_EQ(got[0].header("content-type"), "application/cloudevents+json");
    EXPECT_EQ(got[0].header("webhook-signature"), "");
    const std::string trace = got[0].header("traceparent");
    EXPECT_THAT(trace, HasSubstr(host_.trace));
    EXPECT_EQ(got[0].body,
              R"({"datacontenttype":"application/json","id":"1","source":"/cxhub",)"
              R"("specversion":"1.0","subject":"p1","time":"2026-11-23T07:02:11.000Z",)"
              R"("traceparent":")" +
                  trace + R"(","type":"cxhub.profile.updated","data":)" + change(1) + "}");
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(WebhookSinkTest, SeveralInOneRequest)
{
    Server server([](const Received&) { return reply(200); });
    EXPECT_EQ(deliver(server, with("batched", 3), some(7)).code, CX_OK);
    EXPECT_EQ(delivered_, 7U);
    const auto got = server.received();
    ASSERT_THAT(got, SizeIs(3));
    EXPECT_EQ(got[0].header("content-type"), "application/cloudevents-batch+json");
    const auto batch = cx::json::parse(got[2].body);
    ASSERT_TRUE(batch && batch->is_array());
    EXPECT_THAT(batch->as_array(), SizeIs(1));
    SinkOptions small = with("batched");
    small.batch_bytes = 2 * static_cast<std::uint32_t>(change(1).size());
    deliver(server, small, some(5));
    EXPECT_THAT(server.received(), SizeIs(6));
}

TEST_F(WebhookSinkTest, SignsWithEachKey)
{
    Server server([](const Received&) { return reply(200); });
    SinkOptions options = with("batched");
    options.signing_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    options.previous_signing_secret = "plain text";
    deliver(server, options, some(2));
    const Received got = server.received()[0];
    EXPECT_EQ(got.header("webhook-id"), "1-2");
    EXPECT_EQ(got.header("webhook-timestamp"), "1700000000");
    const std::string both = got.header("webhook-signature");
    EXPECT_EQ(both.substr(0, 3), "v1,");
    EXPECT_EQ(std::count(both.begin(), both.end(), ' '), 1);
    // The example of the specification.
    EXPECT_THAT(signed_headers({key_of(options.signing_secret)}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                               1614265330, R"({"test": 2432232314})"),
                testing::Contains(
                    Pair("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")));
}

TEST_F(WebhookSinkTest, WhatIsRefusedIsRejectedAloneAndTheRestArrives)
{
    Server server([](const Received& got) {
        return got.body.find(R"("seq":3,)") == std::string::npos ? reply(200) : reply(422);
    });
    EXPECT_EQ(deliver(server, with("batched"), some(5)).code, CX_OK);
    EXPECT_EQ(delivered_, 5U);
    EXPECT_THAT(rejected_, ElementsAre(Pair(2, HasSubstr("/hook: 422"))));
    Server gone([](const Received&) { return reply(410); });
    EXPECT_EQ(deliver(gone, with("structured"), some(2)).code, CX_OK);
    EXPECT_THAT(rejected_, SizeIs(2));
}

TEST_F(WebhookSinkTest, TroubleComesAgainAndAWrongSinkLosesNothing)
{
    int asked = 0;
    Server busy([&](const Received&) {
        return ++asked > 2 ? reply(429, "", "Retry-After: 60\r\n") : reply(200);
    });
    const cx::Status status = deliver(busy, with("structured"), some(5));
    EXPECT_EQ(status.code, CX_RETRY);
    EXPECT_EQ(status.retry_after_ms, 60'000U);
    EXPECT_EQ(delivered_, 2U);
    EXPECT_THAT(rejected_, IsEmpty());
    for (const int wrong : {401, 403, 404, 405, 415}) {
        Server server([&](const Received&) { return reply(wrong); });
        EXPECT_EQ(deliver(server, with("batched"), some(2)).code, CX_FAILED) << wrong;
        EXPECT_EQ(delivered_, 0U);
        EXPECT_THAT(rejected_, IsEmpty());
    }
    Server down([](const Received&) { return reply(503); });
    EXPECT_EQ(deliver(down, with("batched"), some(2)).code, CX_RETRY);
}

TEST_F(WebhookSinkTest, SecretsThatAreNoneAreRefused)
{
    EXPECT_EQ(key_of("whsec_!!!!"), "");
    EXPECT_EQ(key_of("whsec_"), "");
    EXPECT_EQ(key_of("whsec_YQ=="), "a");
    EXPECT_EQ(key_of("text"), "text");
    Server server([](const Received&) { return reply(200); });
    SinkOptions options = with("batched");
    options.previous_signing_secret = "old";
    EXPECT_THROW(deliver(server, options, some(1)), cx::BadOptions);
}

}  // namespace
}  // namespace webhook
