// Trust in scores, by what people said of pairs.
#include "pipeline/precision.hpp"

#include "hub_test.hpp"
#include "pipeline/reconsider.hpp"
#include "unify/score.hpp"

#include <limits>

namespace cx::pipeline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = store::EdgeRow::State;

constexpr int nobody_stopped = std::numeric_limits<int>::min();

TEST(Bands, CoverWhatMayBeAMatch)
{
    EXPECT_EQ(band_of(weight_at(0.5))->name, "0.5-0.7");
    EXPECT_EQ(band_of(-1), nullptr);
    EXPECT_EQ(band_of(std::numeric_limits<int>::max())->name, "0.99-1");
    for (std::size_t i = 0; i < bands().size(); ++i) {
        EXPECT_EQ(band_of(weight_at(bands()[i].from)), &bands()[i]);
        EXPECT_EQ(band_of(last_weight(bands()[i])), &bands()[i]);
        EXPECT_EQ(band_named(bands()[i].name), &bands()[i]);
        if (i > 0) {
            EXPECT_EQ(last_weight(bands()[i - 1]) + 1, weight_at(bands()[i].from));
        }
    }
    EXPECT_EQ(band_named("1-2"), nullptr);
    EXPECT_NEAR(probability_of(weight_at(0.9)), 0.9, 0.001);
}

TEST(Bands, ThatAreStoppedAreNotMerged)
{
    const unify::ScoreModel& model = unify::default_score_model();
    const auto merge_from = [&](int from) {
        return unify::Scorer(cautious(model, from)).merge_from();
    };
    EXPECT_EQ(merge_from(nobody_stopped), unify::Scorer(model).merge_from());
    EXPECT_EQ(merge_from(0), unify::Scorer(model).merge_from()) << "trust makes nothing easier";
    EXPECT_EQ(merge_from(weight_at(0.999)), weight_at(0.999));
    EXPECT_GT(merge_from(std::numeric_limits<int>::max()), 50 * unify::bit);
    EXPECT_EQ(cautious(model, 20'000).id, model.id);
}

class Precisely : public HubTest {
protected:
    void SetUp() override
    {
        for (const char* name : {"Ada King", "Bo Berg", "Carla Ruiz", "Dmitri Volkov", "Eun Park",
                                 "Fatima Noor", "Georg Huber", "Hana Sato"}) {
            const std::string id = std::to_string(people_.size());
            hub_->take({says(id, 10, {person(id, named(name))})});
            const model::RecordKey keys[] = {person_key(id)};
            people_.push_back(hub_->store->view()->heads(keys)[0]->id);
        }
        ASSERT_THAT(hub_->partition(), SizeIs(8));
    }
    // So many verdicts on pairs of their own, each with this weight.
    void say(int count, int weight, bool same, bool asked = true, const std::string& model = "")
    {
        store::ChangeSet set;
        set.recorded_at = clock_.now();
        for (int i = 0; i < count; ++i, ++said_)
            set.verdicts.push_back(
                {.pair = {people_[said_ / 8], people_[said_ % 8]},
                 .same = same,
                 .asked = asked,
                 .weight = weight,
                 .model = model.empty() ? unify::default_score_model().id : model});
        hub_->store->commit(set);
    }
    std::vector<BandPrecision> figures(const PrecisionFloor& floor = {})
    {
        return precision_of(*hub_->store->view(), unify::default_score_model().id, floor);
    }

    const int sure_ = weight_at(0.995);
    const int likely_ = weight_at(0.95);
    std::vector<model::RecordId> people_;
    std::size_t said_ = 0;
};

TEST_F(Precisely, OnlyWhatWasAskedAboutThisModelsPairsCounts)
{
    say(3, sure_, true);
    say(1, sure_, false);
    say(5, sure_, false, false);
    say(5, sure_, false, true, "former");
    say(2, likely_, false);
    say(4, weight_at(0.3), true);
    const auto found = figures({.share = 0.7, .least = 2});
    ASSERT_THAT(found, SizeIs(4));
    EXPECT_EQ(found[3].band, "0.99-1");
    EXPECT_EQ(found[3].verdicts, 4U);
    EXPECT_DOUBLE_EQ(found[3].share(), 0.75);
    EXPECT_FALSE(found[3].stopped);
    EXPECT_EQ(found[2].verdicts, 2U);
    EXPECT_TRUE(found[2].stopped);
    EXPECT_EQ(found[0].verdicts, 0U);
    EXPECT_DOUBLE_EQ(found[0].share(), 0);
    EXPECT_FALSE(found[0].stopped) << "nobody said anything";
}

TEST_F(Precisely, ABandIsTrustedUntilEnoughVerdictsSayOtherwise)
{
    say(19, sure_, false);
    EXPECT_EQ(trusted_from(figures()), nobody_stopped);
    say(1, sure_, false);
    EXPECT_EQ(trusted_from(figures()), std::numeric_limits<int>::max())
        << "no score is sure enough";
}

TEST_F(Precisely, WhatIsAboveAStoppedBandGoesOn)
{
    say(20, likely_, false);
    say(20, sure_, true);
    EXPECT_EQ(trusted_from(figures()), weight_at(0.99));
}

TEST_F(Precisely, TheHubKnowsAfterARestartAndAfterAVerdict)
{
    EXPECT_EQ(hub_->applier->trusted_from(), nobody_stopped);
    say(19, likely_, false);
    restart();
    EXPECT_EQ(hub_->applier->trusted_from(), nobody_stopped);
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    set.edges_of = {people_[6]};
    set.edges = {{.pair = {people_[6], people_[7]},
                  .state = State::review,
                  .weight = likely_,
                  .model = unify::default_score_model().id}};
    hub_->store->commit(set);
    ASSERT_TRUE(hub_->steward->judge(set.edges[0].pair, false, "ann", "two"));
    EXPECT_EQ(hub_->applier->trusted_from(), weight_at(0.99));
    EXPECT_GE(hub_->applier->merges_from(), weight_at(0.99));
    EXPECT_TRUE(hub_->applier->precision()[2].stopped);
}

TEST_F(Precisely, PairsThatLoseTrustAreLookedAtAgain)
{
    Reconsideration reconsideration(*hub_->applier, *hub_->store);
    while (reconsideration.step()) {
    }
    // Pairs as a former word left them: the records do not say so any more.
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    set.edges_of = {people_[0], people_[2]};
    const auto pair = [&](std::size_t a, std::size_t b, int weight) {
        set.edges.push_back({.pair = {people_[a], people_[b]}, .weight = weight, .model = "m"});
    };
    pair(0, 1, likely_);
    pair(2, 3, sure_);
    hub_->store->commit(set);
    EXPECT_FALSE(reconsideration.step()) << "all is trusted as before";
    EXPECT_EQ(hub_->store->view()->totals().edges, 2U);

    say(20, likely_, false);
    restart();
    Reconsideration anew(*hub_->applier, *hub_->store);
    while (anew.step()) {
    }
    const auto left = hub_->store->view()->edges({.state = State::merged});
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_EQ(left[0].weight, sure_);
    EXPECT_FALSE(anew.step());
}

TEST_F(Precisely, PairsThatWinTrustAreLookedAtAgain)
{
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    set.edges_of = {people_[0], people_[2], people_[4]};
    const auto pair = [&](std::size_t a, std::size_t b, int weight, const char* veto) {
        set.edges.push_back({.pair = {people_[a], people_[b]},
                             .state = State::review,
                             .weight = weight,
                             .model = "m",
                             .veto = veto});
    };
    pair(0, 1, sure_, "");
    pair(2, 3, sure_, "birth_date");
    pair(4, 5, likely_, "");
    hub_->store->commit(set);
    Reconsideration reconsideration(*hub_->applier, *hub_->store);
    while (reconsideration.step()) {
    }
    EXPECT_FALSE(hub_->store->view()->edge({people_[0], people_[1]})) << "there is no such pair";
    EXPECT_TRUE(hub_->store->view()->edge({people_[2], people_[3]}));
    EXPECT_TRUE(hub_->store->view()->edge({people_[4], people_[5]}));
}

}  // namespace
}  // namespace cx::pipeline::testing
