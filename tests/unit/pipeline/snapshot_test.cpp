// Full dumps: what is missing from one is gone, unless too much is.
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using telemetry::PipelineState;
using ::testing::SizeIs;
using Answer = PipelineRunner::SnapshotAnswer;

class Dumps : public HubTest {
protected:
    Dumps() { start(); }

    void start(double max_missing = 0.25, std::uint32_t batch_records = 3)
    {
        runner_ = hub_->runner("crm", source_,
                               {{.context = hub_->stream("crm", "contacts"),
                                 .snapshot = true,
                                 .max_missing = max_missing,
                                 .batch_records = batch_records}});
    }
    // A dump of these people.
    void dump(const std::vector<int>& people)
    {
        std::vector<plugin::SourceRecord> records;
        for (const int i : people) {
            const std::string id = std::to_string(i);
            records.push_back(says(id, 10, {person(id, named("Ada King", "a" + id + "@b.org"))}));
        }
        source_.add_dump("contacts", std::move(records));
    }
    void drain()
    {
        do {
            tick(61);
            for (int i = 0; i < 100 && runner_->step().worked; ++i) {
            }
        } while (!runner_->drained());
    }
    std::size_t people() { return hub_->partition().size(); }
    PipelineState state() { return runner_->states().at(0).state; }

    ScriptedSource source_;
    std::unique_ptr<PipelineRunner> runner_;
};

TEST_F(Dumps, WhatIsMissingIsGone)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    drain();
    EXPECT_EQ(people(), 8U);
    dump({1, 2, 3, 4, 5, 6, 9});
    drain();
    EXPECT_EQ(people(), 7U);
    EXPECT_EQ(hub_->profile_of("7"), "");
    EXPECT_NE(hub_->profile_of("9"), "");
}

TEST_F(Dumps, ACompleteDumpIsAllThereIsForNow)
{
    dump({1, 2});
    tick(61);
    runner_->step();
    EXPECT_EQ(people(), 2U);
    EXPECT_TRUE(runner_->drained()) << "asked again, a source would begin the next one";
    EXPECT_EQ(source_.polls, 1);
}

TEST_F(Dumps, WhatIsRejectedIsNotMissing)
{
    dump({1, 2});
    drain();
    source_.add_dump("contacts",
                     {bad("1"), says("2", 10, {person("2", named("Ada King", "a2@b.org"))})});
    drain();
    EXPECT_EQ(people(), 2U);
    EXPECT_EQ(state(), PipelineState::waiting) << "nothing is held either";
    EXPECT_EQ(hub_->store->view()->totals().rejects_open, 1U);
}

TEST_F(Dumps, HalfADumpDeletesNothing)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    drain();
    source_.add("contacts", says("1", 10, {person("1", named("Ada King", "a1@b.org"))}));
    drain();
    EXPECT_EQ(people(), 8U);
}

TEST_F(Dumps, WhatComesBackLivesAgain)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    dump({1, 2, 3, 4, 5, 6, 7});
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    drain();
    EXPECT_EQ(people(), 8U);
}

TEST_F(Dumps, TooMuchMissingIsHeldUntilAccepted)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    dump({1, 2});
    drain();
    EXPECT_EQ(people(), 8U);
    EXPECT_EQ(state(), PipelineState::held);
    EXPECT_EQ(runner_->decide_snapshot("nothing", true), Answer::no_stream);
    EXPECT_EQ(runner_->decide_snapshot("contacts", true), Answer::done);
    EXPECT_EQ(people(), 2U);
    EXPECT_EQ(runner_->decide_snapshot("contacts", true), Answer::not_held);
}

TEST_F(Dumps, TooMuchMissingIsHeldUntilRefused)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    dump({1, 2});
    drain();
    EXPECT_EQ(runner_->decide_snapshot("contacts", false), Answer::done);
    EXPECT_EQ(people(), 8U);
    drain();
    EXPECT_EQ(state(), PipelineState::waiting);
}

TEST_F(Dumps, AHeldDumpIsStillHeldAfterARestart)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    dump({1, 2});
    drain();
    runner_.reset();
    restart();
    start();
    drain();
    EXPECT_EQ(state(), PipelineState::held);
    EXPECT_EQ(runner_->decide_snapshot("contacts", true), Answer::done);
    EXPECT_EQ(people(), 2U);
}

TEST_F(Dumps, AGoodDumpAfterAHeldOneSettlesIt)
{
    dump({1, 2, 3, 4, 5, 6, 7, 8});
    dump({1, 2});
    dump({1, 2, 3, 4, 5, 6, 7});
    drain();
    EXPECT_EQ(people(), 7U);
    EXPECT_EQ(runner_->decide_snapshot("contacts", true), Answer::not_held);
}

// Whatever write fails around the end of a dump, before or after it was done, and whether the hub
// restarts or tries again: the next good dump finds everybody where the dump before left them.
TEST_F(Dumps, AFailureAroundTheEndLosesNobody)
{
    const std::vector<std::string> calls{"commit", "begin_snapshot", "put_state", "end_snapshot"};
    for (const std::string& call : calls) {
        for (int n = 1; n <= 5; ++n) {
            for (const bool done : {false, true}) {
                for (const bool crash : {false, true}) {
                    SCOPED_TRACE(call + " " + std::to_string(n) + (done ? " done" : " undone") +
                                 (crash ? " crash" : ""));
                    Folder folder;
                    auto hub = std::make_unique<Hub>(folder.path(), clock_, ids_);
                    hub_.swap(hub);
                    source_ = {};
                    start(0.25);
                    dump({1, 2, 3, 4, 5, 6, 7, 8});
                    drain();
                    dump({1, 2, 3, 4, 5, 6, 7});
                    bool failed = false;
                    const auto fail = fail_nth(call, n, done);
                    hub_->store->hook = [&, fail](std::string_view name, bool is_done) mutable {
                        try {
                            fail(name, is_done);
                        } catch (const store::StoreError&) {
                            failed = true;
                            throw;
                        }
                    };
                    tick(61);
                    for (int i = 0; i < 10 && !failed; ++i) runner_->step();
                    if (crash) {
                        runner_.reset();
                        hub_.reset();
                        hub_ = std::make_unique<Hub>(folder.path(), clock_, ids_);
                        start(0.25);
                    }
                    drain();
                    EXPECT_EQ(people(), 7U);
                    EXPECT_NE(state(), PipelineState::held);
                    dump({1, 2, 3, 4, 5, 6});
                    drain();
                    EXPECT_EQ(people(), 6U);
                    runner_.reset();
                    hub_.swap(hub);
                }
            }
        }
    }
}

}  // namespace
}  // namespace cx::pipeline::testing
