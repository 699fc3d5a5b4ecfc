#include "fake.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Other;

constexpr std::int64_t second = 1'000'000;

// An OAuthAuthenticator with these fields besides.
std::string oauth(const std::string& more)
{
    return R"({"type":"OAuthAuthenticator","token_refresh_endpoint":"https://id.example/token",
        "client_id":"{{ config['id'] }}","client_secret":"{{ config['secret'] }}")" +
           (more.empty() ? "" : "," + more) + "}";
}

struct OAuthTest : ::testing::Test {
    OAuthTest()
    {
        other.config = *cx::json::parse(R"({"id":"me","secret":"s3cret","refresh":"r1"})");
    }

    Other other;
};

TEST_F(OAuthTest, AsksForATokenAndUsesItUntilItEnds)
{
    const auto made = other.make(oauth(R"("grant_type":"client_credentials","scopes":["a","b"],
        "refresh_request_body":{"audience":"x","grant_type":"ignored"})"));
    other.answers(200, R"({"access_token":"t1","expires_in":600})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    ASSERT_EQ(other.requests.size(), 1U);
    EXPECT_EQ(other.requests[0].method, "POST");
    EXPECT_EQ(other.requests[0].url, "https://id.example/token");
    EXPECT_EQ(other.requests[0].content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(
        other.requests[0].body,
        "grant_type=client_credentials&client_id=me&client_secret=s3cret&scope=a%20b&audience=x");
    other.host.now_us += 500 * second;
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    EXPECT_EQ(other.requests.size(), 1U);
    other.host.now_us += 60 * second;  // Within the last minute
    other.answers(200, R"({"access_token":"t2","expires_in":"600"})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t2\n");
}

TEST_F(OAuthTest, IsRenewedWhenTheServerRefusesIt)
{
    const auto made = other.make(oauth(R"("grant_type":"client_credentials")"));
    EXPECT_FALSE(made->refused());  // There is none yet.
    other.answers(200, R"({"access_token":"t1"})");
    other.answers(200, R"({"access_token":"t2"})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    EXPECT_TRUE(made->refused());
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t2\n");
}

TEST_F(OAuthTest, WritesFieldsByOtherNamesAndAsJson)
{
    const auto made =
        other.make(oauth(R"("refresh_token":"{{ config['refresh'] }}","client_id_name":"appid",
        "client_secret_name":"app_secret","refresh_token_name":"rt","grant_type_name":"kind","grant_type":"renew",
        "access_token_name":"token","expires_in_name":"valid",
        "refresh_request_headers":{"Content-Type":"application/json","X-App":"{{ config.id }}"})"));
    other.answers(200, R"({"data":{"token":"t1","valid":3600}})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    EXPECT_EQ(other.requests[0].body,
              R"({"app_secret":"s3cret","appid":"me","kind":"renew","rt":"r1"})");
    EXPECT_EQ(other.requests[0].content_type, "application/json");
    EXPECT_THAT(other.requests[0].headers, ::testing::Contains(::testing::Pair("X-App", "me")));
}

TEST_F(OAuthTest, ReadsAnEndThatIsADate)
{
    const auto made = other.make(
        oauth(R"("grant_type":"password","token_expiry_date_format":"%Y-%m-%d %H:%M:%S")"));
    other.answers(
        200, R"({"access_token":"t1","expires_in":"2023-11-14 23:13:20"})");  // An hour from now
    other.answers(200, R"({"access_token":"t2","expires_in":"2023-11-15 23:13:20"})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    other.host.now_us += 3500 * second;
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    other.host.now_us += 100 * second;
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t2\n");
}

TEST_F(OAuthTest, KeepsANewRefreshTokenBeforeAnythingIsDone)
{
    const std::string component =
        oauth(R"("refresh_token":"{{ config.refresh }}","refresh_token_updater":{})");
    {
        const auto made = other.make(component);
        other.answers(200, R"({"access_token":"t1","refresh_token":"r2","expires_in":600})");
        other.host.puts_work = false;
        EXPECT_EQ(other.applied(*made), "retry: the new refresh token could not be made durable");
        other.host.puts_work = true;
        EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
        ASSERT_EQ(other.host.values.size(), 1U);
        EXPECT_THAT(other.host.values.begin()->second, HasSubstr("\"refresh_token\":\"r2\""));
        EXPECT_THAT(other.host.values.begin()->second, Not(HasSubstr("r1\"")));
    }
    const auto again = other.make(component);  // After a restart
    other.answers(200, R"({"access_token":"t3","refresh_token":"r3"})");
    EXPECT_EQ(other.applied(*again), "Authorization: Bearer t3\n");
    EXPECT_THAT(other.requests.back().body, HasSubstr("refresh_token=r2"));

    other.config["refresh"] = "new";  // An administrator gave another one.
    const auto changed = other.make(component);
    other.answers(200, R"({"access_token":"t4"})");
    EXPECT_EQ(other.applied(*changed), "Authorization: Bearer t4\n");
    EXPECT_THAT(other.requests.back().body, HasSubstr("refresh_token=new"));
}

TEST_F(OAuthTest, DoesNotSpendATokenThatServesOnceWhereNothingIsKept)
{
    other.host.keeps = false;
    const auto made = other.make(oauth(R"("refresh_token":"r","refresh_token_updater":{})"));
    EXPECT_THAT(other.applied(*made), HasSubstr("failed: the refresh token serves once"));
    EXPECT_TRUE(other.requests.empty());
}

TEST_F(OAuthTest, UsesATokenOfTheConfigurationWhileItLasts)
{
    const auto made = other.make(
        oauth(R"("access_token_value":"given","token_expiry_date":"2023-11-14T22:33:20Z")"));
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer given\n");
    other.host.now_us += 1200 * second;
    other.answers(200, R"({"access_token":"t1"})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
}

TEST_F(OAuthTest, TellsTroubleWithoutSecrets)
{
    const auto made = other.make(oauth(R"("grant_type":"client_credentials")"));
    other.answers(401, R"({"error":"invalid_client","error_description":"s3cret"})");
    other.answers(503, "");
    other.answers(200, R"({"error":"s3cret"})");
    other.answers(200, "s3cret");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://id.example/token: 401; the credential is refused: renew it in "
              "the configuration");
    EXPECT_EQ(other.applied(*made), "retry: try again");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://id.example/token: the answer holds no access token");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://id.example/token: the answer holds no access token");
    EXPECT_EQ(other.applied(*made), "retry: nobody answers");
    EXPECT_FALSE(other.make(R"({"type":"OAuthAuthenticator"})"));
    EXPECT_EQ(other.error, "rest.option: OAuthAuthenticator: 'token_refresh_endpoint' is missing");
}

TEST_F(OAuthTest, TellsWhereTheTokenIsFor)
{
    const std::string grant =
        R"("grant_type":"client_credentials","api_address_name":"instance_url")";
    const auto made = other.make(oauth(grant + R"(,"api_address_hosts":[".crm.example"])"));
    EXPECT_EQ(made->origin(), "");
    other.answers(200, R"({"access_token":"t1","instance_url":"https://eu7.crm.example"})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    EXPECT_EQ(made->origin(), "https://eu7.crm.example:443");
    // Another host gets nothing, and an answer that names none is worth nothing.
    for (const char* address :
         {R"("https://crm.example.evil.example")", R"("https://evilcrm.example")",
          R"("ftp://eu7.crm.example")", "null"}) {
        EXPECT_TRUE(made->refused());
        other.answers(200, std::string(R"({"access_token":"t2","instance_url":)") + address + "}");
        EXPECT_THAT(other.applied(*made), HasSubstr("failed: "));
        other.answers(200, R"({"access_token":"t1","instance_url":"https://eu7.crm.example"})");
        EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    }
}

}  // namespace
}  // namespace rest
