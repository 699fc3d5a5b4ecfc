#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class VocabularyTest : public HubTest {};

TEST_F(VocabularyTest, ListsAndServesSchemas)
{
    const json::Value list = get("/v1/schemas", reader_).json();
    ASSERT_EQ(list.find("schemas")->as_array().size(), 6U);
    const std::string href = list.find("schemas")->as_array()[0].text_of("href");
    EXPECT_EQ(href, "/v1/schemas/consent/1.2");
    const HttpAnswer schema = get("/v1/schemas/person/1.2", reader_);
    EXPECT_EQ(schema.header("content-type"), "application/schema+json");
    EXPECT_NE(schema.json().text_of("$id").find("/schemas/person/1.2"), std::string::npos);
    EXPECT_NE(schema.body, get("/v1/schemas/person/1.2?profile=strict", reader_).body);
    EXPECT_EQ(schema.body, get("/v1/schemas/person/1.2?profile=open", reader_).body);
}

TEST_F(VocabularyTest, UnknownSchemasAndProfiles)
{
    for (const char* target :
         {"/v1/schemas/person/1.3", "/v1/schemas/person/1", "/v1/schemas/nobody/1.2"})
        EXPECT_EQ(get(target, reader_).code(), "api.no_schema") << target;
    EXPECT_EQ(get("/v1/schemas/person/1.2?profile=xdm", reader_).status, 400);
}

TEST_F(VocabularyTest, ASchemaHasAnETag)
{
    const std::string etag = get("/v1/schemas/person/1.2", reader_).header("etag");
    const HttpAnswer again =
        http(server_->api_port(), "GET", "/v1/schemas/person/1.2",
             {{"Authorization", "Bearer " + reader_}, {"If-None-Match", etag}});
    EXPECT_EQ(again.status, 304);
}

TEST_F(VocabularyTest, TellsWhatAWordMeans)
{
    EXPECT_EQ(get("/v1/glossary", reader_).json().find("terms")->as_array().size(), 2U);
    for (const char* target :
         {"/v1/glossary/customer.number", "/v1/glossary/debtor%20NO.?dept=finance",
          "/v1/glossary/%EC%B1%84%EB%AC%B4%EC%9E%90%20%EB%B2%88%ED%98%B8"}) {
        const json::Value answer = get(target, reader_).json();
        ASSERT_EQ(answer.find("terms")->as_array().size(), 1U) << target;
        const json::Value& term = answer.find("terms")->as_array()[0];
        EXPECT_EQ(term.text_of("term"), "customer.number");
        EXPECT_EQ(term.find("aliases")->as_array()[0].text_of("ns"), "sap.customer");
    }
    for (const char* target : {"/v1/glossary/nothing", "/v1/glossary/debtor%20no?dept=sales",
                               "/v1/glossary/account?dept=nobody"})
        EXPECT_EQ(get(target, reader_).code(), "api.no_term") << target;
}

TEST_F(VocabularyTest, TellsWhichLabelsGuard)
{
    const std::string body = get("/v1/labels", reader_).body;
    EXPECT_NE(body.find(R"({"group":"personal","guards":true,"label":"pii.direct"})"),
              std::string::npos);
    EXPECT_NE(body.find(R"({"group":"classification","guards":false,"label":"public"})"),
              std::string::npos);
}

TEST_F(VocabularyTest, TellsWhatRuns)
{
    EXPECT_EQ(get("/v1/pipelines", reader_).json().find("pipelines")->as_array()[0].text_of("name"),
              "erp");
}

TEST(ChangeJson, IsTheShapeThatTheSpecificationShows)
{
    const model::Schema schema = test_schema();
    model::ProfileVersion profile;
    profile.seq = 17;
    profile.profile_id = pid(1);
    profile.version = 2;
    profile.kind = model::ProfileVersion::Kind::updated;
    profile.entity = "person";
    profile.recorded_at = *parse_rfc3339("2026-11-23T07:02:11Z");
    profile.config_id = "c1";
    profile.golden = json::Object{{"nickname", "Ada"}, {"f_pii_direct", "secret"}};
    profile.provenance = {{"nickname", {"crm", "person", "crm:1"}, 1, "only", ""}};
    store::Change change{
        .seq = 17, .kind = "profile", .profile = profile, .record = {}, .profile_id = pid(1)};
    std::vector<std::string> refused;
    EXPECT_EQ(
        json::write(change_json(change, schema, model::Accepts(), &refused)),
        R"({"backfill":false,"config_id":"c1","data":{"nickname":"Ada"},"entity":"person","kind":"profile",)"
        R"("left_out":["f_pii_direct"],"op":"updated","profile_id":")" +
            pid(1) +
            R"(","provenance":[{"field":"nickname","rule":"only","source":"crm"}],"recorded_at":"2026-11-23T07:02:11.000Z","seq":17,"version":2})");
    EXPECT_EQ(refused, std::vector<std::string>{"f_pii_direct"});
}

}  // namespace
}  // namespace cx::api
