// What an auditor can ask, and all that one person can ask for.
#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class AuditTest : public HubTest {
protected:
    const std::string auditor_ = token({"audit:read"});
    const std::string eraser_ = token({"profiles:erase"});
};

TEST_F(AuditTest, TellsWhoReadWhom)
{
    get("/v1/profiles/" + pid(1), reader_);
    const auto answer =
        post("/v1/audit/access", auditor_, R"({"profile":")" + pid(1) + R"(","limit":1})");
    ASSERT_EQ(answer.status, 200);
    const json::Value body = answer.json();
    const json::Value& row = body.find("accesses")->as_array().at(0);
    EXPECT_EQ(row.text_of("route"), "GET /v1/profiles/{id}");
    EXPECT_FALSE(body.find("next")->is_null());
    EXPECT_EQ(post("/v1/audit/access", auditor_, R"({"actor":"nobody"})")
                  .json()
                  .find("accesses")
                  ->as_array()
                  .size(),
              0U);
}

TEST_F(AuditTest, TellsWhoChangedWhat)
{
    ASSERT_EQ(post("/v1/profiles/" + pid(1) + "/erase", eraser_, R"({"reason":"x"})").status, 200);
    ASSERT_EQ(post("/v1/profiles/" + pid(1) + "/erase", eraser_, R"({})").status, 400);
    const auto answer = post("/v1/audit/changes", auditor_, "{}");
    const json::Value body = answer.json();
    ASSERT_EQ(body.find("changes")->as_array().size(), 1U);
    const json::Value& row = body.find("changes")->as_array().at(0);
    EXPECT_EQ(row.text_of("action"), "POST /v1/profiles/{id}/erase");
    EXPECT_EQ(row.text_of("subject"), "id=" + pid(1) + " erasure=erasure-1");
    EXPECT_EQ(rights_.reason, "x");
}

TEST_F(AuditTest, RefusesBadQuestionsAndOtherScopes)
{
    for (const char* body : {R"({"profile":"7"})", R"({"since":"yesterday"})", R"({"limit":0})",
                             R"({"limit":1001})", R"({"actor":""})", R"({"unknown":1})"})
        EXPECT_EQ(post("/v1/audit/access", auditor_, body).code(), "api.bad_body") << body;
    EXPECT_EQ(post("/v1/audit/changes", auditor_, R"({"profile":"x"})").code(), "api.bad_body");
    for (const char* path : {"/v1/audit/access", "/v1/audit/changes"})
        EXPECT_EQ(post(path, reader_, "{}").status, 403) << path;
    EXPECT_EQ(get("/v1/audit/decisions", reader_).status, 403);
    EXPECT_EQ(get("/v1/audit/decisions", auditor_).status, 200);
    EXPECT_EQ(get("/v1/erasures/nothing", auditor_).code(), "rights.no_erasure");
    EXPECT_EQ(get("/v1/erasures", auditor_).status, 200);
}

TEST_F(AuditTest, RightsAnswerWithTheirErrors)
{
    rights_.refuse_with = "rights.erased";
    const std::string path = "/v1/profiles/" + pid(1) + "/erase";
    EXPECT_EQ(post(path, eraser_, R"({"reason":"x"})").status, 410);
    EXPECT_EQ(post("/v1/profiles/7/erase", eraser_, R"({"reason":"x"})").status, 404);
    rights_.refuse_with = "rights.lifted";
    EXPECT_EQ(post("/v1/erasures/7/lift", eraser_, R"({"reason":"x"})").status, 409);
    EXPECT_EQ(post(path, reader_, R"({"reason":"x"})").status, 403);
}

TEST_F(AuditTest, AllAboutOnePersonWithItsReasons)
{
    const auto answer = get("/v1/profiles/" + pid(1) + "/export", reader_);
    ASSERT_EQ(answer.status, 200);
    const json::Value body = answer.json();
    for (const char* part : {"profile", "provenance", "sources", "records", "history", "lineage",
                             "recipients", "read_by", "exported_at"})
        EXPECT_TRUE(body.find(part)) << part;
    EXPECT_FALSE(body.find("sources")->empty());
    EXPECT_FALSE(body.find("provenance")->empty());
    const std::string bare = token({"profiles:read"});
    const auto filtered = get("/v1/profiles/" + pid(1) + "/export", bare);
    EXPECT_EQ(filtered.body.find("canary"), std::string::npos) << filtered.body;
    EXPECT_EQ(get("/v1/profiles/" + pid(404) + "/export", reader_).status, 404);
}

}  // namespace
}  // namespace cx::api
