#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class StewardTest : public HubTest {
protected:
    const std::string split_ = "/v1/profiles/" + pid(1) + "/split";
    const std::string steward_token_ = token({"profiles:steward"});
};

TEST_F(StewardTest, SplitsTheRecordsNamed)
{
    const HttpAnswer answer = post(
        split_, steward_token_,
        R"({"records":[{"source":"crm","entity":"person","key":"crm:ada"}],"reason":"father and son"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.json().text_of("decision"), "decision-1");
    EXPECT_EQ(json::write(*answer.json().find("profiles")),
              "[\"" + pid(1) + "\",\"" + pid(99) + "\"]");
    ASSERT_EQ(steward_.records.size(), 1U);
    EXPECT_EQ(steward_.records[0].key, "crm:ada");
    EXPECT_EQ(steward_.actor, "agent-7");
    EXPECT_EQ(steward_.reason, "father and son");
}

TEST_F(StewardTest, WithoutRecordsUndoesTheLastMerge)
{
    EXPECT_EQ(post(split_, steward_token_, R"({"reason":"wrong"})").status, 200);
    EXPECT_TRUE(steward_.records.empty());
}

TEST_F(StewardTest, TheTokenIsTheActorWhereNobodyIsNamed)
{
    http(server_->api_port(), "POST", split_,
         {{"Authorization", "Bearer " + steward_token_}, {"Content-Type", "application/json"}},
         R"({"reason":"wrong"})");
    EXPECT_EQ(steward_.actor, "test");
}

TEST_F(StewardTest, MergesTwo)
{
    const std::string body =
        R"({"a":")" + pid(1) + R"(","b":")" + pid(2) + R"(","reason":"same person"})";
    EXPECT_EQ(post("/v1/profiles/merge", steward_token_, body).json().text_of("decision"),
              "decision-2");
    EXPECT_NE(telemetry_->scrape().find(
                  "cxhub_steward_actions_total{action=\"merge\",outcome=\"done\"} 1"),
              std::string::npos);
}

TEST_F(StewardTest, WhatWasDecidedIsTold)
{
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    for (const char* other : {"crm:x", "crm:y"})
        set.decisions.push_back({.id = "d1",
                                 .kind = store::DecisionRow::Kind::cannot,
                                 .a = {"crm", "person", "crm:ada"},
                                 .b = {"crm", "person", other},
                                 .actor = "agent-7",
                                 .reason = "father and son"});
    store_->commit(set);
    clock_.advance_ms(1000);
    const std::string decided =
        R"([{"actor":"agent-7","decision":"d1","kind":"split","reason":"father and son","recorded_at":)";
    const auto told = [&](const std::string& route, const std::string& token) {
        return json::write(*get("/v1/profiles/" + pid(1) + route, token).json().find("decisions"));
    };
    EXPECT_TRUE(told("/why", reader_).starts_with(decided)) << told("/why", reader_);
    EXPECT_TRUE(told("/history", reader_).starts_with(decided));
    // A reason may hold anything: it stays in where personal data does.
    const std::string narrow = token({"profiles:read"}, {"identity.key", "pii.indirect"});
    for (const char* route : {"/why", "/history"}) {
        EXPECT_EQ(told(route, narrow).find("father"), std::string::npos);
        EXPECT_NE(told(route, narrow).find("agent-7"), std::string::npos);
    }

    store::ChangeSet revocation;
    revocation.recorded_at = clock_.now();
    revocation.revoked_decisions = {"d1"};
    store_->commit(revocation);
    EXPECT_EQ(told("/why", reader_), "[]");
    EXPECT_NE(told("/history", reader_).find("revoked_at"), std::string::npos);
}

TEST_F(StewardTest, ReadersMayNot)
{
    EXPECT_EQ(post(split_, reader_, R"({"reason":"x"})").status, 403);
    EXPECT_EQ(post("/v1/profiles/merge", reader_, "{}").status, 403);
}

TEST_F(StewardTest, BadBodies)
{
    for (const char* body :
         {"{}", R"({"reason":" "})", R"({"reason":"x","records":"crm:ada"})",
          R"({"reason":"x","records":[1]})",
          R"({"reason":"x","records":[{"source":"crm","entity":"person"}]})",
          R"({"reason":"x","records":[{"source":"crm","entity":"person","key":"k","extra":"y"}]})",
          R"({"reason":"x","undo":true})"})
        EXPECT_EQ(post(split_, steward_token_, body).code(), "api.bad_body") << body;
    EXPECT_EQ(
        post(split_, steward_token_, R"({"reason":")" + std::string(1001, 'x') + "\"}").code(),
        "api.bad_body");
    EXPECT_EQ(
        post("/v1/profiles/merge", steward_token_, R"({"a":"1","b":"2","reason":"x"})").code(),
        "api.bad_body");
    EXPECT_EQ(post("/v1/profiles/x/split", steward_token_, R"({"reason":"x"})").status, 404);
}

TEST_F(StewardTest, RefusalsKeepTheirCodes)
{
    const std::pair<const char*, int> codes[] = {
        {"steward.no_profile", 404},  {"steward.no_merge", 409},     {"steward.not_member", 409},
        {"steward.all_members", 409}, {"steward.same_profile", 409}, {"steward.exclusive", 409}};
    for (const auto& [code, status] : codes) {
        steward_.refuse_with = code;
        const HttpAnswer answer = post(split_, steward_token_, R"({"reason":"x"})");
        EXPECT_EQ(answer.status, status) << code;
        EXPECT_EQ(answer.code(), code);
        EXPECT_EQ(answer.json().text_of("detail"), "it was refused");
    }
}

TEST_F(StewardTest, AHeldSnapshotIsDecided)
{
    const std::string control = token({"pipelines:control"});
    EXPECT_EQ(post("/v1/pipelines/erp/customers/snapshot", control, R"({"accept":true})").status,
              200);
    EXPECT_TRUE(admin_.accepted);
    EXPECT_EQ(post("/v1/pipelines/erp/customers/snapshot", control, R"({"accept":"yes"})").code(),
              "api.bad_body");
    EXPECT_EQ(post("/v1/pipelines/other/customers/snapshot", control, R"({"accept":true})").code(),
              "admin.no_stream");
    EXPECT_EQ(post("/v1/pipelines/erp/orders/snapshot", control, R"({"accept":true})").code(),
              "admin.not_held");
    EXPECT_EQ(post("/v1/pipelines/erp/customers/snapshot", reader_, R"({"accept":true})").status,
              403);
}

}  // namespace
}  // namespace cx::api
