// No value leaves for a token that does not accept its label, wherever the label came from.
// table_test.cpp asks every route.
#include "hub_fixture.hpp"

#include <algorithm>

namespace cx::api {
namespace {

class FilterTest : public HubTest {
protected:
    static bool holds(const HttpAnswer& answer, const std::string& text)
    {
        return answer.body.find(text) != std::string::npos;
    }
};

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

TEST_F(FilterTest, WhyTwoAreNotOneIsToldWithoutKeysAndValuesThatDoNotPass)
{
    const std::string target = "/v1/profiles/" + pid(1) + "/why?other=";
    const HttpAnswer bare = get(target + pid(2), token({"profiles:read"}));
    ASSERT_EQ(bare.status, 200) << bare.body;
    const json::Value best = *bare.json().find("apart_from")->find("best");
    EXPECT_EQ(best.text_of("weight"), "4.5");
    EXPECT_EQ(best.text_of("missing"), "2.1");
    EXPECT_EQ(best.text_of("veto"), "birth_date");
    EXPECT_EQ(best.find("terms")->as_array()[0].text_of("bits"), "-5.5");
    EXPECT_FALSE(holds(bare, "canary"));
    const HttpAnswer all = get(target + pid(2), reader_);
    EXPECT_TRUE(holds(all, "canary-source-key"));
    EXPECT_TRUE(holds(all, "canary-link-value"));
    EXPECT_FALSE(holds(all, "canary-unknown-member"));
    EXPECT_EQ(get(target + pid(404), reader_).status, 404);
    EXPECT_EQ(get(target + "nobody", reader_).status, 404);
    const auto reads = store_->view()->accesses({});
    EXPECT_TRUE(std::any_of(reads.begin(), reads.end(), [](const store::AccessRow& row) {
        return row.profiles == std::vector<std::string>{pid(1), pid(2)};
    })) << "both were looked at";
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
