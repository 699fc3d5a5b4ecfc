// Rounds: poll, commit, tell the source; failures postpone and lose nothing.
#include "base/limits.hpp"
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using telemetry::PipelineState;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Rounds : public HubTest {
protected:
    Rounds()
    {
        for (int i = 0; i < 10; ++i) {
            const std::string id = std::to_string(i);
            source_.add("contacts",
                        says(id, 10, {person(id, named("Ada King", "a" + id + "@b.org"))}));
        }
        start();
    }

    void start()
    {
        runner_ = hub_->runner("crm", source_,
                               {{.context = hub_->stream("crm", "contacts"), .batch_records = 4}});
    }
    std::string cursor() { return hub_->store->view()->cursor("crm", "contacts"); }
    StreamState state() { return runner_->states().at(0); }
    void drain()
    {
        for (int i = 0; i < 100 && !runner_->drained(); ++i) {
            const auto step = runner_->step();
            if (!step.worked && !runner_->drained())
                clock_.advance_ms((step.next.micros - clock_.now().micros) / 1000);
        }
        EXPECT_TRUE(runner_->drained());
    }

    ScriptedSource source_;
    std::unique_ptr<PipelineRunner> runner_;
};

TEST_F(Rounds, AStreamIsReadToItsEndAndFollowed)
{
    EXPECT_TRUE(runner_->step().worked);
    EXPECT_EQ(cursor(), "4");
    drain();
    EXPECT_EQ(cursor(), "10");
    EXPECT_THAT(hub_->partition(), SizeIs(10));
    source_.add("contacts", gone("3"));
    EXPECT_FALSE(runner_->step().worked);  // Not due yet.
    tick();
    EXPECT_TRUE(runner_->step().worked);
    EXPECT_THAT(hub_->partition(), SizeIs(9));
}

TEST_F(Rounds, TheSourceHearsOnlyOfWhatIsDurable)
{
    source_.fault = nullptr;
    hub_->store->hook = [&](std::string_view call, bool done) {
        if (call != "commit" || done) return;
        EXPECT_THAT(source_.acknowledged, IsEmpty());
    };
    runner_->step();
    EXPECT_THAT(source_.acknowledged,
                ::testing::ElementsAre(std::make_pair(std::string("contacts"), std::string("4"))));
}

TEST_F(Rounds, AFailedCommitKeepsTheCursorAndLosesNothing)
{
    runner_->step();
    hub_->store->hook = fail_nth("commit", 1);
    EXPECT_FALSE(runner_->step().worked);
    EXPECT_EQ(cursor(), "4");
    EXPECT_THAT(hub_->partition(), SizeIs(4));
    EXPECT_THAT(source_.acknowledged, SizeIs(1));
    EXPECT_EQ(state().last_error, "the disk says no");
    EXPECT_FALSE(runner_->drained());
    drain();
    EXPECT_THAT(hub_->partition(), SizeIs(10));
    EXPECT_EQ(hub_->store->view()->streams().at(0).counts.read, 10U);
}

TEST_F(Rounds, ACommitThatSucceededButSaidItFailedDoublesNothing)
{
    hub_->store->hook = fail_nth("commit", 2, true);
    drain();
    EXPECT_THAT(hub_->partition(), SizeIs(10));
    const auto counts = hub_->store->view()->streams().at(0).counts;
    EXPECT_EQ(counts.read, 10U);
    EXPECT_EQ(counts.unchanged, 0U);
    for (int i = 0; i < 10; ++i) EXPECT_THAT(hub_->versions(std::to_string(i)), SizeIs(1));
}

TEST_F(Rounds, ReadersOfChangesHearOfACommitThatSaidItFailed)
{
    hub_->store->hook = fail_nth("commit", 1, true);
    runner_->step();
    EXPECT_EQ(hub_->applier->last_seq(), hub_->store->view()->totals().last_seq);
    EXPECT_GT(hub_->applier->last_seq(), 0);
}

TEST_F(Rounds, ARestartContinuesAtTheCommittedCursor)
{
    runner_->step();
    runner_.reset();
    restart();
    start();
    drain();
    EXPECT_EQ(hub_->store->view()->streams().at(0).counts.read, 10U);
}

TEST_F(Rounds, ASourceThatAsksForPatienceIsAskedAgainLater)
{
    int failures = 3;
    source_.fault = [&]() -> std::optional<plugin::PollResult> {
        if (failures-- > 0) return poll_again("away");
        return std::nullopt;
    };
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 3; ++i) {
        const auto step = runner_->step();
        EXPECT_FALSE(step.worked);
        waits.push_back((step.next.micros - clock_.now().micros) / 1000);
        EXPECT_FALSE(runner_->step().worked);
        EXPECT_EQ(source_.polls, i + 1);  // Not before its time.
        clock_.advance_ms(waits.back());
    }
    EXPECT_EQ(waits, (std::vector<std::int64_t>{500, 1000, 2000}));
    EXPECT_TRUE(runner_->step().worked);
    EXPECT_EQ(state().last_error, "");
}

TEST_F(Rounds, WhatTheSourceAsksForIsGranted)
{
    source_.fault = [] { return poll_again("slow down", 7000); };
    EXPECT_EQ(runner_->step().next.micros - clock_.now().micros, 7'000'000);
}

TEST_F(Rounds, AFailedSourceWaitsLongAndRecovers)
{
    source_.fault = [] { return poll_failed("no such file"); };
    const auto step = runner_->step();
    EXPECT_EQ((step.next.micros - clock_.now().micros) / 1000, limits::retry_last_ms);
    EXPECT_EQ(state().state, PipelineState::failed);
    EXPECT_TRUE(state().failed);
    source_.fault = nullptr;
    drain();
    EXPECT_FALSE(state().failed);
    EXPECT_THAT(hub_->partition(), SizeIs(10));
}

TEST_F(Rounds, AFailingStreamDoesNotStopAnother)
{
    ScriptedSource other;
    other.fault = [] { return poll_failed("gone"); };
    const auto failing =
        hub_->runner("erp", other, {{.context = hub_->stream("erp", "customers")}});
    for (int i = 0; i < 20; ++i) {
        failing->step();
        runner_->step();
        tick();
    }
    EXPECT_TRUE(runner_->drained());
    EXPECT_FALSE(failing->drained());
}

TEST_F(Rounds, EveryRecordIsCountedOnce)
{
    source_.add("contacts", bad("20"));
    source_.streams["contacts"].push_back({.reject = unreadable("21")});
    source_.add("contacts", says("22", 10, {}));
    source_.add("contacts", source_.streams["contacts"][0].record.value());
    drain();
    const auto counts = hub_->store->view()->streams().at(0).counts;
    EXPECT_EQ(counts.read, 14U);
    EXPECT_EQ(counts.accepted, 12U);
    EXPECT_EQ(counts.rejected, 2U);
    EXPECT_EQ(counts.filtered, 1U);
    EXPECT_EQ(counts.unchanged, 1U);
}

}  // namespace
}  // namespace cx::pipeline::testing
