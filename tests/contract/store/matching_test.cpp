// Scored pairs, what people said about them, and which model is active.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Matching : public StoreTest {
protected:
    // Four people, each alone.
    Matching()
    {
        for (int i = 0; i < 4; ++i)
            people_.push_back(commit_person(std::string(1, static_cast<char>('a' + i)), pid(i)));
    }

    EdgeRow edge(std::size_t a, std::size_t b, int weight,
                 EdgeRow::State state = EdgeRow::State::review) const
    {
        return {.pair = {people_[a], people_[b]},
                .state = state,
                .weight = weight,
                .levels = std::string("\1\0\2", 3),
                .model = "default-1"};
    }
    // Says what there is about pairs of `of`, and nothing else.
    CommitReport commit_edges(const std::vector<std::size_t>& of, std::vector<EdgeRow> edges)
    {
        ChangeSet set;
        set.recorded_at = clock_.now();
        for (const std::size_t i : of) set.edges_of.push_back(people_[i]);
        set.edges = std::move(edges);
        return store_->commit(set);
    }
    void commit_verdict(VerdictRow row)
    {
        ChangeSet set;
        set.recorded_at = clock_.now();
        set.verdicts.push_back(std::move(row));
        store_->commit(set);
    }
    std::vector<int> weights(const EdgeFilter& filter)
    {
        std::vector<int> found;
        for (const EdgeRow& row : view()->edges(filter)) found.push_back(row.weight);
        return found;
    }
    bool save_model(const std::string& id, const std::string& text = "{}")
    {
        return store_->save_model(
            {.id = id, .created_at = clock_.now(), .text = text, .figures = "{}"});
    }
    std::string active()
    {
        const auto model = view()->active_model();
        return model ? model->id : "";
    }

    std::vector<RecordId> people_;
};
CX_OVER_ENGINES(Matching);

TEST_P(Matching, APairComesBackAsItWasWritten)
{
    EdgeRow written = edge(1, 0, -2048);
    written.family = 0xFEDC'BA98'7654'3210U;
    written.given = 7;
    written.family_frequency = 3000;
    written.given_frequency = -500;
    written.veto = "birth_date";
    commit_edges({0}, {written});
    reopen();

    written.recorded_at = clock_.now();
    EXPECT_EQ(view()->edge(written.pair), written);
    EXPECT_FALSE(view()->edge({people_[0], people_[1]})) << "the caller's order is the pair's";
    EXPECT_THAT(view()->edges_of(std::vector{people_[1]}), ElementsAre(written));
    EXPECT_THAT(view()->edges_of(people_), ElementsAre(written)) << "once";
    EXPECT_THAT(view()->edges_of(std::vector{people_[2]}), IsEmpty());
    EXPECT_EQ(view()->totals().reviews, 1U);
    EXPECT_EQ(view()->totals().edges, 0U);
}

TEST_P(Matching, PairsOfRecordsAreReplacedAsAWhole)
{
    commit_edges({0, 1}, {edge(0, 1, 10), edge(0, 2, 20), edge(3, 1, 30, EdgeRow::State::merged)});
    EXPECT_EQ(view()->totals().edges, 1U);
    EXPECT_EQ(view()->totals().reviews, 2U);

    commit_edges({0}, {edge(0, 1, 11, EdgeRow::State::merged)});
    EXPECT_THAT(weights({}), IsEmpty());
    EXPECT_THAT(weights({.state = EdgeRow::State::merged}), ElementsAre(11, 30));
    EXPECT_EQ(view()->totals().edges, 2U);
    EXPECT_EQ(view()->totals().reviews, 0U);
    commit_edges({1}, {});
    EXPECT_EQ(view()->totals().edges, 0U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Matching, APairThatStaysAsItIsIsNotWritten)
{
    commit_edges({0}, {edge(0, 1, 10)});
    tick(60);
    EXPECT_EQ(commit_edges({0, 1}, {edge(0, 1, 10)}).rows_written, 0U);
    EXPECT_EQ(view()->edge({people_[0], people_[1]})->recorded_at, at(0));
    commit_edges({1}, {edge(0, 1, 12)});
    EXPECT_EQ(view()->edge({people_[0], people_[1]})->recorded_at, at(60));
}

TEST_P(Matching, APairThatNamesNoneOfTheRecordsIsRefused)
{
    EXPECT_THROW(commit_edges({2}, {edge(0, 1, 10)}), StoreError);
    EXPECT_THAT(weights({}), IsEmpty());
}

TEST_P(Matching, APairOfNewRecordsIsCommittedWithThem)
{
    Batch batch = this->batch();
    const RecordId e = batch.person("e", pid(5));
    batch.profile(pid(5), 1, ProfileVersion::Kind::created);
    batch.set.edges_of = {e};
    batch.set.edges = {{.pair = {people_[0], e}, .weight = 5, .model = "default-1"}};
    commit(batch);
    EXPECT_EQ(view()->edges_of(std::vector{e}).size(), 1U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Matching, ReviewsComeByWeightAndByPages)
{
    commit_edges({0, 1, 2}, {edge(0, 1, 500), edge(0, 2, 900), edge(0, 3, 500), edge(1, 2, 100),
                             edge(1, 3, 9000, EdgeRow::State::merged)});
    EXPECT_THAT(weights({}), ElementsAre(900, 500, 500, 100));
    EXPECT_THAT(weights({.least = 200, .most = 500}), ElementsAre(500, 500));
    EXPECT_THAT(weights({.entity = "person", .limit = 1}), ElementsAre(900));
    EXPECT_THAT(weights({.entity = "organization"}), IsEmpty());

    std::vector<RecordPair> seen;
    EdgeFilter filter{.limit = 1};
    for (auto page = view()->edges(filter); !page.empty(); page = view()->edges(filter)) {
        seen.push_back(page[0].pair);
        filter.after = page[0].pair;
        filter.after_weight = page[0].weight;
        // What comes and goes elsewhere moves nothing.
        commit_edges({3}, {edge(0, 3, 500), edge(2, 3, 5000)});
    }
    EXPECT_THAT(
        seen, ElementsAre(RecordPair{people_[0], people_[2]}, RecordPair{people_[0], people_[3]},
                          RecordPair{people_[0], people_[1]}, RecordPair{people_[1], people_[2]}));
}

TEST_P(Matching, MergedPairsComeByPagesToo)
{
    constexpr auto merged = EdgeRow::State::merged;
    commit_edges({0, 1, 2}, {edge(0, 1, 9000, merged), edge(1, 2, 7000, merged),
                             edge(0, 3, 8000, merged), edge(2, 3, 10)});
    EXPECT_THAT(weights({.state = merged}), ElementsAre(9000, 8000, 7000));
    EXPECT_THAT(weights({.state = merged, .least = 7500, .most = 8500}), ElementsAre(8000));
    EXPECT_THAT(weights({.state = merged, .after = {people_[0], people_[1]}, .limit = 1}),
                ElementsAre(8000));
}

TEST_P(Matching, ALaterVerdictReplacesTheOneBefore)
{
    VerdictRow written{.pair = {people_[0], people_[1]},
                       .same = true,
                       .asked = false,
                       .state = EdgeRow::State::merged,
                       .weight = 1234,
                       .levels = std::string("\0\3", 2),
                       .model = "default-1",
                       .decision = pid(9),
                       .actor = "kim",
                       .reason = "the same signature"};
    commit_verdict(written);
    commit_verdict({.pair = {people_[0], people_[2]}, .actor = "lee"});
    tick(5);
    const auto first = view()->verdicts(0, 10);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_TRUE(first[0].same);
    EXPECT_FALSE(first[0].asked);
    EXPECT_EQ(first[0].state, EdgeRow::State::merged);
    EXPECT_EQ(first[0].weight, 1234);
    EXPECT_EQ(first[0].levels, written.levels);
    EXPECT_EQ(first[0].model, "default-1");
    EXPECT_EQ(first[0].decision, pid(9));
    EXPECT_EQ(first[0].reason, "the same signature");
    EXPECT_EQ(first[0].recorded_at, at(0));

    written.same = false;
    written.actor = "park";
    commit_verdict(written);
    reopen();
    const auto second = view()->verdicts(0, 10);
    ASSERT_EQ(second.size(), 2U);
    EXPECT_EQ(second[0].actor, "lee");
    EXPECT_EQ(second[1].actor, "park");
    EXPECT_FALSE(second[1].same);
    EXPECT_EQ(second[1].recorded_at, at(5));
    EXPECT_EQ(view()->verdicts(second[0].row, 10).size(), 1U);
    EXPECT_EQ(view()->verdicts(0, 1).size(), 1U);
}

TEST_P(Matching, AnErasureTakesPairsAndVerdicts)
{
    commit_edges({0, 1},
                 {edge(0, 1, 500), edge(1, 2, 9000, EdgeRow::State::merged), edge(2, 0, 400)});
    commit_verdict({.pair = {people_[0], people_[1]}, .reason = "she called"});
    commit_verdict({.pair = {people_[2], people_[0]}});

    Batch batch = this->batch();
    Erasure erasure{.id = pid(50), .what = view()->belongings(pid(1)), .key_id = "k"};
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    erasure.seq = batch.set.profiles.back().seq;
    batch.set.erasure = std::move(erasure);
    commit(batch);

    EXPECT_THAT(view()->edges_of(std::vector{people_[1]}), IsEmpty());
    EXPECT_EQ(view()->totals().reviews, 1U);
    EXPECT_EQ(view()->totals().edges, 0U);
    const auto left = view()->verdicts(0, 10);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].pair.a, people_[2]);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Matching, AModelIsACandidateUntilItIsActivated)
{
    EXPECT_FALSE(store_->activate_model("m1", at(1)));
    EXPECT_TRUE(save_model("m1", std::string(5000, 'x')));
    EXPECT_TRUE(save_model("m1", std::string(6000, 'y')));
    EXPECT_FALSE(view()->active_model());
    EXPECT_TRUE(store_->activate_model("m1", at(1)));
    EXPECT_FALSE(store_->activate_model("m1", at(2))) << "it is";
    EXPECT_FALSE(save_model("m1", "{}")) << "what is active is not changed";
    reopen();
    const auto model = view()->active_model();
    ASSERT_TRUE(model);
    EXPECT_EQ(model->text, std::string(6000, 'y'));
    EXPECT_EQ(model->state, ModelRow::State::active);
    EXPECT_EQ(model->activated_at, at(1));
    EXPECT_EQ(model->created_at, at(0));
    EXPECT_EQ(view()->model("m1")->figures, "{}");
    EXPECT_FALSE(view()->model("m2"));
}

TEST_P(Matching, ARollbackReturnsToWhatWasActiveBefore)
{
    EXPECT_FALSE(store_->roll_back_model());
    for (const char* id : {"m1", "m2", "m3"}) {
        tick(1);
        ASSERT_TRUE(save_model(id));
    }
    store_->activate_model("m1", at(1));
    store_->activate_model("m2", at(2));
    EXPECT_EQ(store_->roll_back_model(), "m1");
    EXPECT_EQ(active(), "m1");
    store_->activate_model("m3", at(3));
    EXPECT_EQ(store_->roll_back_model(), "m1") << "m2 was rolled back";
    EXPECT_EQ(store_->roll_back_model(), "") << "none was active before m1";
    EXPECT_EQ(active(), "");
    EXPECT_FALSE(store_->roll_back_model());
    EXPECT_TRUE(store_->activate_model("m2", at(4))) << "a retired one may come back";

    std::vector<std::string> ids;
    for (const ModelRow& model : view()->models()) {
        ids.push_back(model.id);
        EXPECT_EQ(model.state,
                  model.id == "m2" ? ModelRow::State::active : ModelRow::State::retired);
    }
    EXPECT_THAT(ids, ElementsAre("m1", "m2", "m3"));
}

}  // namespace
}  // namespace cx::store
