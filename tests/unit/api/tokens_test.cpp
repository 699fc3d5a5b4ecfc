#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class TokensTest : public HubTest {
protected:
    HttpAnswer revoke(const std::string& id)
    {
        return http(server_->api_port(), "DELETE", "/v1/tokens/" + id,
                    {{"Authorization", "Bearer " + admin_token_}});
    }

    const std::string admin_token_ = token({"admin"}, {"pii.direct"});
};

TEST_F(TokensTest, AreMadeUsedListedAndRevoked)
{
    const HttpAnswer made = post(
        "/v1/tokens", admin_token_,
        R"({"name":"desk","scopes":["profiles:read"],"accepts":["pii.direct"],"expires_in_seconds":60})");
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string secret = made.json().text_of("token");
    const HttpAnswer seen = get("/v1/profiles/" + pid(1), secret);
    EXPECT_NE(seen.body.find(canary("pii.direct")), std::string::npos);

    const HttpAnswer list = get("/v1/tokens", admin_token_);
    EXPECT_NE(list.body.find("\"desk\""), std::string::npos);
    EXPECT_EQ(list.body.find(secret), std::string::npos) << "the secret is told once";
    EXPECT_EQ(list.body.find("hash"), std::string::npos);

    EXPECT_EQ(revoke(made.json().text_of("id")).json().text_of("state"), "revoked");
    EXPECT_EQ(get("/v1/profiles/" + pid(1), secret).status, 401);
}

TEST_F(TokensTest, NobodyGivesAwayWhatTheyMayNotSee)
{
    for (const char* accepts :
         {R"(["pii.indirect"])", R"(["pii.*"])", R"(["sensitive.*"])", R"(["restricted"])"}) {
        const HttpAnswer refused = post(
            "/v1/tokens", admin_token_,
            R"({"name":"x","scopes":["profiles:read"],"accepts":)" + std::string(accepts) + "}");
        EXPECT_EQ(refused.status, 403) << accepts;
    }
}

TEST_F(TokensTest, EveryTokenMayAskWhatItMayDo)
{
    const json::Value own = get("/v1/tokens/self", token({"rejects:read"}, {"pii.direct"})).json();
    EXPECT_EQ(json::write(*own.find("scopes")), R"(["rejects:read"])");
    EXPECT_EQ(json::write(*own.find("accepts")), R"(["pii.direct"])");
    EXPECT_EQ(own.text_of("state"), "valid");
    EXPECT_EQ(get("/v1/tokens/self", "cxh_wrong").status, 401);
}

TEST_F(TokensTest, OnlyAdministratorsMay)
{
    EXPECT_EQ(post("/v1/tokens", reader_, R"({"name":"x","scopes":["admin"]})").status, 403);
    EXPECT_EQ(get("/v1/tokens", reader_).status, 403);
}

TEST_F(TokensTest, BadRequests)
{
    for (const char* body :
         {"{}", R"({"name":"x"})", R"({"name":"x","scopes":[]})",
          R"({"name":"x","scopes":["profiles:raed"]})", R"({"name":"","scopes":["admin"]})",
          R"({"name":"x","scopes":["admin"],"accepts":["pii.dierct"]})",
          R"({"name":"x","scopes":["admin"],"expires_in_seconds":0})",
          R"({"name":"x","scopes":"admin"})"})
        EXPECT_EQ(post("/v1/tokens", admin_token_, body).code(), "api.bad_body") << body;
    EXPECT_EQ(revoke("none").status, 404);
}

}  // namespace
}  // namespace cx::api
