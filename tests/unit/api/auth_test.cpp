#include "api/auth.hpp"

#include "hub_fixture.hpp"

#include <regex>
#include <set>

namespace cx::api {
namespace {

class AuthTest : public HubTest {};

TEST_F(AuthTest, ATokenOpensTheRoutesOfItsScopes)
{
    const std::string changes = token({"changes:read"});
    EXPECT_EQ(get("/v1/changes", changes).status, 200);
    const HttpAnswer refused = get("/v1/profiles", changes);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "api.no_scope");
    EXPECT_EQ(refused.json().text_of("detail"), "the route needs the scope profiles:read");
}

TEST_F(AuthTest, RefusesWhatIsNoTokenInForce)
{
    const auto with = [&](const std::string& header) {
        return http(server_->api_port(), "GET", "/v1/profiles", {{"Authorization", header}});
    };
    EXPECT_EQ(http(server_->api_port(), "GET", "/v1/profiles").code(), "api.no_token");
    EXPECT_EQ(with("Basic YTpi").code(), "api.no_token");
    EXPECT_EQ(with("Bearer").code(), "api.no_token");
    EXPECT_EQ(with("Bearer cxh_wrong").code(), "api.bad_token");
    EXPECT_EQ(with("Bearer " + reader_ + "x").code(), "api.bad_token");
    EXPECT_EQ(with("Bearer " + sha256_hex(reader_)).code(), "api.bad_token")
        << "the stored hash is no token";
    EXPECT_EQ(with("bearer   " + reader_).status, 200);
    EXPECT_EQ(with("Bearer cxh_wrong").header("www-authenticate"), "Bearer");
}

TEST_F(AuthTest, ATokenEndsWhenItExpires)
{
    const std::string brief =
        token({"profiles:read"}, {}, {clock_.now().micros + 10 * micros_per_second});
    EXPECT_EQ(get("/v1/profiles", brief).status, 200);
    clock_.advance_ms(10'000);
    EXPECT_EQ(get("/v1/profiles", brief).status, 401);
}

TEST_F(AuthTest, ARevokedTokenEndsAtOnce)
{
    NewToken made = make_token("x", {"profiles:read"}, {}, clock_.now(), {});
    store_->save_token(made.row);
    EXPECT_EQ(get("/v1/profiles", made.secret).status, 200);
    made.row.revoked_at = clock_.now();
    store_->save_token(made.row);
    EXPECT_EQ(get("/v1/profiles", made.secret).status, 401);
}

TEST(Token, IsRandomAndStoredAsAHash)
{
    std::set<std::string> secrets;
    for (int i = 0; i < 50; ++i) {
        const NewToken made =
            make_token("desk", {"profiles:read"}, {"pii.*"}, Timestamp{1'790'000'000'000'000}, {});
        EXPECT_TRUE(std::regex_match(made.secret, std::regex("cxh_[A-Za-z0-9_-]{43}")))
            << made.secret;
        EXPECT_EQ(made.row.hash, sha256_hex(made.secret));
        EXPECT_EQ(made.row.name, "desk");
        secrets.insert(made.secret);
    }
    EXPECT_EQ(secrets.size(), 50U);
}

// FIPS 180-2, appendix B.1.
TEST(Token, HashIsSha256)
{
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Scopes, AreTheOnesThatRoutesAskFor)
{
    const std::set<std::string_view> all(scopes().begin(), scopes().end());
    for (const Route& route : routes()) {
        // Any token may ask what it may do; pipelines that receive ask their senders themselves.
        const bool any_token = route.path == "/v1/tokens/self" || route.method == "ANY";
        EXPECT_TRUE(any_token ? route.scope.empty() : all.contains(route.scope)) << route.path;
    }
}

}  // namespace
}  // namespace cx::api
