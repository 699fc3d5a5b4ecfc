// What becomes of source records: versions, withdrawals, deletions, late versions, rejects.
#include "hub_test.hpp"

#include <algorithm>

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = model::ProfileVersion::Kind;

class Records : public HubTest {};

TEST_F(Records, ARecordBecomesAProfile)
{
    const auto figures = hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    EXPECT_EQ(figures.accepted, 1U);
    EXPECT_EQ(figures.profiles_created, 1U);
    const auto profile = hub_->profile(hub_->profile_of("1"));
    EXPECT_EQ(profile.kind, Kind::created);
    EXPECT_EQ(profile.golden.find("name")->text_of("full"), "Ada King");
}

TEST_F(Records, EqualRedeliveryIsUnchanged)
{
    const auto record = says("1", 10, {person("1", named("Ada King")), order("A", "1")});
    hub_->take({record});
    const auto records = hub_->store->view()->totals();
    const auto again = hub_->take({record, record});
    EXPECT_EQ(again.unchanged, 2U);
    EXPECT_EQ(hub_->store->view()->totals().last_seq, records.last_seq);
}

TEST_F(Records, AnUpdateWithdrawsWhatItNoLongerEmits)
{
    hub_->take({says("1", 10, {person("1", named("Ada King")), order("A", "1"), order("B", "1")})});
    hub_->take({says("1", 20, {person("1", named("Ada King")), order("B", "1")})});
    EXPECT_FALSE(hub_->live_records().contains("crm order erp.order@test:A"));
    EXPECT_TRUE(hub_->live_records().contains("crm order erp.order@test:B"));
    const auto gone = hub_->store->view()->current("order", "erp.order@test:A");
    EXPECT_EQ(gone->op, model::RecordVersion::Op::remove);
}

TEST_F(Records, AnEntityWithdrawnAndEmittedAgainIsBack)
{
    hub_->take({says("1", 10, {person("1", named("Ada King")), order("A", "1")})});
    hub_->take({says("1", 20, {person("1", named("Ada King"))})});
    hub_->take({says("1", 30, {person("1", named("Ada King")), order("A", "1")})});
    EXPECT_TRUE(hub_->live_records().contains("crm order erp.order@test:A"));
}

TEST_F(Records, ADeletionRemovesTheRecordAndItsProfile)
{
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    const std::string id = hub_->profile_of("1");
    hub_->take({gone("1")});
    EXPECT_THAT(hub_->live_records(), IsEmpty());
    EXPECT_EQ(hub_->profile(id).kind, Kind::removed);
    EXPECT_EQ(hub_->profile(id).merged_into, "");
    EXPECT_EQ(hub_->resolve(id), std::nullopt);
}

TEST_F(Records, ADeletionOfWhatWasNeverSeenIsUnchanged)
{
    EXPECT_EQ(hub_->take({gone("1")}).unchanged, 1U);
    EXPECT_EQ(hub_->store->view()->totals().last_seq, 0);
}

TEST_F(Records, ARecordComesBackUnderAnotherIdAndTheOldOneLeadsToIt)
{
    const auto record = says("1", 10, {person("1", named("Ada King"))});
    hub_->take({record});
    const std::string before = hub_->profile_of("1");
    hub_->take({gone("1")});
    hub_->take({record});
    EXPECT_NE(hub_->profile_of("1"), "");
    EXPECT_EQ(hub_->resolve(before), hub_->profile_of("1"));
}

TEST_F(Records, ALateVersionFromBeforeADeletionStaysHistory)
{
    hub_->take({says("1", 20, {person("1", named("Ada King"))}), gone("1"),
                says("1", 10, {person("1", named("Ada Byron"))})});
    EXPECT_THAT(hub_->live_records(), IsEmpty());
    EXPECT_THAT(hub_->versions("1"), SizeIs(3));
}

TEST_F(Records, DeletedAndBackInOneBatchKeepsTheProfile)
{
    const auto record = says("1", 10, {person("1", named("Ada King"))});
    hub_->take({record});
    const std::string before = hub_->profile_of("1");
    hub_->take({gone("1"), record});
    EXPECT_EQ(hub_->profile_of("1"), before);
}

// The three versions of a source record: B was replaced by C, which withdrew the order.
std::vector<plugin::SourceRecord> three_versions()
{
    return {says("1", 10, {person("1", named("Ada Byron")), order("A", "1", "tea")}),
            says("1", 20, {person("1", named("Ada King")), order("A", "1", "ink")}),
            says("1", 30, {person("1", named("Ada Lovelace"))})};
}

TEST_F(Records, ALateVersionIsKeptAndNeverCurrent)
{
    const auto versions = three_versions();
    hub_->take({versions[2]});
    const auto seq = hub_->store->view()->totals().last_seq;
    hub_->take({versions[0]});
    EXPECT_EQ(hub_->profile(hub_->profile_of("1")).golden.find("name")->text_of("full"),
              "Ada Lovelace");
    EXPECT_EQ(hub_->profile(hub_->profile_of("1")).version, 1);
    EXPECT_THAT(hub_->versions("1"), SizeIs(2));
    EXPECT_GT(hub_->store->view()->totals().last_seq, seq);
    EXPECT_EQ(hub_->take({versions[0]}).unchanged, 1U);
    EXPECT_THAT(hub_->versions("1"), SizeIs(2));
}

// Everything that must not depend on the order of arrival.
std::string end_state(Hub& hub)
{
    std::string state;
    for (const auto& [key, data] : hub.live_records()) state += key + " " + data + "\n";
    for (const auto& version : hub.versions("1"))
        if (version.current) state += to_rfc3339(version.occurred_at);
    return state;
}

TEST_F(Records, TheOrderOfVersionsChangesNothing)
{
    std::vector<std::size_t> order{0, 1, 2};
    std::set<std::string> states;
    do {
        for (const bool one_batch : {true, false}) {
            Folder folder;
            Hub hub(folder.path(), clock_, ids_);
            std::vector<plugin::SourceRecord> batch;
            for (const std::size_t i : order) batch.push_back(three_versions()[i]);
            if (one_batch) hub.take(batch);
            if (!one_batch)
                for (const auto& record : batch) hub.take({record});
            states.insert(end_state(hub));
            EXPECT_THAT(hub.store->check(), IsEmpty());
        }
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_THAT(states, SizeIs(1)) << ::testing::PrintToString(states);
}

TEST_F(Records, SayingTheSameAgainLaterCountsInAnyOrder)
{
    const std::vector<plugin::SourceRecord> said = {
        says("1", 10, {person("1", named("Ada King")), order("A", "1", "tea")}),
        says("1", 20, {person("1", named("Ada Byron")), order("A", "1", "ink")}),
        says("1", 30, {person("1", named("Ada King")), order("A", "1", "tea")})};
    std::vector<std::size_t> order{0, 1, 2};
    std::set<std::string> states;
    do {
        Folder folder;
        Hub hub(folder.path(), clock_, ids_);
        for (const std::size_t i : order) hub.take({said[i]});
        states.insert(end_state(hub));
        tick();
        const auto members = hub.store->view()->members(hub.profile_of("1"), clock_.now());
        ASSERT_THAT(members, SizeIs(1));
        EXPECT_EQ(members[0].version.occurred_at, at_second(30));
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_THAT(states, SizeIs(1)) << ::testing::PrintToString(states);
}

TEST_F(Records, AnEntitySaidAgainLaterIsNotWrittenAgain)
{
    hub_->take({says("1", 10, {person("1", named("Ada King")), order("A", "1"), visit("V", "1")})});
    hub_->take({says("1", 20, {person("1", named("Ada King")), order("A", "1"), visit("V", "1")})});
    const model::RecordKey key{"crm", "order", "erp.order@test:A"};
    EXPECT_THAT(hub_->store->view()->versions(key), SizeIs(1));
}

TEST_F(Records, AnEntityThatAnotherOriginSaidEarlierDoesNotComeBack)
{
    // given: the first origin says tea at 10 and again at 30
    hub_->take({says("1", 10, {order("A", "1", "tea")})});
    hub_->take({says("1", 30, {order("A", "1", "tea")})});
    // when: another one says ink, at 20
    hub_->take({says("2", 20, {order("A", "1", "ink")})});
    // then: tea, as if they had come in order
    EXPECT_THAT(hub_->live_records().begin()->second, ::testing::HasSubstr("tea"));
}

TEST_F(Records, AnEntityMovesToAnotherOriginAndStays)
{
    hub_->take({says("1", 10, {order("A", "1")})});
    hub_->take({says("2", 20, {order("A", "1")})});
    hub_->take({says("1", 30, {})});
    EXPECT_THAT(hub_->live_records(), SizeIs(1));
}

TEST_F(Records, ARecordWithoutATimeFollowsTheSourcesOrder)
{
    hub_->take({says("1", 20, {person("1", named("Ada King"))})});
    hub_->take({says("1", 0, {person("1", named("Ada Byron"))})});
    hub_->take({says("1", 10, {person("1", named("Ada Late"))})});
    tick();
    const auto members = hub_->store->view()->members(hub_->profile_of("1"), clock_.now());
    ASSERT_THAT(members, SizeIs(1));
    EXPECT_THAT(members[0].version.data, ::testing::HasSubstr("Byron"));
    EXPECT_TRUE(members[0].version.current);
}

TEST_F(Records, ABadRecordStopsNobody)
{
    const auto figures = hub_->take({says("1", 10, {person("1", named("Ada King"))}), bad("2"),
                                     says("3", 10, {person("3", named("Bo Berg"))})},
                                    {unreadable("4")});
    EXPECT_EQ(figures.read, 4U);
    EXPECT_EQ(figures.accepted, 2U);
    EXPECT_EQ(figures.rejected, 2U);
    EXPECT_EQ(figures.rejected_by_code.at("mapping.required"), 1U);
    EXPECT_EQ(figures.rejected_by_code.at("test.unreadable"), 1U);
    EXPECT_THAT(hub_->live_records(), SizeIs(2));
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 2U);
}

TEST_F(Records, ARejectedUpdateLeavesWhatWasKnown)
{
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    hub_->take({bad("1")});
    EXPECT_THAT(hub_->live_records(), SizeIs(1));
}

std::vector<std::string> reject_states(Hub& hub)
{
    std::vector<std::string> states;
    for (const store::RejectRow& row : hub.store->view()->rejects(
             {.pipeline = "", .code = "", .state = "", .after_id = "", .limit = 9}))
        states.push_back(row.state);
    return states;
}

TEST_F(Records, ACorrectedRecordResolvesItsReject)
{
    hub_->take({bad("1"), bad("2")});
    hub_->take({says("1", 10, {person("1", named("Ada King"))})});
    EXPECT_THAT(reject_states(*hub_), ElementsAre("resolved", "open"));
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 1U);
    EXPECT_THAT(hub_->store->view()->streams()[0].counts.rejected, 2U);
}

TEST_F(Records, SoDoesOneThatIsReadAgainUnchangedAndOneThatIsGone)
{
    const auto good = says("1", 10, {person("1", named("Ada King"))});
    hub_->take({good, bad("1"), bad("2")});
    EXPECT_EQ(hub_->take({good, gone("2")}).unchanged, 2U);
    EXPECT_THAT(reject_states(*hub_), ElementsAre("resolved", "resolved"));
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 0U);
}

TEST_F(Records, WithinABatchTheLastWordCounts)
{
    const auto good = says("1", 10, {person("1", named("Ada King"))});
    hub_->take({bad("1"), good});
    EXPECT_THAT(reject_states(*hub_), ElementsAre("resolved"));
    hub_->take({good, bad("1")});
    EXPECT_THAT(reject_states(*hub_), ElementsAre("resolved", "open"));
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 1U);
}

TEST_F(Records, ARejectWithoutAKeyIsResolvedAtItsPosition)
{
    auto unreadable_row = unreadable("");
    unreadable_row.position = "a.csv:7";
    hub_->take({}, {unreadable_row});
    auto row = says("1", 10, {person("1", named("Ada King"))});
    row.position = "a.csv:8";
    hub_->take({row});
    EXPECT_THAT(reject_states(*hub_), ElementsAre("open"));
    row.position = "a.csv:7";
    hub_->take({row});
    EXPECT_THAT(reject_states(*hub_), ElementsAre("resolved"));
}

TEST_F(Records, TwoDifferentEntitiesOfOneKeyAreRejected)
{
    const auto figures =
        hub_->take({says("1", 10, {order("A", "1", "tea"), order("A", "1", "ink")})});
    EXPECT_EQ(figures.rejected_by_code.at("record.duplicate_key"), 1U);
    EXPECT_THAT(hub_->live_records(), IsEmpty());
}

TEST_F(Records, ARecordThatEmitsNothingIsFiltered)
{
    const auto figures = hub_->take({says("1", 10, {})});
    EXPECT_EQ(figures.accepted, 1U);
    EXPECT_EQ(figures.filtered, 1U);
    EXPECT_EQ(figures.unchanged, 0U);
}

}  // namespace
}  // namespace cx::pipeline::testing
