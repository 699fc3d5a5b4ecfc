// No value leaves through a route for a token that does not accept its label: every label, every
// route.
#include "api/routes.hpp"
#include "hub_fixture.hpp"

#include <algorithm>

namespace cx::api {
namespace {

struct Asked {
    std::string route;  // Of the table
    std::string target;
    std::string body;         // POST where there is one
    bool has_fields;          // Its answer holds fields with labels
    std::string method = "";  // Empty: POST with a body, GET without
    int status = 200;
};

std::vector<Asked> every_route(const std::string& token_id, const std::string& erasure)
{
    const std::string one = "/v1/profiles/" + pid(1);
    return {
        {"/v1/profiles", "/v1/profiles", "", true},
        {"/v1/profiles/lookup", "/v1/profiles/lookup", R"({"email":"ada@example.com"})", false},
        {"/v1/profiles/merge", "/v1/profiles/merge",
         R"({"a":")" + pid(1) + R"(","b":")" + pid(2) + R"(","reason":"same"})", false},
        {"/v1/profiles/{id}", one, "", true},
        {"/v1/profiles/{id}/context", one + "/context", "", true},
        {"/v1/profiles/{id}/timeline", one + "/timeline", "", true},
        {"/v1/profiles/{id}/entities", one + "/entities?type=order", "", true},
        {"/v1/profiles/{id}/why", one + "/why", "", true},
        {"/v1/profiles/{id}/members", one + "/members", "", true},
        {"/v1/profiles/{id}/history", one + "/history", "", true},
        {"/v1/profiles/{id}/split", one + "/split", R"({"reason":"two people"})", false},
        {"/v1/profiles/{id}/export", one + "/export", "", true},
        {"/v1/profiles/{id}/erase", one + "/erase", R"({"reason":"asked"})", false},
        {"/v1/profiles/{id}/restrict", one + "/restrict", R"({"reason":"asked"})", false},
        {"/v1/profiles/{id}/unrestrict", one + "/unrestrict", R"({"reason":"asked"})", false},
        {"/v1/erasures", "/v1/erasures", "", false},
        {"/v1/erasures/{id}", "/v1/erasures/" + erasure, "", false},
        {"/v1/erasures/{id}/lift", "/v1/erasures/" + erasure + "/lift", R"({"reason":"back"})",
         false},
        {"/v1/audit/access", "/v1/audit/access", "{}", false},
        {"/v1/audit/changes", "/v1/audit/changes", "{}", false},
        {"/v1/audit/decisions", "/v1/audit/decisions", "", false},
        {"/v1/entities/{type}/{key}", "/v1/entities/order/shop:A1", "", true},
        {"/v1/changes", "/v1/changes", "", true},
        {"/v1/changes/snapshot", "/v1/changes/snapshot", "", true},
        {"/v1/rejects", "/v1/rejects", "", false},
        {"/v1/rejects/{id}", "/v1/rejects/" + pid(70), "", false},
        {"/v1/rejects/retry", "/v1/rejects/retry", R"({"pipeline":"erp"})", false},
        {"/v1/rejects/{id}/retry", "/v1/rejects/" + pid(70) + "/retry", "{}", false},
        {"/v1/rejects/{id}/dismiss", "/v1/rejects/" + pid(70) + "/dismiss", "", false, "POST"},
        {"/v1/rejects/dismiss", "/v1/rejects/dismiss", R"({"pipeline":"erp"})", false},
        {"/v1/schemas", "/v1/schemas", "", false},
        {"/v1/schemas/{entity}/{version}", "/v1/schemas/person/1.2", "", false},
        {"/v1/labels", "/v1/labels", "", false},
        {"/v1/pipelines", "/v1/pipelines", "", false},
        {"/v1/pipelines/{name}/{stream}/snapshot", "/v1/pipelines/erp/customers/snapshot",
         R"({"accept":true})", false},
        {"/v1/pipelines/{name}/pause", "/v1/pipelines/erp/pause", "{}", false},
        {"/v1/pipelines/{name}/resume", "/v1/pipelines/erp/resume", "{}", false},
        {"/v1/pipelines/{name}/run", "/v1/pipelines/erp/run", "{}", false, "", 409},
        {"/v1/pipelines/{name}/rewind", "/v1/pipelines/erp/rewind", "{}", false},
        {"/v1/pipelines/{name}/{stream}/replay", "/v1/pipelines/erp/customers/replay",
         R"({"dry_run":true})", false},
        {"/v1/admin/reload", "/v1/admin/reload", "", false, "POST", 409},
        {"/v1/sinks/{name}/resync", "/v1/sinks/warehouse/resync", "", false, "POST"},
        {"/v1/tokens", "/v1/tokens", "", false},
        {"/v1/tokens", "/v1/tokens", R"({"name":"desk","scopes":["profiles:read"]})", false},
        {"/v1/tokens/self", "/v1/tokens/self", "", false},
        {"/v1/tokens/{id}/rotate", "/v1/tokens/" + token_id + "/rotate", "{}", false},
        {"/v1/tokens/{id}", "/v1/tokens/" + token_id, "", false, "DELETE"},
        {"/v1/openapi.json", "/v1/openapi.json", "", false},
    };
}

class FilterTest : public HubTest {
protected:
    void SetUp() override
    {
        HubTest::SetUp();
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        set.erasure = store::Erasure{
            .id = erasure_, .what = {.profiles = {pid(98)}}, .actor = "officer", .reason = "asked"};
        store_->commit(set);
    }

    const std::string erasure_ = pid(80);

    // Of a token that nobody uses, to be revoked.
    std::string spare_id()
    {
        const NewToken made = make_token("spare", {"profiles:read"}, {}, clock_.now(), {});
        store_->save_token(made.row);
        return made.row.id;
    }
    HttpAnswer ask(const Asked& asked, const std::string& token)
    {
        if (!asked.method.empty())
            return http(server_->api_port(), asked.method, asked.target,
                        {{"Authorization", "Bearer " + token}});
        return asked.body.empty() ? get(asked.target, token)
                                  : post(asked.target, token, asked.body);
    }
    static bool holds(const HttpAnswer& answer, const std::string& text)
    {
        return answer.body.find(text) != std::string::npos;
    }
};

TEST_F(FilterTest, TheTableOfThisTestHoldsEveryRoute)
{
    std::vector<std::string> asked;
    for (const Asked& row : every_route(spare_id(), erasure_)) asked.push_back(row.route);
    std::size_t others = 0;
    for (const Route& route : routes()) {
        if (route.path.starts_with("/v1/ingest/")) {
            ++others;  // Its answer is the plugin's.
            continue;
        }
        EXPECT_NE(std::find(asked.begin(), asked.end(), route.path), asked.end()) << route.path;
    }
    EXPECT_EQ(asked.size() + others, routes().size());
}

TEST_F(FilterTest, NothingGuardedLeavesForATokenThatAcceptsNothing)
{
    const std::string blind = token({"admin"});
    for (const Asked& asked : every_route(spare_id(), erasure_)) {
        const HttpAnswer answer = ask(asked, blind);
        EXPECT_EQ(answer.status, asked.status) << asked.target << answer.body;
        EXPECT_FALSE(holds(answer, "canary-")) << asked.target << "\n" << answer.body;
        EXPECT_FALSE(holds(answer, "crm:ada")) << asked.target << ": a source key left";
        EXPECT_FALSE(holds(answer, "example.com")) << asked.target;
    }
}

TEST_F(FilterTest, EachLabelOpensItsOwnFieldsAndNoOthers)
{
    for (const std::string& label : guarding_labels()) {
        const std::string eyes = token({"admin"}, {label});
        for (const Asked& asked : every_route(spare_id(), erasure_)) {
            const HttpAnswer answer = ask(asked, eyes);
            for (const std::string& other : guarding_labels()) {
                const bool expected = asked.has_fields && other == label;
                EXPECT_EQ(holds(answer, '"' + canary(other) + '"'), expected)
                    << asked.target << " with " << label << " shows " << other;
            }
        }
    }
}

TEST_F(FilterTest, ATokenThatAcceptsAllSeesAll)
{
    const std::string eyes = token({"admin"}, guarding_labels());
    for (const Asked& asked : every_route(spare_id(), erasure_)) {
        if (!asked.has_fields) continue;
        const HttpAnswer answer = ask(asked, eyes);
        for (const std::string& label : guarding_labels())
            EXPECT_TRUE(holds(answer, canary(label))) << asked.target << " hides " << label;
    }
}

TEST_F(FilterTest, LabelsThatAMappingAddedGuardToo)
{
    const std::string one = "/v1/profiles/" + pid(1);
    const std::vector<std::string> targets{
        one,           one + "/context", one + "/timeline",
        one + "/why",  one + "/members", one + "/history",
        "/v1/changes", "/v1/profiles",   "/v1/entities/interaction/web:1"};
    std::vector<std::string> all_but_health = guarding_labels();
    std::erase(all_but_health, "sensitive.health");
    const std::string most = token({"admin"}, all_but_health);
    const std::string health = token({"admin"}, {"sensitive.health"});
    for (const std::string& target : targets) {
        EXPECT_FALSE(holds(get(target, most), "canary-mapping")) << target;
        EXPECT_TRUE(holds(get(target, health), "canary-mapping")) << target;
    }
}

TEST_F(FilterTest, ARecordOfAMappingThatNobodyKnowsKeepsItsValues)
{
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    model::RecordVersion version;
    version.seq = store_->next_seq();
    version.record = store_->next_record();
    version.key = {"shop", "order", "shop:X"};
    version.kind = model::EntityKind::state;
    version.version = 1;
    version.origin = {"shop", "orders", "X"};
    version.mapping = "lost/mapping@9";
    version.data = R"({"title":"canary-lost"})";
    set.records.push_back({version, true});
    store_->commit(set);

    const HttpAnswer answer = get("/v1/entities/order/shop:X", reader_);
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(holds(answer, "canary-lost"));
    EXPECT_EQ(json::write(*answer.json().find("left_out")), R"(["title"])");
}

TEST_F(FilterTest, ReasonsKeepKeysMatchedValuesAndUnknownMembersIn)
{
    const std::string target = "/v1/profiles/" + pid(1) + "/why";
    const HttpAnswer keys = get(target, token({"profiles:read"}, {"identity.key"}));
    EXPECT_TRUE(holds(keys, "canary-source-key"));
    EXPECT_FALSE(holds(keys, "canary-link-value"));
    EXPECT_FALSE(holds(keys, "canary-stranger")) << "a candidate that is no member left";
    const HttpAnswer all = get(target, reader_);
    EXPECT_TRUE(holds(all, "canary-link-value"));
    EXPECT_FALSE(holds(all, "canary-unknown-member"));
    EXPECT_FALSE(holds(all, "canary-stranger"));
    EXPECT_TRUE(holds(get(target, token({"profiles:read"})), R"("rule":"only")"))
        << "how a value was chosen always goes";
}

TEST_F(FilterTest, APayloadLeavesForAnAdministratorWithPersonalLabelsOnly)
{
    const std::string target = "/v1/rejects/" + pid(70);
    EXPECT_FALSE(holds(get(target, reader_), "canary-payload")) << "all labels, but not the scope";
    EXPECT_FALSE(holds(get(target, token({"admin"})), "canary-payload"))
        << "the scope, but no labels";
    EXPECT_TRUE(holds(get(target, token({"admin"}, guarding_labels())), "canary-payload"));
    EXPECT_FALSE(holds(get("/v1/rejects", token({"admin"}, guarding_labels())), "canary-payload"));
}

TEST_F(FilterTest, NamesOfWhatWasLeftOutGo)
{
    const json::Value body =
        get("/v1/profiles/" + pid(1), token({"profiles:read"}, {"pii.direct"})).json();
    const std::string left_out = json::write(*body.find("left_out"));
    EXPECT_NE(left_out.find("f_identity_key"), std::string::npos);
    EXPECT_EQ(left_out.find("f_pii_direct"), std::string::npos);
    EXPECT_NE(
        telemetry_->scrape().find("cxhub_export_refused_total{reason=\"label\",sink=\"api\"}"),
        std::string::npos);
}

TEST_F(FilterTest, ErrorsRepeatNothingOfWhatWasSent)
{
    const std::vector<HttpAnswer> answers{
        get("/v1/profiles?email=canary@example.com", reader_),
        get("/v1/profiles?fields=canary-1,name", reader_),
        get("/v1/profiles?canary=1", reader_),
        get("/v1/entities/order/canary-key", reader_),
        get("/v1/profiles/canary-id", reader_),
        post("/v1/profiles/lookup", reader_, R"({"email":"canary at example"})"),
        post("/v1/profiles/lookup", reader_, R"({"canary":"x"})"),
        get("/v1/profiles", "cxh_canary-token"),
    };
    for (const HttpAnswer& answer : answers) {
        EXPECT_GE(answer.status, 400);
        EXPECT_FALSE(holds(answer, "canary")) << answer.body;
    }
}

}  // namespace
}  // namespace cx::api
