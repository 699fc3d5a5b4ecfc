#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "hub_fixture.hpp"

#include <algorithm>

namespace cx::api {
namespace {

class RefusalsTest : public HubTest {};

TEST_F(RefusalsTest, AProblemSaysWhatAndWhatWouldBeRight)
{
    const HttpAnswer answer = get("/v1/nothing", reader_);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.header("content-type"), "application/problem+json");
    const json::Value body = answer.json();
    for (const char* member : {"type", "title", "status", "code", "detail", "remedy"})
        EXPECT_FALSE(body.text_of(member).empty()) << member;
    EXPECT_EQ(body.text_of("status"), "404");
    EXPECT_EQ(body.text_of("code"), "api.no_route");
}

TEST_F(RefusalsTest, UnknownRoutes)
{
    for (const char* target : {"/", "/v1", "/v1/", "/v2/profiles", "/v1/profiles/",
                               "/v1/profiles/x/y", "/metrics", "/health/live"})
        EXPECT_EQ(get(target, reader_).status, 404) << target;
}

TEST_F(RefusalsTest, WrongMethodsAreToldTheRightOnes)
{
    const auto ask = [&](const char* method, const std::string& target) {
        return http(server_->api_port(), method, target, {{"Authorization", "Bearer " + reader_}});
    };
    EXPECT_EQ(ask("DELETE", "/v1/profiles/" + pid(1)).status, 405);
    EXPECT_EQ(ask("DELETE", "/v1/profiles/" + pid(1)).header("allow"), "GET");
    EXPECT_EQ(ask("GET", "/v1/profiles/lookup").header("allow"), "POST");
    EXPECT_EQ(ask("PUT", "/v1/changes").code(), "api.no_method");
    EXPECT_EQ(ask("BREW", "/v1/changes").status, 405);
}

TEST_F(RefusalsTest, UnknownParametersAreMistakes)
{
    const HttpAnswer answer = get("/v1/changes?from=7", reader_);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.code(), "api.unknown_parameter");
    EXPECT_EQ(answer.json().text_of("detail"), "this route takes after limit profile");
    EXPECT_EQ(get("/v1/labels?x=1", reader_).json().text_of("detail"), "this route takes none");
}

TEST_F(RefusalsTest, ValuesOfParametersAreChecked)
{
    for (const char* target :
         {"/v1/changes?limit=0", "/v1/changes?limit=1001", "/v1/changes?limit=ten",
          "/v1/changes?limit=", "/v1/changes?after=-1", "/v1/changes?after=99999999999999999999",
          "/v1/changes?after=1.5", "/v1/profiles?fields=a;b",
          "/v1/profiles?fields=", "/v1/profiles?after=%27or%201", "/v1/rejects?code=a%20b"}) {
        const HttpAnswer answer = get(target, reader_);
        EXPECT_EQ(answer.status, 400) << target;
        EXPECT_EQ(answer.code(), "api.bad_parameter") << target;
    }
}

TEST_F(RefusalsTest, BrokenTargets)
{
    for (const char* target :
         {"/v1/profiles?limit=%", "/v1/profiles?limit=%4", "/v1/profiles?limit=%zz", "/v1/%00",
          "/v1/%ff%fe", "/v1/changes?limit=1&limit=2", "/v1/profiles%0d%0aX:y"})
        EXPECT_EQ(get(target, reader_).code(), "api.bad_target") << target;
}

TEST_F(RefusalsTest, PersonalValuesInAQueryAreRefusedWithTheWayThatIsRight)
{
    for (const char* target :
         {"/v1/profiles?email=x", "/v1/profiles?fields=ada@example.com",
          "/v1/profiles?q=ada%40example.com", "/v1/changes?after=010-1234-5678",
          "/v1/changes?after=%2B821012345678", "/v1/rejects?code=01012345678",
          "/v1/profiles?phone=1", "/v1/profiles?x=(02)%20555-1234"}) {
        const HttpAnswer answer = get(target, reader_);
        EXPECT_EQ(answer.status, 400) << target;
        EXPECT_EQ(answer.code(), "api.personal_query") << target;
        EXPECT_NE(answer.json().text_of("remedy").find("/v1/profiles/lookup"), std::string::npos);
    }
}

TEST(LooksPersonal, KnowsPositionsTimesAndIdsFromNumbersOfPeople)
{
    for (const char* value : {"1790000000000000", "-1234567890", "0", "100", "2026-11-23",
                              "2026-11-23T07:02:11.000Z", "2026-11-23T07:02:11+09:00",
                              "0199a1b2-0000-7000-8000-000000000001", "person", "contact_points/0"})
        EXPECT_FALSE(looks_personal(value)) << value;
    for (const char* value : {"a@b", "@", "01012345678", "010 1234 5678", "+821012345678",
                              "82-10-1234-5678", "(02) 555 1234", "900101-1234567"})
        EXPECT_TRUE(looks_personal(value)) << value;
}

TEST_F(RefusalsTest, BodiesMustBeJsonObjectsOfKnownMembers)
{
    const auto send = [&](const std::string& type, const std::string& body) {
        return http(server_->api_port(), "POST", "/v1/profiles/lookup",
                    {{"Authorization", "Bearer " + reader_}, {"Content-Type", type}}, body);
    };
    EXPECT_EQ(send("text/plain", R"({"key":"crm:ada"})").status, 415);
    EXPECT_EQ(send("", R"({"key":"crm:ada"})").status, 415);
    EXPECT_EQ(send("application/json; charset=utf-8", R"({"key":"crm:ada"})").status, 200);
    for (const char* body : {"", "{", "[]", "null", "\"x\"", "{\"key\":\"crm:ada\"} x", "\xff"})
        EXPECT_EQ(send("application/json", body).code(), "api.bad_body") << body;
    EXPECT_EQ(send("application/json", std::string(100'000, '[')).code(), "api.bad_body");
}

TEST_F(RefusalsTest, AFailingStoreIsUnavailableAndTellsNothingOfItself)
{
    // A second hub cannot exist, but a closed disk can: the store's folder goes away under the log
    // of accesses.
    class Broken final : public Explain {
        Result<json::Value> why(const std::string&, const std::string&, Timestamp) override
        {
            throw store::StoreError("disk I/O error at secret place");
        }
        json::Value terms(const store::EdgeRow&) override
        {
            throw store::StoreError("disk I/O error at secret place");
        }
        Result<json::Value> why_not(const std::string&, const std::string&) override
        {
            throw std::runtime_error("secret");
        }
    } broken;
    auto started = start_server(
        {}, {*store_, steward_, rights_, broken, admin_, *telemetry_, clock_, schema_, commits_});
    ASSERT_TRUE(started);
    const HttpAnswer answer = http((*started)->api_port(), "GET", "/v1/profiles/" + pid(1) + "/why",
                                   {{"Authorization", "Bearer " + reader_}});
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.header("retry-after"), "5");
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
}

TEST(Problems, EveryRowIsComplete)
{
    for (const ProblemType& row : problem_types()) {
        EXPECT_GE(row.status, 400) << row.code;
        EXPECT_FALSE(row.title.empty()) << row.code;
        EXPECT_TRUE(row.remedy.ends_with(".")) << row.code;
        EXPECT_EQ(problem(row.code).status, row.status);
    }
    EXPECT_EQ(problem("never.heard", "of this").status, 500);
    EXPECT_EQ(problem("never.heard", "of this").body.find("of this"), std::string::npos);
}

}  // namespace
}  // namespace cx::api
