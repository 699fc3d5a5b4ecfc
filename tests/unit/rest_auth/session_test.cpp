#include "fake.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using testing::Other;

std::string session(const std::string& use, const std::string& more = "")
{
    return R"({"type":"SessionTokenAuthenticator","login_requester":{"type":"HttpRequester","url_base":"https://a.example/api/",
        "path":"/login","http_method":"POST","request_headers":{"X-App":"1"},
        "request_body_json":{"user":"{{ config.user }}","password":"{{ config.password }}"}},
        "session_token_path":["data","token"],"request_authentication":)" +
           use + (more.empty() ? "" : "," + more) + "}";
}

constexpr const char* bearer = R"({"type":"Bearer"})";

struct SessionTest : ::testing::Test {
    SessionTest() { other.config = *cx::json::parse(R"({"user":"ada","password":"0042"})"); }

    Other other;
};

TEST_F(SessionTest, LogsInOnceAndCarriesTheToken)
{
    const auto made = other.make(session(bearer, R"("expiration_duration":"PT1H")"));
    ASSERT_TRUE(made) << other.error;
    other.answers(200, R"({"data":{"token":"t1"}})");
    other.answers(200, R"({"data":{"token":"t2"}})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    ASSERT_EQ(other.requests.size(), 1U);
    EXPECT_EQ(other.requests[0].url, "https://a.example/api/login");
    EXPECT_EQ(other.requests[0].method, "POST");
    // A password of digits stays a text.
    EXPECT_EQ(other.requests[0].body, R"({"password":"0042","user":"ada"})");
    other.host.now_us += 3'500'000'000;
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    other.host.now_us += 200'000'000;
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t2\n");
}

TEST_F(SessionTest, LogsInAgainWhenRefused)
{
    const auto made = other.make(session(bearer));
    EXPECT_FALSE(made->refused());
    other.answers(200, R"({"data":{"token":12}})");
    other.answers(200, R"({"data":{"token":"t2"}})");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer 12\n");
    EXPECT_TRUE(made->refused());
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t2\n");
}

TEST_F(SessionTest, PutsTheTokenWhereItIsTold)
{
    const auto made = other.make(
        session(R"({"type":"ApiKey","inject_into":{"type":"RequestOption","inject_into":"header",
        "field_name":"X-Session"}})"));
    other.answers(200, R"({"data":{"token":"t1"}})");
    EXPECT_EQ(other.applied(*made), "X-Session: t1\n");
    const auto dressed =
        other.make(session(R"({"type":"ApiKey","api_token":"Session {{ session_token }}",
        "inject_into":{"type":"RequestOption","inject_into":"request_parameter","field_name":"s"}})"));
    other.answers(200, R"({"data":{"token":"t1"}})");
    EXPECT_EQ(other.applied(*dressed), "?s=Session%20t1\n");
}

TEST_F(SessionTest, LogsInWithAnotherAuthenticatorAndDecoder)
{
    const auto made =
        other.make(R"({"type":"SessionTokenAuthenticator","decoder":{"type":"XmlDecoder"},
        "login_requester":{"type":"HttpRequester","url":"https://a.example/login","request_parameters":{"x":"1"},
            "authenticator":{"type":"BasicHttpAuthenticator","username":"{{ config.user }}","password":"p"}},
        "session_token_path":["r","token"],"request_authentication":{"type":"Bearer"}})");
    ASSERT_TRUE(made) << other.error;
    other.answers(200, "<r><token>t1</token></r>");
    EXPECT_EQ(other.applied(*made), "Authorization: Bearer t1\n");
    EXPECT_EQ(other.requests[0].url, "https://a.example/login?x=1");
    EXPECT_EQ(other.requests[0].method, "GET");
    EXPECT_THAT(other.requests[0].headers,
                ::testing::Contains(::testing::Pair("Authorization", "Basic YWRhOnA=")));
}

TEST_F(SessionTest, TellsTrouble)
{
    const auto made = other.make(session(bearer));
    other.answers(403, "0042");
    other.answers(200, R"({"data":{}})");
    other.answers(200, "<html>");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://a.example/api/login: 403; the login is refused: renew it in "
              "the configuration");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://a.example/api/login: the answer holds no session token");
    EXPECT_EQ(other.applied(*made),
              "failed: POST https://a.example/api/login: the body is no JSON (json.syntax)");
    EXPECT_FALSE(other.make(R"({"type":"SessionTokenAuthenticator"})"));
    EXPECT_THAT(other.error, ::testing::HasSubstr("needs 'login_requester'"));
    EXPECT_FALSE(other.make(session(bearer, R"("expiration_duration":"1 hour")")));
    EXPECT_THAT(other.error, ::testing::HasSubstr("'expiration_duration': this is no duration"));
}

}  // namespace
}  // namespace rest
