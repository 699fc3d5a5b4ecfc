#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class ProfilesTest : public HubTest {
protected:
    const std::string one_ = "/v1/profiles/" + pid(1);
};

TEST_F(ProfilesTest, TellsTheBestValues)
{
    const HttpAnswer answer = get(one_, reader_);
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("content-type"), "application/json");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    const json::Value body = answer.json();
    EXPECT_EQ(body.text_of("profile_id"), pid(1));
    EXPECT_EQ(body.text_of("version"), "2");
    EXPECT_EQ(body.text_of("op"), "merged");
    EXPECT_EQ(body.find("data")->text_of("nickname"), "ada");
    EXPECT_EQ(body.find("resolved_from"), nullptr);
    EXPECT_NE(json::write(*body.find("provenance"))
                  .find(R"({"field":"nickname","rule":"only","source":"crm"})"),
              std::string::npos);
}

TEST_F(ProfilesTest, AnOldIdAnswersWithTheProfileOfToday)
{
    for (const char* part :
         {"", "/context", "/timeline", "/entities", "/members", "/history", "/why"}) {
        const HttpAnswer answer = get("/v1/profiles/" + pid(3) + part, reader_);
        EXPECT_EQ(answer.status, 200) << part;
        EXPECT_EQ(answer.json().text_of("profile_id"), pid(1)) << part;
        EXPECT_EQ(answer.json().text_of("resolved_from"), pid(3)) << part;
    }
}

TEST_F(ProfilesTest, UnknownIdsAreNotFound)
{
    const std::string upper = "0199A1B2-0000-7000-8000-000000000001";
    for (const std::string& id : {pid(404), std::string("x"), upper, std::string("..")})
        for (const char* part :
             {"", "/context", "/timeline", "/entities", "/members", "/history", "/why"})
            EXPECT_EQ(get("/v1/profiles/" + id + part, reader_).status, 404) << id << part;
}

TEST_F(ProfilesTest, FieldsNarrowsTheAnswer)
{
    const json::Value body = get(one_ + "?fields=nickname,f_pii_direct", reader_).json();
    EXPECT_EQ(json::write(*body.find("data")),
              R"({"f_pii_direct":"canary-pii.direct","nickname":"ada"})");
    EXPECT_EQ(json::write(*body.find("left_out")), "[]");
    const HttpAnswer unknown = get(one_ + "?fields=nikname", reader_);
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(unknown.code(), "api.bad_parameter");
}

TEST_F(ProfilesTest, AnUnchangedProfileIsNotSentAgain)
{
    const std::string etag = get(one_, reader_).header("etag");
    ASSERT_FALSE(etag.empty());
    const auto ask = [&](const std::string& tags, const std::string& token) {
        return http(server_->api_port(), "GET", one_,
                    {{"Authorization", "Bearer " + token}, {"If-None-Match", tags}});
    };
    const HttpAnswer same = ask("\"other\", " + etag, reader_);
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same.header("etag"), etag);
    EXPECT_EQ(ask("\"other\"", reader_).status, 200);
    EXPECT_EQ(ask(etag, token({"profiles:read"})).status, 200)
        << "who sees less has another answer";
}

TEST_F(ProfilesTest, PagesThroughAllProfiles)
{
    const json::Value first = get("/v1/profiles?limit=1", reader_).json();
    ASSERT_EQ(first.find("profiles")->as_array().size(), 1U);
    EXPECT_EQ(first.find("profiles")->as_array()[0].text_of("profile_id"), pid(1));
    EXPECT_EQ(first.text_of("next"), pid(1));
    const json::Value second =
        get("/v1/profiles?limit=1&after=" + first.text_of("next"), reader_).json();
    EXPECT_EQ(second.find("profiles")->as_array().at(0).text_of("profile_id"), pid(2));
    EXPECT_TRUE(second.find("next")->is_null());
    EXPECT_EQ(get("/v1/profiles", reader_).json().find("profiles")->as_array().size(), 2U)
        << "merged ones are no profiles";
}

TEST_F(ProfilesTest, ListsItsRecords)
{
    const json::Value body = get(one_ + "/members", reader_).json();
    ASSERT_EQ(body.find("members")->as_array().size(), 1U);
    const json::Value& member = body.find("members")->as_array()[0];
    EXPECT_EQ(member.text_of("key"), "crm:ada");
    EXPECT_EQ(member.text_of("source"), "crm");
    EXPECT_EQ(member.text_of("schema"), "person/1.2");
    EXPECT_EQ(member.find("data")->text_of("nickname"), "ada");
}

TEST_F(ProfilesTest, TellsItsVersionsNewestFirstAndWhatChanged)
{
    const json::Value body = get(one_ + "/history?limit=1", reader_).json();
    ASSERT_EQ(body.find("versions")->as_array().size(), 1U);
    const json::Value& newest = body.find("versions")->as_array()[0];
    EXPECT_EQ(newest.text_of("version"), "2");
    EXPECT_EQ(json::write(*newest.find("changed")), R"(["nickname"])");
    const json::Value older =
        get(one_ + "/history?limit=1&before=" + body.text_of("next"), reader_).json();
    EXPECT_EQ(older.find("versions")->as_array().at(0).find("data")->text_of("nickname"),
              "countess");
    EXPECT_TRUE(older.find("next")->is_null());
    EXPECT_NE(json::write(*body.find("lineage")).find("created"), std::string::npos);
}

TEST_F(ProfilesTest, LooksUpByWhatPeopleSayOfThemselves)
{
    const auto lookup = [&](const std::string& body) {
        return post("/v1/profiles/lookup", reader_, body).body;
    };
    const auto match = [](int n, const char* by, bool verified, bool shared) {
        return json::write(json::Object{
            {"id", pid(n)}, {"matched_by", by}, {"verified", verified}, {"shared", shared}});
    };
    EXPECT_EQ(lookup(R"({"email":" ADA@Example.com "})"),
              R"({"matches":[)" + match(1, "email", true, false) + "]}");
    EXPECT_EQ(lookup(R"({"phone":"010-1234-5678"})"),
              R"({"matches":[)" + match(1, "phone", false, false) + "]}");
    EXPECT_EQ(lookup(R"({"phone":"+82 10 1234 5678","region":"US"})"),
              R"({"matches":[)" + match(1, "phone", false, false) + "]}");
    EXPECT_EQ(lookup(R"({"key":"crm:bob"})"),
              R"({"matches":[)" + match(2, "key", false, false) + "]}");
    EXPECT_EQ(lookup(R"({"email":"family@example.com"})"),
              R"({"matches":[)" + match(1, "email", false, true) + "," +
                  match(2, "email", false, true) + "]}");
    EXPECT_EQ(lookup(R"({"email":"charles@example.com"})"), R"({"matches":[]})");
}

TEST_F(ProfilesTest, ALookupNeedsExactlyOneGoodValue)
{
    for (const char* body :
         {"{}", R"({"email":"a@b.com","phone":"010-1234-5678"})", R"({"email":"not one"})",
          R"({"phone":"12"})", R"({"key":"nocolon"})", R"({"key":":x"})", R"({"email":7})",
          R"({"email":""})", R"({"e-mail":"a@b.com"})"}) {
        const HttpAnswer answer = post("/v1/profiles/lookup", reader_, body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_EQ(answer.code(), "api.bad_body") << body;
    }
}

TEST_F(ProfilesTest, WhyTellsOneFieldOrAll)
{
    const json::Value all = get(one_ + "/why", reader_).json();
    EXPECT_GT(all.find("fields")->as_object().size(), 2U);
    EXPECT_EQ(all.find("fields")->find("nickname")->text_of("value"), "ada");
    const json::Value one =
        get(one_ + "/why?field=nickname&at=2026-11-23T00:00:00+09:00", reader_).json();
    EXPECT_EQ(one.find("fields")->as_object().size(), 1U);
    const HttpAnswer absent = get(one_ + "/why?field=absent", reader_);
    EXPECT_EQ(absent.status, 404);
    EXPECT_EQ(absent.code(), "explain.no_field");
    EXPECT_EQ(get(one_ + "/why?at=yesterday", reader_).status, 400);
}

}  // namespace
}  // namespace cx::api
