// OAuth2: one token for all, renewed in time, never lost when it rotates.
#include "fixture.hpp"

#include <cx/json.hpp>

#include <atomic>

namespace cx::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t second_us = 1'000'000;

class TokensTest : public HttpTest {
protected:
    Settings settings(const std::string& auth)
    {
        Settings settings{.url = server_.url()};
        settings.credentials.auth = auth;
        settings.credentials.token_url = server_.url() + "/token";
        settings.credentials.client_id = "hub";
        settings.credentials.client_secret = "s3cret/+";
        if (auth == "refresh_token") settings.credentials.refresh_token = "r0";
        return settings;
    }
    Reply answer(const Received& got)
    {
        if (got.target != "/token") {
            const bool good = got.header("authorization") == "Bearer a" + std::to_string(good_);
            return good ? reply(200, "data") : reply(401);
        }
        last_ = got;
        ++tokens_;
        if (!refusal_.empty()) return reply(400, R"({"error":")" + refusal_ + "\"}");
        if (rotates_ &&
            got.body.find("refresh_token=r" + std::to_string(good_)) == std::string::npos)
            return reply(400, R"({"error":"invalid_grant"})");
        ++good_;
        std::string body =
            R"({"access_token":"a)" + std::to_string(good_) + R"(","expires_in":3600)";
        if (rotates_) body += R"(,"refresh_token":"r)" + std::to_string(good_) + "\"";
        return reply(200, body + "}");
    }

    std::atomic<int> good_{0};
    std::atomic<int> tokens_{0};
    bool rotates_ = false;
    std::string refusal_;
    Received last_;
    Server server_{[this](const Received& got) { return answer(got); }};
};

TEST_F(TokensTest, OneTokenServesUntilShortlyBeforeItsEnd)
{
    Settings with = settings("client_credentials");
    with.credentials.scope = "read write";
    Client client(with, host_.host());
    for (int i = 0; i < 4; ++i) EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    EXPECT_EQ(tokens_, 1);
    EXPECT_EQ(last_.body, "grant_type=client_credentials&scope=read%20write");
    EXPECT_EQ(last_.header("authorization"), "Basic aHViOnMzY3JldCUyRiUyQg==");
    EXPECT_EQ(last_.header("content-type"), "application/x-www-form-urlencoded");
    host_.now_us += 3541 * second_us;
    EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    EXPECT_EQ(tokens_, 2);
}

TEST_F(TokensTest, TheRequestMayBeJsonWithTheSecretInIt)
{
    Settings with = settings("client_credentials");
    with.credentials.token_format = "json";
    with.credentials.client_auth = "body";
    with.credentials.audience = "shop";
    ask(with, {.url = "/data"});
    EXPECT_EQ(last_.header("authorization"), "");
    EXPECT_EQ(last_.body, R"({"audience":"shop","client_id":"hub","client_secret":"s3cret/+",)"
                          R"("grant_type":"client_credentials"})");
}

TEST_F(TokensTest, ATokenThatEndedEarlyIsReplacedOnce)
{
    Client client(settings("client_credentials"), host_.host());
    EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    good_ = 7;  // The server forgot the first one.
    EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    EXPECT_EQ(tokens_, 2);

    Server never(in_turn({reply(401)}));
    Settings with = settings("client_credentials");
    with.url = never.url();
    const Answer answer = ask(with, {.url = "/data"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_EQ(tokens_, 4);
}

TEST_F(TokensTest, ARotatedRefreshTokenOutlivesTheProcess)
{
    rotates_ = true;
    const Settings with = settings("refresh_token");
    for (int life = 1; life <= 3; ++life) {
        const Answer answer = ask(with, {.url = "/data"});
        EXPECT_EQ(answer.response.body, "data") << answer.status.why;
        EXPECT_EQ(tokens_, life);
    }
    ASSERT_EQ(host_.values.size(), 1U);
    EXPECT_THAT(host_.values.begin()->second, Not(HasSubstr("r0")));
    // A new one in the configuration comes before what was kept.
    Settings renewed = with;
    renewed.credentials.refresh_token = "r9";
    good_ = 9;
    EXPECT_EQ(ask(renewed, {.url = "/data"}).response.body, "data");
}

TEST_F(TokensTest, WhatCouldNotBeKeptIsKeptLater)
{
    rotates_ = true;
    host_.puts_work = false;
    Client client(settings("refresh_token"), host_.host());
    EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    EXPECT_TRUE(host_.values.empty());
    EXPECT_FALSE(host_.lines.empty());
    host_.puts_work = true;
    EXPECT_EQ(client.send({.url = "/data"}).response.body, "data");
    EXPECT_THAT(host_.values["oauth2"], HasSubstr("r1"));
}

TEST_F(TokensTest, ARefusedCredentialWantsAnAdministrator)
{
    refusal_ = "invalid_client";
    const Answer answer = ask(settings("client_credentials"), {.url = "/data"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_EQ(answer.status.why, "POST " + server_.url() +
                                     "/token: 400 (invalid_client); the credential is refused: "
                                     "renew it in the configuration");
    refusal_ = "s3cret/+ Ada";  // Not a code: it is not repeated.
    EXPECT_THAT(ask(settings("client_credentials"), {.url = "/data"}).status.why,
                HasSubstr("no reason given"));
}

TEST_F(TokensTest, ARefreshTokenIsNotUsedUpWhereItsSuccessorWouldBeLost)
{
    host_.keeps = false;
    const Answer answer = ask(settings("refresh_token"), {.url = "/data"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_EQ(tokens_, 0);
}

}  // namespace
}  // namespace cx::http::testing
