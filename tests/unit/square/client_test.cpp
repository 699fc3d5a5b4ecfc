// What is asked of Square, and what its answers mean.
#include "square/client.hpp"

#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <gmock/gmock.h>

namespace square {
namespace {

using cx::http::testing::Received;
using cx::http::testing::reply;
using cx::http::testing::Reply;
using cx::http::testing::Server;
using cx::http::testing::TestHost;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class SquareClientTest : public testing::Test {
protected:
    Page ask(const Reply& answer, const Search& search = {.object = "customers"})
    {
        Server server([&](const Received&) { return answer; });
        SquareOptions options;
        options.url = server.url();
        options.token = "s3cret";
        options.api_version = "2025-01-23";
        SquareClient client(options, host_.host());
        const Page page = client.search(search);
        asked_ = server.received();
        return page;
    }
    static std::string error(const std::string& category, const std::string& code)
    {
        return R"({"errors":[{"category":")" + category + R"(","code":")" + code +
               R"(","detail":"ada@example.com is odd"}]})";
    }

    TestHost host_;
    std::vector<Received> asked_;
};

TEST_F(SquareClientTest, AsksForWhatTheContractHas)
{
    EXPECT_EQ(search_body({.object = "customers"}),
              R"({"limit":100,"query":{"sort":{"field":"CREATED_AT","order":"ASC"}}})");
    EXPECT_EQ(
        search_body({.object = "customers", .since = "2025-01-01T00:00:00.000Z", .page = "p2"}),
        R"({"cursor":"p2","limit":100,"query":{"filter":{"updated_at":)"
        R"({"start_at":"2025-01-01T00:00:00.000Z"}},"sort":{"field":"CREATED_AT","order":"ASC"}}})");
    EXPECT_EQ(search_body({.object = "orders",
                           .since = "2025-01-01T00:00:00.000Z",
                           .location_ids = {"L1", "L2"},
                           .page_size = 7}),
              R"({"limit":7,"location_ids":["L1","L2"],"query":{"filter":{"date_time_filter":)"
              R"({"updated_at":{"start_at":"2025-01-01T00:00:00.000Z"}}},)"
              R"("sort":{"sort_field":"UPDATED_AT","sort_order":"ASC"}}})");
    ask(reply(200, "{}"));
    ASSERT_THAT(asked_, SizeIs(1));
    EXPECT_EQ(asked_[0].target, "/v2/customers/search");
    EXPECT_EQ(asked_[0].header("authorization"), "Bearer s3cret");
    EXPECT_EQ(asked_[0].header("square-version"), "2025-01-23");
}

TEST_F(SquareClientTest, ReadsAPageWithItsCursorAndItsTime)
{
    const Page page = ask(reply(200,
                                R"({"cursor":"p2","customers":[{"version":12345678901234567890,)"
                                R"("updated_at":"2025-01-01T00:00:00Z","id":"A"}]})",
                                "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n"));
    EXPECT_EQ(page.status.code, CX_OK) << page.status.why;
    ASSERT_THAT(page.items, SizeIs(1));
    EXPECT_EQ(page.items[0].id, "A");
    EXPECT_EQ(page.items[0].updated_at, "2025-01-01T00:00:00Z");
    EXPECT_THAT(page.items[0].json, HasSubstr("12345678901234567890"));
    EXPECT_EQ(page.next, "p2");
    EXPECT_EQ(page.served_at_us, 1'700'000'000'000'000);
    EXPECT_THAT(ask(reply(200, "{}")).items, SizeIs(0));
    EXPECT_EQ(ask(reply(200, R"({"orders":[{"id":"O"}]})"), {.object = "orders"}).items[0].id, "O");
}

TEST_F(SquareClientTest, EachErrorHasItsClass)
{
    struct Case {
        int status;
        std::string body;
        cx_status code;
        const char* words;
    };
    for (const Case& one :
         {Case{401, error("AUTHENTICATION_ERROR", "UNAUTHORIZED"), CX_FAILED,
               "401 Unauthorized (AUTHENTICATION_ERROR UNAUTHORIZED); the credential is refused"},
          Case{403, error("AUTHENTICATION_ERROR", "INSUFFICIENT_SCOPES"), CX_FAILED,
               "INSUFFICIENT_SCOPES); the credential lacks a right"},
          Case{400, error("INVALID_REQUEST_ERROR", "BAD_REQUEST"), CX_FAILED,
               "/v2/customers/search: 400 Bad Request (INVALID_REQUEST_ERROR BAD_REQUEST)"},
          Case{429, error("RATE_LIMIT_ERROR", "RATE_LIMITED"), CX_RETRY, "RATE_LIMITED"},
          Case{500, error("API_ERROR", "INTERNAL_SERVER_ERROR"), CX_RETRY, "500"},
          Case{200, error("API_ERROR", "SERVICE_UNAVAILABLE"), CX_RETRY, "200 with an error"},
          Case{200, error("INVALID_REQUEST_ERROR", "NOT_FOUND"), CX_FAILED, "NOT_FOUND"},
          Case{200, "<html>", CX_RETRY, "no JSON object"}, Case{200, "[]", CX_RETRY, "no JSON"}}) {
        const Page page = ask(reply(one.status, one.body));
        EXPECT_EQ(page.status.code, one.code) << page.status.why;
        EXPECT_THAT(page.status.why, HasSubstr(one.words));
        EXPECT_THAT(page.status.why, Not(HasSubstr("ada@")));
        EXPECT_THAT(page.status.why, Not(HasSubstr("s3cret")));
        EXPECT_FALSE(page.page_lost);
    }
    EXPECT_EQ(ask(reply(429, "", "Retry-After: 33\r\n")).status.retry_after_ms, 33'000U);
}

TEST_F(SquareClientTest, GuardsItsPages)
{
    const std::string lost = error("INVALID_REQUEST_ERROR", "INVALID_CURSOR");
    EXPECT_TRUE(ask(reply(400, lost), {.object = "customers", .page = "p9"}).page_lost);
    EXPECT_FALSE(ask(reply(400, lost)).page_lost);
    const Page page = ask(reply(200, R"({"cursor":"p1"})"), {.object = "customers", .page = "p1"});
    EXPECT_EQ(page.status.code, CX_FAILED);
    EXPECT_THAT(page.status.why, HasSubstr("this one again"));
}

TEST_F(SquareClientTest, TokensAreRenewedAsSquareWantsIt)
{
    Server server([](const Received& got) {
        if (got.target != "/oauth2/token")
            return got.header("authorization") == "Bearer fresh" ? reply(200, "{}") : reply(401);
        return reply(200, R"({"access_token":"fresh","expires_at":"2040-01-01T00:00:00Z"})");
    });
    SquareOptions options;
    options.url = server.url();
    options.auth = "refresh_token";
    options.client_id = "app";
    options.client_secret = "shh";
    options.refresh_token = "r";
    SquareClient client(options, host_.host());
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(client.search({.object = "customers"}).status.code, CX_OK);
    const std::vector<Received> got = server.received();
    ASSERT_THAT(got, SizeIs(4));
    EXPECT_EQ(got[0].body,
              R"({"client_id":"app","client_secret":"shh","grant_type":"refresh_token",)"
              R"("refresh_token":"r"})");
}

}  // namespace
}  // namespace square
