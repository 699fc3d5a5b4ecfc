#include "fake.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using testing::Other;

std::string headers_of(
    const std::string& component,
    const std::string& config = R"({"key":"00123","user":"ada","password":"p:w"})")
{
    Other other;
    other.config = *cx::json::parse(config);
    const auto made = other.make(component);
    return made ? other.applied(*made) : other.error;
}

TEST(ApiKeyTest, GoesWhereItIsToldTo)
{
    const auto into = [](const std::string& place, const std::string& field) {
        return headers_of(
            R"({"type":"ApiKeyAuthenticator","api_token":"{{ config['key'] }}","inject_into":{"type":"RequestOption",
            "inject_into":")" +
            place + R"(",)" + field + "}}");
    };
    // A key of digits keeps its zeros.
    EXPECT_EQ(into("header", R"("field_name":"X-Key")"), "X-Key: 00123\n");
    EXPECT_EQ(into("request_parameter", R"("field_name":"api key")"), "?api%20key=00123\n");
    EXPECT_EQ(into("body_data", R"("field_name":"k")"), "k=00123\n");
    EXPECT_EQ(into("body_json", R"("field_name":"k")"), "{\"k\":\"00123\"}\n");
    EXPECT_EQ(into("body_json", R"("field_path":["a","k"])"), "{\"a\":{\"k\":\"00123\"}}\n");
    EXPECT_EQ(into("cookie", R"("field_name":"k")"),
              "rest.option: ApiKeyAuthenticator: 'inject_into' is header, request_parameter, "
              "body_data or body_json");
    EXPECT_EQ(
        headers_of(
            R"({"type":"ApiKeyAuthenticator","api_token":"t {{ config.key }}","header":"X-Old"})"),
        "X-Old: t 00123\n");
    EXPECT_EQ(headers_of(R"({"type":"ApiKeyAuthenticator","api_token":"{{ config.key }}"})"),
              "rest.option: ApiKeyAuthenticator: 'header' is missing");
}

TEST(BearerTest, AndBasicAndNone)
{
    EXPECT_EQ(headers_of(R"({"type":"BearerAuthenticator","api_token":"{{ config['key'] }}"})"),
              "Authorization: Bearer 00123\n");
    EXPECT_EQ(
        headers_of(
            R"({"type":"BasicHttpAuthenticator","username":"{{ config.user }}","password":"{{ config.password }}"})"),
        "Authorization: Basic YWRhOnA6dw==\n");
    EXPECT_EQ(headers_of(R"({"type":"BasicHttpAuthenticator","username":"{{ config.user }}"})"),
              "Authorization: Basic YWRhOg==\n");
    EXPECT_EQ(headers_of(R"({"type":"NoAuth"})"), "");
    EXPECT_EQ(headers_of("null"), "");
    EXPECT_EQ(
        headers_of(
            R"({"type":"BearerAuthenticator","api_token":"{{ parameters.t }}","$parameters":{"t":"x"}})"),
        "Authorization: Bearer x\n");
}

TEST(SelectiveTest, TakesTheOneThatTheConfigurationNames)
{
    const std::string component =
        R"({"type":"SelectiveAuthenticator","authenticator_selection_path":["auth","type"],
        "authenticators":{"key":{"type":"BearerAuthenticator","api_token":"k"},"none":{"type":"NoAuth"}}})";
    EXPECT_EQ(headers_of(component, R"({"auth":{"type":"key"}})"), "Authorization: Bearer k\n");
    EXPECT_EQ(headers_of(component, R"({"auth":{"type":"none"}})"), "");
    EXPECT_EQ(
        headers_of(component, R"({"auth":{"type":"other"}})"),
        "failed: the configuration's /auth/type names no way to authorize that the manifest has");
    EXPECT_EQ(
        headers_of(component, "{}"),
        "failed: the configuration's /auth/type names no way to authorize that the manifest has");
}

TEST(CheckTest, NamesWhatIsMissingOrUnknown)
{
    const auto check = [](const std::string& component) {
        const auto checked = check_authenticator(*cx::json::parse(component));
        return checked ? "fine" : checked.error().code + ": " + checked.error().message;
    };
    EXPECT_EQ(check(R"({"type":"BearerAuthenticator","api_token":"{{ config.x.y.z }}"})"), "fine");
    EXPECT_EQ(check(R"({"type":"CustomAuthenticator"})"),
              "rest.component: there is no authenticator 'CustomAuthenticator'");
    EXPECT_EQ(check(R"({"type":"BearerAuthenticator"})"),
              "rest.option: BearerAuthenticator: 'api_token' is missing");
    EXPECT_EQ(
        check(R"({"type":"BearerAuthenticator","api_token":"{{ foo }}"})"),
        "rest.expression: 1:4: unknown variable 'foo'; here are config, parameters, session_token");
    EXPECT_EQ(check(R"({"type":"SelectiveAuthenticator","authenticator_selection_path":["a"],
                    "authenticators":{"x":{"type":"CustomOne"}}})"),
              "rest.component: there is no authenticator 'CustomOne'");
}

TEST(AuthenticatorsTest, OneServesEqualComponents)
{
    Other other;
    Authenticators all(other.context());
    const auto component = *cx::json::parse(R"({"type":"NoAuth"})");
    EXPECT_EQ(*all.of(component), *all.of(component));
    EXPECT_NE(*all.of(component), *all.of(cx::json::Value()));
    EXPECT_FALSE(all.of(*cx::json::parse(R"({"type":"X"})")));
}

TEST(WireTest, WritesQueryBodyAndType)
{
    Request request{.url = "https://a.example/x?y=1"};
    request.set_query("q", "a b");
    request.set_query("q", "c&d");
    EXPECT_EQ(wire(request).url, "https://a.example/x?y=1&q=c%26d");
    request = {.method = "POST", .url = "https://a.example/x#part"};
    request.set_query("q", "1");
    request.set_form("a", "ü");
    request.set_header("X-One", "1");
    request.set_header("x-one", "2");
    const cx::http::Request form = wire(request);
    EXPECT_EQ(form.url, "https://a.example/x?q=1");
    EXPECT_EQ(form.body, "a=%C3%BC");
    EXPECT_EQ(form.content_type, "application/x-www-form-urlencoded");
    ASSERT_EQ(form.headers.size(), 1U);
    EXPECT_EQ(form.headers[0].second, "2");
    request.json = cx::json::Object{{"a", 1}};
    request.set_header("Content-Type", "application/vnd.x+json");
    EXPECT_EQ(wire(request).body, R"({"a":1})");
    EXPECT_EQ(wire(request).content_type, "application/vnd.x+json");
    EXPECT_EQ(wire(request).headers.size(), 1U);
}

}  // namespace
}  // namespace rest
