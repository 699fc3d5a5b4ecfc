// Plain JSON, CloudEvents in three modes, and the questions of senders.
#include "webhook/receiver.hpp"

#include "../../support/receiving.hpp"

#include <gtest/gtest.h>

namespace webhook {
namespace {

using cx::testing::send;
using cx::testing::Sent;
using cx::testing::Taken;
using Pairs = std::vector<std::pair<std::string, std::string>>;

class WebhookTest : public testing::Test {
protected:
    WebhookTest()
    {
        ReceiverOptions keyed;
        keyed.key = {"data.id", "kind"};
        ReceiverOptions listed;
        listed.items = "data.items";
        listed.headers = {"x-topic"};
        streams_ = {{"events", {}}, {"keyed", keyed}, {"listed", listed}};
    }
    Taken take(const Sent& sent)
    {
        WebhookReceiver receiver(cx::NoOptions{}, streams_);
        return send(receiver, sent);
    }
    Taken post(const std::string& body, const std::string& type = "application/json",
               const std::string& stream = "events")
    {
        return take({.body = body, .headers = {{"content-type", type}}, .stream = stream});
    }

    cx::StreamOptions<ReceiverOptions> streams_;
};

TEST_F(WebhookTest, AnObjectOrAList)
{
    const Taken one = post(R"({"b":1,"a":2})");
    EXPECT_EQ(one.status, 200);
    EXPECT_EQ(one.body, R"({"records":1})");
    ASSERT_EQ(one.records.size(), 1U);
    EXPECT_EQ(one.records[0].payload, R"({"a":2,"b":1})");
    EXPECT_EQ(one.records[0].key, "");
    const Taken list = post(R"([{"a":1},"x",{"a":2}])");
    ASSERT_EQ(list.records.size(), 3U);
    EXPECT_EQ(list.records[1].code, "webhook.object");
    EXPECT_EQ(post("{").status, 400);
    EXPECT_EQ(post("").status, 400);
    EXPECT_EQ(take({.method = "DELETE", .body = "{}"}).status, 405);
    EXPECT_EQ(take({.body = "{}", .stream = "no"}).outcome.code, CX_FAILED);
    EXPECT_EQ(take({.body = "[{},{}]", .record_limit = 1}).status, 413);
}

TEST_F(WebhookTest, KeysAndListsByPath)
{
    const auto key = [&](const std::string& body) {
        return post(body, "application/json", "keyed").records.at(0).key;
    };
    EXPECT_EQ(key(R"({"data":{"id":7},"kind":"order"})"), "7|order");
    EXPECT_EQ(key(R"({"data":{"id":7}})"), "");
    EXPECT_EQ(key(R"({"data":[7],"kind":"order"})"), "");
    EXPECT_EQ(key(R"({"data":{"id":")" + std::string(2000, 'x') + R"("},"kind":"order"})"), "");

    const Taken listed = take({.body = R"({"data":{"items":[{"a":1},{"a":2}]}})",
                               .headers = {{"x-topic", "orders/create"}, {"x-other", "no"}},
                               .stream = "listed"});
    ASSERT_EQ(listed.records.size(), 2U);
    EXPECT_EQ(listed.records[0].payload, R"({"a":1,"headers":{"x-topic":"orders/create"}})");
    EXPECT_EQ(post(R"({"data":{}})", "application/json", "listed").status, 400);
}

TEST_F(WebhookTest, StructuredEvents)
{
    for (const char* type :
         {"application/cloudevents+json", "Application/CloudEvents+JSON; charset=utf-8"}) {
        const Taken taken = post(
            R"({"specversion":"1.0","type":"com.example.someevent","time":"2018-04-05T03:56:24Z",
                "id":"1234-1234-1234","source":"/mycontext/subcontext",
                "datacontenttype":"application/json","data":{"message":"Hello World!"}})",
            type);
        ASSERT_EQ(taken.records.size(), 1U);
        EXPECT_EQ(taken.records[0].code, "");
        EXPECT_EQ(taken.records[0].key, "/mycontext/subcontext|1234-1234-1234");
        EXPECT_NE(taken.records[0].payload.find(R"("data":{"message":"Hello World!"})"),
                  std::string::npos);
    }
}

TEST_F(WebhookTest, BinaryEventsBecomeTheSame)
{
    const auto binary = [&](const std::string& body, const std::string& type, Pairs more = {}) {
        Pairs headers{{"content-type", type},
                      {"ce-specversion", "1.0"},
                      {"ce-type", "t"},
                      {"ce-id", "1"},
                      {"ce-source", "/s"}};
        headers.insert(headers.end(), more.begin(), more.end());
        const Taken taken = take({.body = body, .headers = headers});
        EXPECT_EQ(taken.records.size(), 1U);
        return taken.records.at(0);
    };
    EXPECT_EQ(binary(R"({"message":"Hello World!"})", "application/json; charset=utf-8",
                     {{"ce-subject", "Euro%20%E2%82%AC"}, {"ce-comexampleext", "\"v\""}})
                  .payload,
              R"({"comexampleext":"v","data":{"message":"Hello World!"},)"
              R"("datacontenttype":"application/json; charset=utf-8","id":"1","source":"/s",)"
              "\"specversion\":\"1.0\",\"subject\":\"Euro \xe2\x82\xac\",\"type\":\"t\"}");
    EXPECT_NE(binary("hello", "text/plain").payload.find(R"("data":"hello")"), std::string::npos);
    EXPECT_NE(
        binary("\x01\xff", "application/octet-stream").payload.find(R"("data_base64":"Af8=")"),
        std::string::npos);
    EXPECT_EQ(binary("{", "application/json").code, "webhook.event");
    EXPECT_EQ(binary("", "application/json").code, "");
}

TEST_F(WebhookTest, BatchedEventsAndBrokenOnes)
{
    const std::string good = R"({"specversion":"1.0","id":"1","source":"/s","type":"t"})";
    const Taken taken = post("[" + good +
                                 R"(,{"specversion":"0.3","id":"1","source":"/s","type":"t"},
        {"specversion":"1.0","source":"/s","type":"t"},
        {"specversion":"1.0","id":"","source":"/s","type":"t"},
        {"specversion":"1.0","id":"1","source":"/s","type":"t","Bad-Name":1},
        {"specversion":"1.0","id":"1","source":"/s","type":"t","time":"yesterday"},
        {"specversion":"1.0","id":"1","source":"/s","type":"t","data":1,"data_base64":"AA=="},
        7])",
                             "application/cloudevents-batch+json");
    ASSERT_EQ(taken.records.size(), 8U);
    EXPECT_EQ(taken.records[0].code, "");
    for (std::size_t i = 1; i < taken.records.size(); ++i)
        EXPECT_EQ(taken.records[i].code, "webhook.event") << i;
    EXPECT_EQ(post("[]", "application/cloudevents-batch+json").status, 200);
    EXPECT_EQ(post(good, "application/cloudevents-batch+json").status, 400);
}

TEST_F(WebhookTest, QuestionsGetTheirOwnTextBack)
{
    const Taken slack = post(
        R"({"type":"url_verification","token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY"})");
    EXPECT_EQ(slack.body, "3eZbrw1aBm2rZgRNFdxV2595E9CY");
    EXPECT_EQ(slack.media_type, "text/plain");
    EXPECT_TRUE(slack.records.empty());

    const Taken meta = take(
        {.method = "GET", .query = {{"hub.mode", "subscribe"}, {"hub.challenge", "115820140"}}});
    EXPECT_EQ(meta.status, 200);
    EXPECT_EQ(meta.body, "115820140");

    const Taken okta =
        take({.method = "GET", .headers = {{"x-okta-verification-challenge", "abc"}}});
    EXPECT_EQ(okta.body, R"({"verification":"abc"})");

    const Taken azure =
        take({.method = "OPTIONS", .headers = {{"webhook-request-origin", "example.com"}}});
    EXPECT_EQ(azure.status, 200);
    EXPECT_EQ(azure.headers.at("WebHook-Allowed-Origin"), "example.com");
}

TEST_F(WebhookTest, ATextThatCouldDoHarmDoesNotGoBack)
{
    const Taken script =
        take({.method = "GET",
              .query = {{"hub.mode", "subscribe"}, {"hub.challenge", "a\r\nb <script>"}}});
    EXPECT_EQ(script.status, 405);
    EXPECT_EQ(take({.method = "GET"}).status, 405);
    EXPECT_EQ(take({.method = "OPTIONS"}).status, 405);
    const Taken odd = post(R"({"type":"url_verification","challenge":{}})");
    EXPECT_EQ(odd.records.size(), 1U);  // A record like another.
}

}  // namespace
}  // namespace webhook
