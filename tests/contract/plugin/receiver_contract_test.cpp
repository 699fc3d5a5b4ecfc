// The receivers that ship keep every promise, in both isolations.
#include "hub_driver.hpp"

#include <algorithm>

namespace cx::testkit {
namespace {

TEST(SegmentContract, TheReceiverKeepsItsPromises)
{
    AllDrivers drivers("lib/cxhub/plugins/segment.so");
    Fixture fixture;
    fixture.options = json::Object{};
    fixture.requests = {
        {.path = "v1/batch", .body = R"({"batch":[
             {"type":"identify","userId":"u1","traits":{"email":"a@b.example"},"messageId":"m1"},
             {"type":"track","userId":"u1","event":"Order Completed","messageId":"m2"},
             {"type":"track","userId":"u1","messageId":"m3"}, 7],
             "sentAt":"2026-11-23T02:09:05.125Z"})"},
        {.path = "v1/track",
         .body = R"({"anonymousId":"a1","event":"Seen","timestamp":"2026-11-23T02:09:05.125Z"})"},
        {.path = "v1/p",
         .body = R"({"anonymousId":"a1","messageId":"m4","sentAt":"2026-11-23T02:09:05Z"})"}};
    AllDrivers::expect_kept(check_receiver(drivers.hub, fixture));
    AllDrivers::expect_kept(check_receiver({drivers.direct.get()}, fixture));
}

TEST(WebhookContract, TheReceiverKeepsItsPromises)
{
    AllDrivers drivers("lib/cxhub/plugins/webhook.so");
    Fixture fixture;
    fixture.options["streams"]["plain"] =
        json::Object{{"key", json::Array{"id"}}, {"headers", json::Array{"x-kind"}}};
    fixture.options["streams"]["lists"] = json::Object{{"items", "data.items"}};
    const std::string event =
        R"({"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"a":1}})";
    fixture.requests = {{.body = R"([{"id":1},{"id":"2"},{"no":3},4])",
                         .headers = {{"content-type", "application/json"}, {"x-kind", "order"}},
                         .stream = "plain"},
                        {.body = R"({"data":{"items":[{"id":1},{"id":2}]}})", .stream = "lists"},
                        {.body = event,
                         .headers = {{"content-type", "application/cloudevents+json"}},
                         .stream = "plain"},
                        {.body = "[" + event + "," + event + R"(,{"id":"2"}])",
                         .headers = {{"content-type", "application/cloudevents-batch+json"}},
                         .stream = "plain"},
                        {.body = R"({"a":1})",
                         .headers = {{"content-type", "application/json"},
                                     {"ce-specversion", "1.0"},
                                     {"ce-id", "1"},
                                     {"ce-source", "/s"},
                                     {"ce-type", "t"}},
                         .stream = "plain"}};
    AllDrivers::expect_kept(check_receiver(drivers.hub, fixture));
    AllDrivers::expect_kept(check_receiver({drivers.direct.get()}, fixture));
}

TEST(ReceiverContract, ABrokenFixtureIsFound)
{
    AllDrivers drivers("lib/cxhub/plugins/segment.so");
    Fixture fixture;
    fixture.options = json::Object{};
    fixture.requests = {{.path = "v1/track", .body = "{}"}, {.path = "v1/nothing", .body = "{}"}};
    const auto findings = check_receiver({drivers.direct.get()}, fixture);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(),
                            [](const Finding& finding) { return !finding.broken.empty(); }));
}

}  // namespace
}  // namespace cx::testkit
