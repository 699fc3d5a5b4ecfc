// Addresses, and what an administrator says for a manifest.
#include "reading.hpp"
#include "rest/manifest/specification.hpp"
#include "rest/read/url.hpp"

namespace rest {
namespace {

using cx::json::Object;
using cx::json::Value;
using ::testing::HasSubstr;

TEST(Address, OriginsNameTheirPort)
{
    EXPECT_EQ(origin_of("HTTPS://Api.Example.com/v1"), "https://api.example.com:443");
    EXPECT_EQ(origin_of("http://127.0.0.1:8080?x"), "http://127.0.0.1:8080");
    EXPECT_EQ(origin_of("http://[::1]/"), "http://[::1]:80");
    for (const char* none : {"ftp://x", "/v1/items", "https://user@host/", "https://", ""})
        EXPECT_EQ(origin_of(none), "") << none;
}

TEST(Address, JoinsWithOneSlash)
{
    for (const char* base : {"https://x.example/v1", "https://x.example/v1/"})
        for (const char* path : {"items", "/items"})
            EXPECT_EQ(joined(base, path), "https://x.example/v1/items");
    EXPECT_EQ(joined("https://x.example/v1", ""), "https://x.example/v1");
    EXPECT_EQ(joined("https://x.example", "https://y.example/z"), "https://y.example/z");
}

TEST(Address, KnowsTheKeysOfItsQuery)
{
    EXPECT_TRUE(has_query_key("https://x/?a=1&page%5Bsize%5D=2", "page[size]"));
    EXPECT_TRUE(has_query_key("https://x/?a", "a"));
    EXPECT_FALSE(has_query_key("https://x/a=1", "a"));
    EXPECT_FALSE(has_query_key("https://x/?aa=1", "a"));
}

TEST(Specification, FillsDefaultsAlsoInside)
{
    const auto schema = cx::json::parse(
        R"({"required":["token"],"properties":{"token":{"type":"string"},"size":{"default":5},)"
        R"("login":{"type":"object","properties":{"kind":{"const":"basic"}}}}})");
    Value config = Object{{"login", Object{}}, {"size", nullptr}};
    fill_defaults(config, *schema);
    EXPECT_EQ(cx::json::write(config), R"({"login":{"kind":"basic"},"size":5})");
    EXPECT_EQ(missing_option(config, *schema), "token");
}

class OptionsTest : public testing::ReadingTest {};

TEST_F(OptionsTest, WhatIsMissingOrWrongIsSaidAtTheBeginning)
{
    const auto said = [&] {
        try {
            restart();
        } catch (const cx::BadOptions& bad) {
            return std::string(bad.what());
        }
        return std::string();
    };
    manifest_ = testing::plain_stream() +
                "spec: {connection_specification: {required: [token], properties: {token: {}}}}\n";
    EXPECT_THAT(said(), HasSubstr("wants the option 'token'"));
    config_["token"] = "t";
    EXPECT_EQ(said(), "");
    mode_ = "incremental";
    EXPECT_THAT(said(), HasSubstr("does not tell what changed"));
    manifest_ = "a: [";
    EXPECT_THAT(said(), HasSubstr("manifest.yaml:"));
}

TEST_F(OptionsTest, CredentialsDoNotTravelReadable)
{
    manifest_ = testing::plain_stream();
    manifest_.replace(manifest_.find("path: items}"), 12,
                      "path: items, authenticator: {type: BearerAuthenticator, api_token: t}}");
    RestOptions options;
    options.manifest = manifest_;
    options.base_url = "http://crm.invalid";
    source_ = std::make_unique<RestSource>(options, cx::StreamOptions<StreamOptions>{{"items", {}}},
                                           host_.host());
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("plain_credentials"));
}

// Salesforce's instance_url: the host of the manifest is where one logs in.
TEST_F(OptionsTest, RequestsGoToTheHostThatCameWithTheToken)
{
    direct_ = true;
    std::string next = "/v1/items?page=2";
    const testing::Server instance([&](const testing::Received& got) {
        if (got.header("authorization") != "Bearer t1") return testing::reply(401);
        if (testing::parameter(got, "page") == "2")
            return testing::reply(200, testing::items(3, 3));
        std::string body = testing::items(1, 2);
        body.back() = ',';
        return testing::reply(200, body + R"("next":")" + next + R"("})");
    });
    answer_ = [&](const testing::Received& got) {
        if (got.target != "/token") return testing::reply(418);
        return testing::reply(
            200, R"({"access_token":"t1","instance_url":")" + instance.url() + R"("})");
    };
    manifest_ = testing::plain_stream(
        "      paginator:\n"
        "        type: DefaultPaginator\n"
        "        page_token_option: {type: RequestPath}\n"
        "        pagination_strategy: {type: CursorPagination, cursor_value: '{{ response.next "
        "}}'}\n");
    manifest_.replace(manifest_.find("https://api.example.com/v1"), 26, server_.url() + "/v1");
    manifest_.replace(manifest_.find("path: items}"), 12,
                      "path: items, authenticator: {type: OAuthAuthenticator, grant_type: "
                      "client_credentials, client_id: a, client_secret: b, api_address_name: "
                      "instance_url, token_refresh_endpoint: '" +
                          server_.url() + "/token'}}");
    EXPECT_THAT(run(), ::testing::ElementsAre("1", "2", "3")) << status_.why;
    // An address on the token's host is as good; one elsewhere gets nothing.
    next = instance.url() + next;
    EXPECT_THAT(run(), ::testing::ElementsAre("1", "2", "3")) << status_.why;
    const testing::Server elsewhere([](const testing::Received&) { return testing::reply(200); });
    next = elsewhere.url() + "/v1/items?page=2";
    run();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("another host"));
    EXPECT_TRUE(elsewhere.received().empty());
}

}  // namespace
}  // namespace rest
