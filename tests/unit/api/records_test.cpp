#include "api/decimal_sum.hpp"
#include "base/limits.hpp"
#include "hub_fixture.hpp"

#include <algorithm>
#include <set>

namespace cx::api {
namespace {

class RecordsTest : public HubTest {
protected:
    const std::string one_ = "/v1/profiles/" + pid(1);

    static std::vector<std::string> keys(const json::Value& page)
    {
        std::vector<std::string> all;
        for (const json::Value& record : page.find("records")->as_array())
            all.push_back(record.text_of("key"));
        return all;
    }

    // `count` more interactions of Ada, all at one time or a minute apart.
    void add_interactions(int count, bool at_once, const std::string& data = "{}")
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        model::Seq seq = store_->next_seq();
        model::RecordId id = store_->next_record();
        for (int i = 0; i < count; ++i) {
            model::RecordVersion version;
            version.seq = seq++;
            version.record = id++;
            version.key = {"web", "interaction", "web:more" + std::to_string(i)};
            version.kind = model::EntityKind::event;
            version.version = 1;
            version.origin = {"web", "all", version.key.key};
            version.owner = "crm:ada";
            version.time = {1'788'000'000'000'000 + (at_once ? 0 : i * 60 * micros_per_second)};
            version.data = data;
            set.records.push_back({version, true});
        }
        store_->commit(set);
    }
};

TEST_F(RecordsTest, TheTimelineIsNewestFirstOverStatesAndEvents)
{
    const json::Value page = get(one_ + "/timeline", reader_).json();
    EXPECT_EQ(keys(page),
              (std::vector<std::string>{"txn:2", "txn:1", "loyalty.member:M1", "crm:ada:news",
                                        "web:2", "web:1", "shop:A1", "shop:A0"}))
        << "the points on her card are hers";
    EXPECT_TRUE(page.find("next")->is_null());
}

TEST_F(RecordsTest, PagesLoseAndRepeatNoRecordAlsoAtOneTime)
{
    add_interactions(7, true);
    for (const int limit : {1, 2, 3, 5, 100}) {
        std::vector<std::string> seen;
        std::string target = one_ + "/timeline?limit=" + std::to_string(limit);
        for (std::string next; seen.size() < 50;) {
            const json::Value page =
                get(target + (next.empty() ? "" : "&before=" + next), reader_).json();
            for (const std::string& key : keys(page)) seen.push_back(key);
            next = page.text_of("next");
            if (next.empty()) break;
        }
        EXPECT_EQ(seen.size(), 15U) << limit;
        EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 15U) << limit;
    }
}

TEST_F(RecordsTest, EntitiesAreOfTheTypeAskedFor)
{
    EXPECT_EQ(keys(get(one_ + "/entities?type=order", reader_).json()),
              (std::vector<std::string>{"shop:A1", "shop:A0"}));
    EXPECT_EQ(get(one_ + "/entities?type=person", reader_).status, 400);
    EXPECT_EQ(get(one_ + "/entities?type=unheard", reader_).status, 400);
    EXPECT_EQ(keys(get(one_ + "/entities", reader_).json()).size(), 8U);
}

TEST_F(RecordsTest, OneEntityByItsKey)
{
    const json::Value order = get("/v1/entities/order/shop:A1", reader_).json();
    EXPECT_EQ(order.text_of("kind"), "state");
    EXPECT_EQ(order.text_of("owner"), "crm:ada");
    EXPECT_EQ(order.text_of("profile_id"), pid(1));
    EXPECT_EQ(order.find("data")->text_of("title"), "lamp");
    EXPECT_EQ(get("/v1/entities/order/shop%3AA1?source=shop", reader_).status, 200);
    EXPECT_EQ(get("/v1/entities/order/shop:A1?source=crm", reader_).status, 404);
    EXPECT_EQ(get("/v1/entities/person/crm:bob", reader_).json().text_of("profile_id"), pid(2));
    EXPECT_EQ(get("/v1/entities/order/shop:none", reader_).status, 404);
    EXPECT_EQ(get("/v1/entities/unheard/shop:A1", reader_).status, 404);
}

TEST_F(RecordsTest, TheContextHoldsWhatADeskNeeds)
{
    const json::Value body = get(one_ + "/context", reader_).json();
    EXPECT_EQ(body.find("data")->text_of("nickname"), "ada");
    EXPECT_EQ(body.find("interactions")->as_array().size(), 2U);
    ASSERT_EQ(body.find("open_orders")->as_array().size(), 1U) << "a delivered order is not open";
    EXPECT_EQ(body.find("open_orders")->as_array()[0].text_of("key"), "shop:A1");
    ASSERT_EQ(body.find("loyalty")->as_array().size(), 1U);
    EXPECT_EQ(body.find("loyalty")->as_array()[0].text_of("balance"), "99.75");
    EXPECT_EQ(body.find("consents")->as_array().at(0).find("data")->text_of("purpose"), "news");
    EXPECT_EQ(json::write(*body.find("truncated")), "[]");
}

TEST_F(RecordsTest, ABalanceIsOfThoseWhoMaySeePoints)
{
    const std::string blind = token({"profiles:read"}, {"identity.key"});
    const json::Value body = get(one_ + "/context", blind).json();
    EXPECT_EQ(body.find("loyalty")->as_array().at(0).find("balance"), nullptr);
}

TEST_F(RecordsTest, TheContextIsBoundedAndSaysSo)
{
    add_interactions(30, false, R"({"type":")" + std::string(8000, 'x') + "\"}");
    const HttpAnswer answer = get(one_ + "/context", reader_);
    ASSERT_EQ(answer.status, 200);
    EXPECT_LE(answer.body.size(), limits::context_bytes);
    EXPECT_EQ(json::write(*answer.json().find("truncated")), R"(["interactions"])");
    EXPECT_FALSE(answer.json().find("interactions")->as_array().empty());
}

TEST_F(RecordsTest, ChangesComeInOrderByPages)
{
    std::int64_t after = 0;
    std::vector<std::string> ops;
    for (int pages = 0; pages < 50; ++pages) {
        const json::Value page =
            get("/v1/changes?limit=2&after=" + std::to_string(after), reader_).json();
        const json::Array& changes = page.find("changes")->as_array();
        EXPECT_LE(changes.size(), 2U);
        for (const json::Value& change : changes) {
            EXPECT_GT(change.find("seq")->integer(), after);
            after = *change.find("seq")->integer();
            ops.push_back(change.text_of("kind") + " " + change.text_of("op"));
        }
        EXPECT_EQ(page.find("next")->integer(), after);
        if (changes.empty()) break;
    }
    EXPECT_EQ(ops.size(), 13U);
    EXPECT_EQ(ops.front(), "profile created");
    EXPECT_EQ(ops.back(), "event upsert");
    EXPECT_EQ(std::count(ops.begin(), ops.end(), "profile removed"), 1);
}

TEST_F(RecordsTest, AChangeNamesTheProfileItIsAbout)
{
    const json::Value page = get("/v1/changes", reader_).json();
    for (const json::Value& change : page.find("changes")->as_array()) {
        if (change.text_of("op") == "removed") {
            EXPECT_EQ(change.text_of("merged_into"), pid(1));
        }
        if (change.text_of("entity") == "order") {
            EXPECT_EQ(change.text_of("profile_id"), pid(1));
        }
    }
}

TEST_F(RecordsTest, RejectsAreListedAndShown)
{
    const json::Value page = get("/v1/rejects?pipeline=erp&code=csv.quote", reader_).json();
    ASSERT_EQ(page.find("rejects")->as_array().size(), 1U);
    EXPECT_EQ(page.find("rejects")->as_array()[0].text_of("remedy"), "close it");
    EXPECT_TRUE(
        get("/v1/rejects?state=retried", reader_).json().find("rejects")->as_array().empty());
    EXPECT_EQ(get("/v1/rejects?state=all", reader_).json().find("rejects")->as_array().size(), 1U);
    EXPECT_TRUE(
        get("/v1/rejects?pipeline=other", reader_).json().find("rejects")->as_array().empty());
    EXPECT_EQ(get("/v1/rejects/" + pid(70), reader_).json().text_of("position"), "a.csv:3");
    EXPECT_EQ(get("/v1/rejects/" + pid(71), reader_).code(), "api.no_reject");
    EXPECT_EQ(get("/v1/rejects/x", reader_).code(), "api.no_reject");
    EXPECT_EQ(get("/v1/rejects?state=closed", reader_).status, 400);
}

TEST(DecimalSum, LosesNoDigit)
{
    DecimalSum sum;
    EXPECT_EQ(sum.text(), "0");
    for (const char* text : {"0.1", "0.2", "-12.50", "100000000000000000"})
        EXPECT_TRUE(sum.add(text)) << text;
    EXPECT_EQ(sum.text(), "99999999999999987.8");
    EXPECT_TRUE(sum.add("-99999999999999988"));
    EXPECT_EQ(sum.text(), "-0.2");
    for (const char* text :
         {"", "-", ".5", "5.", "1e3", "1,000", "0.1234567890", "1234567890123456789"})
        EXPECT_FALSE(sum.add(text)) << text;
    EXPECT_EQ(sum.text(), "-0.2");
}

}  // namespace
}  // namespace cx::api
