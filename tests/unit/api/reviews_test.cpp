// Pairs for a person to look at, and what a steward may see before acting.
#include "hub_fixture.hpp"

namespace cx::api {
namespace {

class ReviewsTest : public HubTest {
protected:
    std::vector<std::string> ids(const std::string& query)
    {
        std::vector<std::string> found;
        const HttpAnswer answer = get("/v1/reviews" + query, steward_token_);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const json::Value body = answer.json();
        for (const json::Value& row : body.find("reviews")->as_array())
            found.push_back(row.text_of("id"));
        return found;
    }
    // Two more pairs: one that waits, one that was merged.
    void more_pairs()
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        set.edges_of = {1, 2};
        const auto pair = [&](model::RecordId a, model::RecordId b, int weight, auto state) {
            set.edges.push_back({.pair = {a, b}, .state = state, .weight = weight, .model = "m"});
        };
        pair(1, 2, 3000, store::EdgeRow::State::review);
        pair(2, 1, 500, store::EdgeRow::State::review);
        pair(2, 2, 9000, store::EdgeRow::State::merged);
        store_->commit(set);
    }

    using Ids = std::vector<std::string>;
    const std::string steward_token_ = token({"profiles:steward"}, guarding_labels());
    const std::string both_ = R"("a":")" + pid(1) + R"(","b":")" + pid(2) + '"';
};

TEST_F(ReviewsTest, APairIsToldWithBothRecordsAndItsTerms)
{
    const HttpAnswer answer = get("/v1/reviews/1-2", steward_token_);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Value review = answer.json();
    EXPECT_EQ(review.text_of("id"), "1-2");
    EXPECT_EQ(review.text_of("state"), "review");
    EXPECT_EQ(review.text_of("entity"), "person");
    EXPECT_EQ(review.text_of("veto"), "birth_date");
    EXPECT_EQ(review.text_of("model"), "model-1");
    EXPECT_TRUE(review.text_of("weight").starts_with("2.929")) << review.text_of("weight");
    EXPECT_TRUE(review.text_of("probability").starts_with("0.883")) << answer.body;
    EXPECT_EQ(review.find("terms")->as_array()[0].text_of("fact"), "family");
    const json::Array& records = review.find("records")->as_array();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].find("data")->text_of("nickname"), "bob");
    EXPECT_EQ(records[0].text_of("profile_id"), pid(2));
    EXPECT_EQ(records[1].find("data")->text_of("nickname"), "ada");
    EXPECT_EQ(accesses().front().profiles, (Ids{pid(2), pid(1)}));
}

TEST_F(ReviewsTest, PairsAreListedByStateBandAndEntity)
{
    more_pairs();
    EXPECT_EQ(ids(""), (Ids{"1-2", "2-1"}));
    EXPECT_EQ(ids("?state=merged"), Ids{"2-2"});
    EXPECT_EQ(ids("?band=0.7-0.9"), Ids{"1-2"});
    EXPECT_EQ(ids("?band=0.5-0.7"), Ids{"2-1"});
    EXPECT_EQ(ids("?band=0.9-0.99"), Ids{});
    EXPECT_EQ(ids("?band=0.99-1&state=merged"), Ids{"2-2"});
    EXPECT_EQ(ids("?entity=person").size(), 2U);
    EXPECT_EQ(ids("?entity=organization"), Ids{});
}

TEST_F(ReviewsTest, PairsComeByPages)
{
    more_pairs();
    const HttpAnswer first = get("/v1/reviews?limit=1", steward_token_);
    EXPECT_EQ(ids("?limit=1"), Ids{"1-2"});
    const std::string next = first.json().text_of("next");
    EXPECT_EQ(ids("?limit=1&after=" + next), Ids{"2-1"});
    EXPECT_TRUE(
        get("/v1/reviews?limit=1&after=500_2_1", steward_token_).json().find("next")->is_null());
    EXPECT_EQ(get("/v1/reviews?after=yesterday", steward_token_).code(), "api.bad_parameter");
    EXPECT_EQ(get("/v1/reviews?band=high", steward_token_).code(), "api.bad_parameter");
}

TEST_F(ReviewsTest, APairThatIsNotThereIsNotFound)
{
    for (const char* id : {"2-1", "1-9", "1", "x-y", "1-2-3"})
        EXPECT_EQ(get(std::string("/v1/reviews/") + id, steward_token_).code(), "steward.no_review")
            << id;
}

TEST_F(ReviewsTest, AVerdictIsPassedOn)
{
    const HttpAnswer answer =
        post("/v1/reviews/1-2", steward_token_, R"({"verdict":"same","reason":"one signature"})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.json().text_of("decision"), "decision-4");
    EXPECT_EQ(steward_.judged, (store::RecordPair{1, 2}));
    EXPECT_TRUE(steward_.said_same);
    EXPECT_EQ(steward_.actor, "agent-7");
    EXPECT_EQ(steward_.reason, "one signature");
    EXPECT_EQ(store_->view()->audit({}).front().subject, "id=1-2 decision=decision-4 verdict=same");

    post("/v1/reviews/1-2", steward_token_, R"({"verdict":"different","reason":"x"})");
    EXPECT_FALSE(steward_.said_same);
    for (const char* body : {R"({"verdict":"maybe","reason":"x"})", R"({"verdict":"same"})",
                             R"({"reason":"x"})", R"({"verdict":"same","reason":"x","pair":1})"})
        EXPECT_EQ(post("/v1/reviews/1-2", steward_token_, body).code(), "api.bad_body") << body;
    steward_.refuse_with = "steward.no_review";
    EXPECT_EQ(post("/v1/reviews/1-2", steward_token_, R"({"verdict":"same","reason":"x"})").status,
              404);
}

TEST_F(ReviewsTest, TwoAreForbiddenToBecomeOne)
{
    EXPECT_EQ(post("/v1/profiles/forbid", steward_token_, "{" + both_ + R"(,"reason":"x"})")
                  .json()
                  .text_of("decision"),
              "decision-3");
    EXPECT_EQ(post("/v1/profiles/forbid", steward_token_, "{" + both_ + "}").code(),
              "api.bad_body");
}

TEST_F(ReviewsTest, APreviewTellsAndIsLoggedAsARead)
{
    const auto acts = store_->view()->audit({}).size();
    const HttpAnswer answer =
        post("/v1/profiles/" + pid(1) + "/split", steward_token_, R"({"preview":true})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const json::Value preview = *answer.json().find("preview");
    EXPECT_EQ(answer.json().find("decision"), nullptr);
    EXPECT_EQ(preview.find("after")->as_array().size(), 2U);
    EXPECT_EQ(preview.find("after")->as_array()[0].text_of("profile_id"), pid(1));
    EXPECT_EQ(preview.find("after")->as_array()[1].find("profile_id"), nullptr);
    EXPECT_EQ(preview.find("links")->as_array()[0].find("a")->text_of("key"), "crm:bob");
    EXPECT_EQ(preview.find("vetoes")->as_array()[0].text_of("rule"), "birth_date");
    EXPECT_EQ(json::write(*preview.find("decisions")), R"(["decision-0"])");
    EXPECT_EQ(store_->view()->audit({}).size(), acts);
    EXPECT_EQ(accesses().front().route, "POST /v1/profiles/{id}/split");
    EXPECT_EQ(accesses().front().profiles, Ids{pid(1)});
}

TEST_F(ReviewsTest, APreviewOfAMergeOrForbidNamesBoth)
{
    for (const char* act : {"merge", "forbid"}) {
        EXPECT_EQ(post(std::string("/v1/profiles/") + act, steward_token_,
                       "{" + both_ + R"(,"preview":true})")
                      .status,
                  200);
        EXPECT_EQ(steward_.previewed.kind == Steward::Act::Kind::merge,
                  std::string(act) == "merge");
        EXPECT_EQ(steward_.previewed.a, pid(1));
        EXPECT_EQ(steward_.previewed.b, pid(2));
    }
    EXPECT_EQ(
        post("/v1/profiles/merge", steward_token_, "{" + both_ + R"(,"preview":"yes"})").code(),
        "api.bad_body");
}

TEST_F(ReviewsTest, KeysOfRecordsStayInWhereTheyAreNotAccepted)
{
    const std::string narrow = token({"profiles:steward"}, {"pii.direct"});
    const HttpAnswer answer =
        post("/v1/profiles/merge", narrow, "{" + both_ + R"(,"preview":true})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.find("crm:"), std::string::npos) << answer.body;
    EXPECT_EQ(get("/v1/reviews/1-2", narrow).body.find("crm:"), std::string::npos);
}

TEST_F(ReviewsTest, APreviewTellsConsentsByTheStricterSide)
{
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    model::Seq seq = store_->next_seq();
    model::RecordId record = store_->next_record();
    const auto says = [&](const std::string& owner, const std::string& state) {
        model::RecordVersion version;
        version.seq = seq++;
        version.record = record++;
        version.key = {"crm", "consent", owner + ":ads"};
        version.kind = model::EntityKind::state;
        version.version = 1;
        version.origin = {"crm", "all", owner + ":ads"};
        version.owner = owner;
        version.data = R"({"purpose":"purpose.marketing.direct","channel":"email","state":")" +
                       state + R"(","legal_basis":"consent"})";
        set.records.push_back({version, true});
    };
    says("crm:bob", "withdrawn");
    says("crm:ada", "granted");
    store_->commit(set);
    const HttpAnswer answer =
        post("/v1/profiles/" + pid(1) + "/split", steward_token_, R"({"preview":true})");
    const json::Value preview = *answer.json().find("preview");
    const auto allowed = [](const json::Value& group) {
        for (const json::Value& consent : group.find("consents")->as_array())
            if (consent.text_of("purpose") == "purpose.marketing.direct")
                return json::write(*consent.find("allowed"));
        return std::string("nobody spoke of it");
    };
    EXPECT_EQ(allowed(preview.find("before")->as_array()[0]), "[]") << "Bob said no";
    EXPECT_EQ(allowed(preview.find("after")->as_array()[0]), R"(["email"])");
    EXPECT_EQ(allowed(preview.find("after")->as_array()[1]), "[]");
}

}  // namespace
}  // namespace cx::api
