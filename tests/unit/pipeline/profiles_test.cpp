// Which profiles come out, which ids they keep, and what one change rewrites.
#include "hub_test.hpp"
#include "unify/score.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = model::ProfileVersion::Kind;

class Profiles : public HubTest {
protected:
    static std::string member(const std::string& id) { return "crm " + contact(id); }
    // Changes of profiles after `seq`.
    std::vector<model::ProfileVersion> changed_since(model::Seq seq)
    {
        std::vector<model::ProfileVersion> changed;
        for (const store::Change& change : hub_->store->view()->changes(seq, 1000))
            if (change.profile) changed.push_back(*change.profile);
        return changed;
    }
    model::Seq now() { return hub_->store->view()->totals().last_seq; }
};

TEST_F(Profiles, TwoRecordsOfOnePersonAreOneProfile)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "ada@king.org"))}),
                says("2", 20, {person("2", named("Ada King", "ada@king.org"))})});
    EXPECT_EQ(hub_->partition(), (Partition{{member("1"), member("2")}}));
}

TEST_F(Profiles, ABridgeMergesAndItsDeletionSplits)
{
    // given: two profiles
    hub_->take({says("1", 10, {person("1", named("Ada King", "ada@king.org"))}),
                says("2", 10, {person("2", named("Ada King", "ada@work.org"))})});
    const std::string one = hub_->profile_of("1");
    const std::string two = hub_->profile_of("2");
    ASSERT_NE(one, two);
    // when: a record knows both addresses
    const auto figures = hub_->take({says(
        "3", 20,
        {person("3", R"({"name":{"full":"Ada King"},"contact_points":[{"email":"ada@king.org"},)"
                     R"({"email":"ada@work.org"}]})")})});
    // then: one profile, and the other's id leads to it
    EXPECT_EQ(figures.merges, 1U);
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_EQ(hub_->profile_of("3"), one);
    EXPECT_EQ(hub_->resolve(two), one);
    EXPECT_EQ(hub_->profile(one).kind, Kind::merged);
    EXPECT_EQ(hub_->profile(two).kind, Kind::removed);
    EXPECT_EQ(hub_->profile(two).merged_into, one);
    // when: the bridge goes
    const auto seq = now();
    hub_->take({gone("3")});
    // then: two profiles again, the first keeps its id, the second id leads to where its record is
    EXPECT_EQ(hub_->partition(), (Partition{{member("1")}, {member("2")}}));
    EXPECT_EQ(hub_->profile_of("1"), one);
    EXPECT_EQ(hub_->resolve(two), hub_->profile_of("2"));
    EXPECT_THAT(changed_since(seq), SizeIs(2));
    EXPECT_EQ(hub_->profile(one).kind, Kind::split);
    EXPECT_EQ(hub_->profile(hub_->profile_of("2")).kind, Kind::created);
}

TEST_F(Profiles, AnUpdateThatUnlinksSplitsToo)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "ada@king.org"))}),
                says("2", 10, {person("2", named("Ada King", "ada@king.org"))})});
    hub_->take({says("2", 20, {person("2", named("Ada King", "ada@else.org"))})});
    EXPECT_THAT(hub_->partition(), SizeIs(2));
}

// Weights that came into force meanwhile say otherwise of who was one person before.
TEST_F(Profiles, OneThatFallsApartWhereSomebodyElseArrivesIsTwo)
{
    const char* ada = R"({"name":{"full":"Adaline Kingsbury"},"birth_date":"1971-03-09",)"
                      R"("contact_points":[{"email":"a@king.org"}]})";
    const char* too = R"({"name":{"full":"Adelina Kingsbury"},"birth_date":"1971-03-09"})";
    hub_->take({says("1", 10, {person("1", ada)}), says("2", 10, {person("2", too)})});
    ASSERT_THAT(hub_->partition(), SizeIs(1));
    unify::ScoreModel distrustful = unify::default_score_model();
    distrustful.prior = 1e-12;
    hub_->applier->use(std::move(distrustful));
    hub_->take({says("3", 10, {person("3", ada)})});
    EXPECT_EQ(hub_->partition(), (Partition{{member("1"), member("3")}, {member("2")}}));
}

// A shared office address: two Adas, and others who come and go.
TEST_F(Profiles, ACapCrossedUpAndDownIsEvaluatedAgain)
{
    const auto worker = [](const std::string& id, const std::string& name) {
        return says(id, 10, {person(id, named(name, "shared.desk@office.org"))});
    };
    hub_->take({worker("1", "Ada King"), worker("2", "Ada King")});
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    const std::vector<std::string> names{"Bo Berg", "Cleo Cox", "Dan Dorn", "Eve Elm", "Finn Fox"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        hub_->take({worker(std::to_string(i + 3), names[i])});
        const bool beyond = i == 4;  // The sixth person; the cap of an e-mail address is five.
        EXPECT_THAT(hub_->partition(), SizeIs(i + 2 + (beyond ? 1 : 0))) << i;
    }
    hub_->take({gone("7")});
    EXPECT_THAT(hub_->partition(), SizeIs(5));
    // A change of name crosses it as well.
    hub_->take({says("2", 20, {person("2", named("Gus Grey", "shared.desk@office.org"))})});
    EXPECT_THAT(hub_->partition(), SizeIs(6));
    hub_->take({says("3", 20, {person("3", named("Ada King", "shared.desk@office.org"))})});
    EXPECT_THAT(hub_->partition(), SizeIs(5));
}

// Suspended, an address links nobody any more; it still is where each of them can be reached.
TEST_F(Profiles, ASuspendedAddressStaysWithEachWhoHasIt)
{
    std::vector<plugin::SourceRecord> people;
    for (const char* name :
         {"Ada King", "Bo Berg", "Cleo Cox", "Dan Dorn", "Eve Elm", "Finn Fox", "Gus Grey"}) {
        const std::string id = std::to_string(people.size() + 1);
        people.push_back(says(id, 10, {person(id, named(name, "shared.desk@office.org"))}));
    }
    hub_->take(people);
    EXPECT_THAT(hub_->partition(), SizeIs(7));
    for (const char* id : {"1", "7"}) {
        const auto profile = hub_->profile(hub_->profile_of(id));
        const json::Value* const points = profile.golden.find("contact_points");
        ASSERT_TRUE(points);
        EXPECT_EQ(points->as_array().at(0).text_of("email"), "shared.desk@office.org");
    }
}

TEST_F(Profiles, OneChangeRewritesOnlyItsComponent)
{
    std::vector<plugin::SourceRecord> records;
    for (int i = 0; i < 300; ++i) {
        const std::string id = std::to_string(i);
        records.push_back(
            says(id, 10, {person(id, named("Ada King", "a" + std::to_string(i / 2) + "@b.org"))}));
    }
    hub_->take(records);
    ASSERT_THAT(hub_->partition(), SizeIs(150));
    const auto seq = now();
    hub_->take({says("7", 20, {person("7", named("Bo Quay", "a3@b.org"))})});
    EXPECT_THAT(changed_since(seq), SizeIs(2));
    EXPECT_LE(hub_->store->last_commit.rows_written, 40U);
}

TEST_F(Profiles, AnUpdateOfALosingValueChangesOnlyThisProfile)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "ada@king.org"))}),
                says("2", 10, {person("2", named("Bo Berg", "bo@berg.org"))})});
    const auto seq = now();
    hub_->take(
        {says("1", 20, {person("1", named("Ada King", "ada@king.org", "", "", "Countess"))})});
    ASSERT_THAT(changed_since(seq), SizeIs(1));
    EXPECT_EQ(changed_since(seq)[0].profile_id, hub_->profile_of("1"));
    EXPECT_EQ(changed_since(seq)[0].kind, Kind::updated);
}

TEST_F(Profiles, IdsResolveForEver)
{
    // given: a chain of merges, then deletions of the bridges, then of records
    std::set<std::string> ids;
    const auto note = [&] {
        for (int i = 1; i <= 4; ++i)
            if (const auto id = hub_->profile_of(std::to_string(i)); !id.empty()) ids.insert(id);
    };
    for (int i = 1; i <= 4; ++i) {
        const std::string id = std::to_string(i);
        hub_->take({says(id, 10, {person(id, named("Ada King", "a" + id + "@b.org"))})});
    }
    note();
    for (int i = 1; i <= 3; ++i) {
        const std::string id = std::to_string(i);
        const std::string next = std::to_string(i + 1);
        hub_->take({says(
            "b" + id, 20,
            {person("b" + id, R"({"name":{"full":"Ada King"},"contact_points":[)"
                              R"({"email":"a)" +
                                  id + R"(@b.org"},{"email":"a)" + next + R"(@b.org"}]})")})});
        note();
    }
    ASSERT_THAT(hub_->partition(), SizeIs(1));
    for (const std::string bridge : {"b2", "b1", "b3"}) {
        hub_->take({gone(bridge)});
        note();
        for (const std::string& id : ids) EXPECT_NE(hub_->resolve(id), std::nullopt) << bridge;
    }
    EXPECT_THAT(hub_->partition(), SizeIs(4));
    hub_->take({gone("1")});
    for (const std::string& id : ids) {
        const auto now = hub_->resolve(id);
        EXPECT_TRUE(!now || hub_->profile(*now).kind != Kind::removed);
    }
}

TEST_F(Profiles, ReasonsBeforeAndAfterAChange)
{
    hub_->take({says("1", 10, {person("1", named("Ada Byron", "ada@king.org", "", "c1"))})});
    const Timestamp before = clock_.now();
    const std::string id = hub_->profile_of("1");
    tick();
    hub_->take({says("1", 20, {person("1", named("Ada King", "ada@king.org", "", "c1"))}),
                says("2", 5, {person("2", named("A. King", "", "", "c1"))})});
    const Timestamp after = clock_.now();
    tick();
    // A late version, recorded now, changes no answer about the past nor today's.
    hub_->take({says("1", 15, {person("1", named("Ada Late", "ada@king.org", "", "c1"))})});

    const auto value = [&](Timestamp at) {
        const auto why = hub_->reasons->why(id, "name", at);
        return why.value().find("fields")->find("name")->find("value")->text_of("full");
    };
    const auto members = [&](Timestamp at) {
        return hub_->reasons->why(id, "", at).value().find("members")->as_array().size();
    };
    EXPECT_EQ(value(before), "Ada Byron");
    EXPECT_EQ(value(after), "Ada King");
    EXPECT_EQ(value({}), "Ada King");
    EXPECT_EQ(members(before), 1U);
    EXPECT_EQ(members(after), 2U);
    EXPECT_EQ(hub_->reasons->why(id, "nickname", {}).error().code, "explain.no_field");
    EXPECT_EQ(hub_->reasons->why(ids_.next(), "", {}).error().code, "explain.no_profile");
    EXPECT_EQ(hub_->reasons->why(id, "", Timestamp{before.micros - 1}).error().code,
              "explain.no_profile");
}

TEST_F(Profiles, ReasonsNameTheLink)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "", "", "c1"))}),
                says("2", 10, {person("2", named("Bo Berg", "", "", "c2"))}),
                says("3", 10, {person("3", named("Ada King", "", "", "c1"))})});
    const auto why = hub_->reasons->why(hub_->profile_of("1"), "", {}).value();
    ASSERT_THAT(why.find("links")->as_array(), SizeIs(1));
    EXPECT_EQ(why.find("links")->as_array()[0].text_of("ns"), "kr.ci");
    const auto why_not =
        hub_->reasons->why_not(hub_->profile_of("1"), hub_->profile_of("2")).value();
    EXPECT_THAT(why_not.find("shared_keys")->as_array(), IsEmpty());
}

}  // namespace
}  // namespace cx::pipeline::testing
