// Which of the pairs that wait are put to a person.
#include "api/questions.hpp"

#include "hub_test.hpp"
#include "pipeline/scored.hpp"
#include "unify/birth.hpp"
#include "unify/score.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Records "a1", "a2", ... are one profile, "b1", "b2", ... another; nothing joins the two.
class Asking : public HubTest {
protected:
    void take_profiles(int a, int b)
    {
        for (const auto& [letter, name, n] : {std::tuple('a', "Ada King", a), {'b', "Bo Berg", b}})
            for (int i = 1; i <= n; ++i) {
                const std::string id = letter + std::to_string(i);
                hub_->take({says(id, 10,
                                 {person(id, named(name, std::string(1, letter) + "@mail.org"))})});
            }
        ASSERT_EQ(hub_->partition().size(), 2U);
    }
    model::RecordId record(const std::string& id)
    {
        const model::RecordKey keys[] = {person_key(id)};
        return hub_->store->view()->heads(keys)[0]->id;
    }
    // As if resolution had found them, the first the heaviest.
    void let_wait(const std::vector<std::pair<std::string, std::string>>& pairs)
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        int weight = 5000;
        for (const auto& [a, b] : pairs) {
            const auto [low, high] = std::minmax({record(a), record(b)});
            set.edges_of.insert(set.edges_of.end(), {low, high});
            set.edges.push_back({.pair = {low, high},
                                 .state = store::EdgeRow::State::review,
                                 .weight = weight -= 100,
                                 .model = "model-1"});
        }
        hub_->store->commit(set);
    }
    std::vector<store::RecordPair> asked()
    {
        const auto view = hub_->store->view();
        std::vector<store::RecordPair> pairs;
        for (const store::EdgeRow& edge : view->edges({}))
            if (api::is_asked(edge, *view, *hub_->reasons)) pairs.push_back(edge.pair);
        return pairs;
    }
    store::RecordPair pair(const std::string& a, const std::string& b)
    {
        const auto [low, high] = std::minmax({record(a), record(b)});
        return {low, high};
    }
};

TEST_F(Asking, OnceForEachTwoProfilesByTheirStrongestPair)
{
    take_profiles(2, 2);
    let_wait({{"a2", "b1"}, {"a1", "b1"}, {"a1", "b2"}});
    EXPECT_THAT(asked(), ElementsAre(pair("a2", "b1")));
}

TEST_F(Asking, NotWhereMostRecordsSpeakAgainstIt)
{
    take_profiles(2, 2);
    let_wait({{"a1", "b1"}});
    EXPECT_THAT(asked(), IsEmpty()) << "one of four";
    let_wait({{"a1", "b1"}, {"a2", "b1"}});
    EXPECT_THAT(asked(), ElementsAre(pair("a1", "b1"))) << "two of four";
}

TEST_F(Asking, TwoSingleRecordsAreAskedAbout)
{
    take_profiles(1, 1);
    let_wait({{"a1", "b1"}});
    EXPECT_THAT(asked(), ElementsAre(pair("a1", "b1")));
}

TEST_F(Asking, NotAgainAfterOneOfThemWasToldApart)
{
    take_profiles(2, 1);
    let_wait({{"a1", "b1"}, {"a2", "b1"}});
    ASSERT_TRUE(hub_->steward->judge(pair("a1", "b1"), false, "ann", "mother and daughter"));
    let_wait({{"a2", "b1"}});
    EXPECT_THAT(asked(), IsEmpty());
}

TEST_F(Asking, OnlyWhatSomebodyCanAnswer)
{
    take_profiles(1, 1);
    const auto is_asked = [&](unify::Evidence evidence, const std::string& veto) {
        const auto view = hub_->store->view();
        return api::is_asked({.pair = pair("a1", "b1"),
                              .state = store::EdgeRow::State::review,
                              .levels = level_bytes(evidence),
                              .model = unify::default_score_model().id,
                              .veto = veto},
                             *view, *hub_->reasons);
    };
    unify::Evidence evidence;
    const auto set = [&](unify::Fact fact, auto level) {
        evidence.levels[static_cast<std::size_t>(fact)] = static_cast<std::uint8_t>(level);
    };
    set(unify::Fact::family, unify::FamilyLevel::equal);
    set(unify::Fact::given, unify::GivenLevel::equal);
    EXPECT_FALSE(is_asked(evidence, "")) << "a name in common";
    set(unify::Fact::gender, unify::GenderLevel::same);
    set(unify::Fact::birth, unify::BirthMatch::differ);
    EXPECT_FALSE(is_asked(evidence, ""));
    set(unify::Fact::birth, unify::BirthMatch::near);
    EXPECT_TRUE(is_asked(evidence, ""));
    EXPECT_TRUE(is_asked(evidence, "birth_date"));
    EXPECT_FALSE(is_asked(evidence, "exclusive"));
}

TEST_F(Asking, NotOfARecordThatIsGone)
{
    take_profiles(1, 1);
    let_wait({{"a1", "b1"}});
    const auto view = hub_->store->view();
    const store::EdgeRow edge = view->edges({}).front();
    hub_->take({gone("b1")});
    const auto later = hub_->store->view();
    EXPECT_FALSE(api::is_asked(edge, *later, *hub_->reasons));
}

}  // namespace
}  // namespace cx::pipeline::testing
