// A person's word on scored pairs, what is forbidden, and what an act would do before it is done.
#include "hub_test.hpp"
#include "pipeline/scored.hpp"
#include "unify/score.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Act = api::Steward::Act;
using State = store::EdgeRow::State;

class Reviewing : public HubTest {
protected:
    static std::string member(const std::string& id) { return "crm " + contact(id); }

    // Two who have nothing in common.
    void take_strangers()
    {
        hub_->take({says("1", 10, {person("1", named("Ada King"))}),
                    says("2", 10, {person("2", named("Countess Lovelace"))})});
    }
    // Three of one name and address, who are one profile.
    void take_family()
    {
        for (const char* id : {"1", "2", "3"})
            hub_->take({says(id, 10, {person(id, named("Bo Berg", "bo@berg.org"))})});
        ASSERT_THAT(hub_->partition(), SizeIs(1));
    }
    model::RecordId record(const std::string& id)
    {
        const model::RecordKey keys[] = {person_key(id)};
        return hub_->store->view()->heads(keys)[0]->id;
    }
    store::RecordPair pair(const std::string& a, const std::string& b)
    {
        return {record(a), record(b)};
    }
    // As if resolution had found it.
    store::RecordPair commit_pair(const std::string& a, const std::string& b,
                                  State state = State::review)
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        set.edges_of = {record(a)};
        set.edges = {{.pair = pair(a, b),
                      .state = state,
                      .weight = 4000,
                      .levels = std::string("\1\2", 2),
                      .model = "model-1"}};
        hub_->store->commit(set);
        return set.edges[0].pair;
    }
    std::vector<store::VerdictRow> verdicts() { return hub_->store->view()->verdicts(0, 100); }
    std::string profile(const std::string& id) { return hub_->profile_of(id); }
    template <typename Result>
    static std::string code_of(const Result& result)
    {
        return result ? "" : result.error().code;
    }
};

TEST_F(Reviewing, SameMakesOneProfileAndALabelledPair)
{
    take_strangers();
    const auto asked = commit_pair("1", "2");
    const auto outcome = hub_->steward->judge(asked, true, "ann", "her maiden name");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_THAT(outcome->profiles, ElementsAre(profile("1")));
    const auto said = verdicts();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].pair, asked);
    EXPECT_TRUE(said[0].same);
    EXPECT_TRUE(said[0].asked);
    EXPECT_EQ(said[0].weight, 4000);
    EXPECT_EQ(said[0].model, "model-1");
    EXPECT_EQ(said[0].levels, std::string("\1\2", 2));
    EXPECT_EQ(said[0].decision, outcome->decision);
    EXPECT_EQ(said[0].actor, "ann");
    EXPECT_EQ(said[0].reason, "her maiden name");
    EXPECT_EQ(hub_->store->view()->all_decisions()[0].id, outcome->decision);
    // It outlives that everything is read again.
    take_strangers();
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(Reviewing, DifferentPartsTheTwoForGood)
{
    take_family();
    const auto asked = commit_pair("1", "2", State::merged);
    const auto outcome = hub_->steward->judge(asked, false, "ann", "father and son");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_NE(profile("1"), profile("2"));
    EXPECT_THAT(outcome->profiles, ElementsAre(profile("1"), profile("2")));
    const auto said = verdicts();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_FALSE(said[0].same);
    EXPECT_EQ(said[0].state, State::merged);
    for (const char* id : {"1", "2", "3"})
        hub_->take({says(id, 20, {person(id, named("Bo Berg", "bo@berg.org"))})});
    EXPECT_NE(profile("1"), profile("2"));
}

TEST_F(Reviewing, TheNewestWordOnAPairCounts)
{
    take_strangers();
    ASSERT_TRUE(hub_->steward->judge(commit_pair("1", "2"), false, "ann", "sisters"));
    ASSERT_TRUE(hub_->steward->judge(commit_pair("1", "2"), true, "bob", "one after all"));
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    const auto said = verdicts();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_TRUE(said[0].same);
    EXPECT_EQ(said[0].actor, "bob");
    EXPECT_THAT(hub_->store->view()->all_decisions(), SizeIs(1));
}

TEST_F(Reviewing, APairWithoutScoreOrRecordsIsNotJudged)
{
    take_strangers();
    EXPECT_EQ(code_of(hub_->steward->judge(pair("1", "2"), true, "ann", "x")), "steward.no_review");
    const auto asked = commit_pair("1", "2");
    hub_->take({gone("2")});
    EXPECT_EQ(code_of(hub_->steward->judge(asked, true, "ann", "x")), "steward.no_review");
    EXPECT_THAT(verdicts(), IsEmpty());
}

TEST_F(Reviewing, SameIsRefusedAgainstAnExclusiveIdentifier)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "", "", "c1"))}),
                says("2", 10, {person("2", named("Ada King", "", "", "c2"))})});
    const auto asked = commit_pair("1", "2");
    EXPECT_EQ(code_of(hub_->steward->judge(asked, true, "ann", "x")), "steward.exclusive");
    EXPECT_THAT(verdicts(), IsEmpty());
    EXPECT_TRUE(hub_->store->view()->edge(asked)) << "nothing was committed";
}

TEST_F(Reviewing, ASplitAndAMergeLabelThePairsBetweenTheirSides)
{
    take_family();
    const auto between = commit_pair("1", "2", State::merged);
    ASSERT_TRUE(hub_->steward->split(profile("2"), {person_key("2")}, "ann", "x"));
    auto said = verdicts();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].pair, between);
    EXPECT_FALSE(said[0].same);
    EXPECT_FALSE(said[0].asked) << "nobody was asked";
    commit_pair("1", "2");
    ASSERT_TRUE(hub_->steward->merge(profile("1"), profile("2"), "ann", "y"));
    said = verdicts();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_TRUE(said[0].same);
}

TEST_F(Reviewing, TwoThatAreForbiddenNeverBecomeOne)
{
    take_strangers();
    const auto outcome = hub_->steward->forbid(profile("1"), profile("2"), "ann", "sisters");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_THAT(outcome->profiles, ElementsAre(profile("1"), profile("2")));
    // Now they have all in common.
    for (const char* id : {"1", "2"})
        hub_->take({says(id, 20, {person(id, named("Ada King", "ada@king.org", "", "c1"))})});
    EXPECT_THAT(hub_->partition(), SizeIs(2));
    EXPECT_EQ(code_of(hub_->steward->forbid(profile("1"), profile("1"), "ann", "")),
              "steward.same_profile");
    EXPECT_EQ(code_of(hub_->steward->forbid(profile("1"), ids_.next(), "ann", "")),
              "steward.no_profile");
    ASSERT_TRUE(hub_->steward->merge(profile("1"), profile("2"), "bob", "one after all"));
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(Reviewing, APreviewOfASplitTellsGroupsAndLinksAndStoresNothing)
{
    take_family();
    const std::string one = profile("1");
    const auto before = hub_->store->view()->totals();
    const auto outlook = hub_->steward->preview(
        {.kind = Act::Kind::split, .a = one, .b = {}, .records = {person_key("3")}});
    ASSERT_TRUE(outlook) << outlook.error().message;
    ASSERT_THAT(outlook->before, SizeIs(1));
    EXPECT_EQ(outlook->before[0].profile_id, one);
    EXPECT_THAT(outlook->before[0].records, SizeIs(3));
    ASSERT_THAT(outlook->after, SizeIs(2));
    std::map<std::string, std::vector<model::RecordKey>> after;
    for (const auto& group : outlook->after) {
        EXPECT_EQ(group.records.size(), group.ids.size());
        after[group.profile_id] = group.records;
    }
    EXPECT_THAT(after[one], ::testing::UnorderedElementsAre(person_key("1"), person_key("2")));
    EXPECT_THAT(after[""], ElementsAre(person_key("3"))) << "an id that nobody has yet";
    EXPECT_THAT(outlook->links, SizeIs(2));
    for (const auto& link : outlook->links) EXPECT_EQ(link.ns, "email");
    EXPECT_THAT(outlook->vetoes, IsEmpty());

    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_EQ(hub_->store->view()->totals().last_seq, before.last_seq);
    EXPECT_THAT(hub_->store->view()->all_decisions(), IsEmpty());
}

TEST_F(Reviewing, APreviewOfAMergeTellsVetoesAndDecisionsThatItOverrules)
{
    hub_->take({says("1", 10,
                     {person("1", R"({"name":{"full":"Bo Berg"},"birth_date":)"
                                  R"("1950-01-02","contact_points":[{"email":"b@b.org"}]})")}),
                says("2", 10,
                     {person("2", R"({"name":{"full":"Bo Berg"},"birth_date":)"
                                  R"("1982-06-17","contact_points":[{"email":"b@b.org"}]})")})});
    ASSERT_THAT(hub_->partition(), SizeIs(2)) << "born in different years";
    const auto forbidden = hub_->steward->forbid(profile("1"), profile("2"), "ann", "two");
    ASSERT_TRUE(forbidden);
    const auto outlook = hub_->steward->preview(
        {.kind = Act::Kind::merge, .a = profile("1"), .b = profile("2"), .records = {}});
    ASSERT_TRUE(outlook) << outlook.error().message;
    EXPECT_THAT(outlook->before, SizeIs(2));
    ASSERT_THAT(outlook->after, SizeIs(1));
    EXPECT_EQ(outlook->after[0].profile_id, std::min(profile("1"), profile("2")));
    ASSERT_THAT(outlook->vetoes, SizeIs(1));
    EXPECT_EQ(outlook->vetoes[0].rule, "birth_date");
    EXPECT_THAT(outlook->decisions, ElementsAre(forbidden->decision));
    EXPECT_THAT(hub_->partition(), SizeIs(2));
}

TEST_F(Reviewing, APreviewIsRefusedAsTheActWouldBe)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "", "", "c1"))}),
                says("2", 10, {person("2", named("Ada King", "", "", "c2"))})});
    const auto preview = [&](Act act) { return code_of(hub_->steward->preview(act)); };
    const std::string one = profile("1");
    const std::string two = profile("2");
    EXPECT_EQ(preview({.kind = Act::Kind::merge, .a = one, .b = two, .records = {}}),
              "steward.exclusive");
    EXPECT_EQ(preview({.kind = Act::Kind::forbid, .a = one, .b = one, .records = {}}),
              "steward.same_profile");
    EXPECT_EQ(preview({.kind = Act::Kind::split, .a = one, .b = {}, .records = {}}),
              "steward.no_merge");
    EXPECT_EQ(preview({.kind = Act::Kind::forbid, .a = one, .b = two, .records = {}}), "");
}

// A consent of a person that a record's key names, committed as a source would.
void say_consent(store::Store& store, const std::string& owner, const std::string& state,
                 Timestamp when)
{
    store::ChangeSet set;
    set.recorded_at = when;
    model::RecordVersion version;
    version.seq = store.next_seq();
    version.record = store.next_record();
    version.key = {"crm", "consent", owner + ":ads"};
    version.kind = model::EntityKind::state;
    version.version = 1;
    version.origin = {"crm", "consents", owner};
    version.owner = owner;
    version.data =
        R"({"purpose":"purpose.ads","channel":"email","legal_basis":"consent","state":")" + state +
        R"("})";
    set.records.push_back({version, true});
    store.commit(set);
}

TEST_F(Reviewing, OfAMergedProfileTheStricterConsentCountsWhicheverIsNewer)
{
    const model::Policy policy{.basis = {{"purpose.ads", "consent"}}, .countries = {}};
    const api::ConsentGate gate(*hub_->store, policy, clock_);
    const std::vector<std::string> ads{"purpose.ads"};
    const auto refused = [&](const std::string& id) {
        return gate.of(profile(id), ads).refused.contains("email");
    };
    take_strangers();
    say_consent(*hub_->store, contact("1"), "withdrawn", at_second(10));
    say_consent(*hub_->store, contact("2"), "granted", at_second(20));
    EXPECT_TRUE(refused("1"));
    EXPECT_FALSE(refused("2"));
    ASSERT_TRUE(hub_->steward->merge(profile("1"), profile("2"), "ann", "one"));
    EXPECT_TRUE(refused("2")) << "a merge makes no consent of a withdrawal";
    const auto both = gate.agreements(std::vector{record("1"), record("2")}, "");
    ASSERT_EQ(both.size(), 1U);
    EXPECT_THAT(both[0].allowed, IsEmpty());
    ASSERT_TRUE(hub_->steward->split(profile("1"), {person_key("1")}, "ann", "two"));
    EXPECT_TRUE(refused("1"));
    EXPECT_FALSE(refused("2")) << "a split gives back what was there";
}

TEST(ScoredPairs, AreThoseOfOneClusterAndThoseToReview)
{
    const unify::IdentityModel& identity = unify::default_model();
    ASSERT_TRUE(identity.scorer);
    unify::Resolution resolution;
    unify::Component& component = resolution.components.emplace_back();
    for (const model::RecordId id : {11, 12, 13}) component.members.push_back({.id = id});
    component.cluster_of = {0, 0, 1};
    const auto edge = [](std::size_t a, std::size_t b, const char* rule, int weight) {
        unify::Edge made;
        made.a = a;
        made.b = b;
        made.rule = rule;
        made.weight = weight;
        made.evidence.levels[0] = 1;
        return made;
    };
    component.edges = {edge(0, 1, "scored", 9000), edge(0, 1, "email_strict", 0),
                       edge(1, 2, "scored", 8000)};
    resolution.reviews.push_back(
        {.a = 13, .b = 12, .weight = 8000, .evidence = {}, .veto = "birth_date"});
    resolution.reviews.push_back({.a = 11, .b = 99, .weight = 50, .evidence = {}, .veto = ""});
    resolution.reviews.push_back(
        {.a = 11, .b = 98, .weight = 70, .evidence = {}, .veto = "decision"});

    const model::RecordId gone[] = {7};
    const ScoredPairs pairs = scored_pairs(resolution, gone, identity);
    EXPECT_THAT(pairs.of, ::testing::UnorderedElementsAre(7, 11, 12, 13));
    ASSERT_THAT(pairs.edges, SizeIs(3));
    EXPECT_EQ(pairs.edges[0].pair, (store::RecordPair{11, 12}));
    EXPECT_EQ(pairs.edges[0].state, State::merged);
    EXPECT_EQ(pairs.edges[0].weight, 9000);
    EXPECT_EQ(pairs.edges[0].levels.size(), unify::fact_count);
    EXPECT_EQ(evidence_of(pairs.edges[0]), component.edges[0].evidence);
    EXPECT_EQ(pairs.edges[1].pair, (store::RecordPair{13, 12}));
    EXPECT_EQ(pairs.edges[1].state, State::review);
    EXPECT_EQ(pairs.edges[1].veto, "birth_date");
    EXPECT_EQ(pairs.edges[2].pair, (store::RecordPair{11, 99}));

    unify::IdentityModel exact = identity;
    exact.scorer = nullptr;
    EXPECT_THAT(scored_pairs(resolution, {}, exact).edges, IsEmpty());
}

}  // namespace
}  // namespace cx::pipeline::testing
