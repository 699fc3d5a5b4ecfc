// An administrator's words to a stream: they fall between two rounds and hold over restarts.
#include "base/limits.hpp"
#include "hub_test.hpp"

#include <thread>

namespace cx::pipeline::testing {
namespace {

using telemetry::PipelineState;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Words : public HubTest {
protected:
    Words()
    {
        add(0, 10);
        start();
    }

    void add(int first, int count)
    {
        for (int i = first; i < first + count; ++i) {
            const std::string id = std::to_string(i);
            source_.add("contacts",
                        says(id, 10, {person(id, named("Ada King", "a" + id + "@b.org"))}));
        }
    }
    void start(const model::Schedule& schedule = {})
    {
        runner_ = hub_->runner("crm", source_,
                               {{.context = hub_->stream("crm", "contacts"),
                                 .schedule = schedule,
                                 .batch_records = 4}});
    }
    void run(int steps = 10)
    {
        for (int i = 0; i < steps; ++i) {
            runner_->step();
            tick();
        }
    }
    std::size_t people() { return hub_->partition().size(); }
    StreamState state() { return runner_->states().at(0); }
    std::string cursor() { return hub_->store->view()->cursor("crm", "contacts"); }
    std::uint64_t read() { return hub_->store->view()->streams().at(0).counts.read; }

    ScriptedSource source_;
    std::unique_ptr<PipelineRunner> runner_;
};

TEST_F(Words, APausedStreamIsNotRead)
{
    runner_->step();
    EXPECT_TRUE(runner_->pause("contacts", true));
    const int polls = source_.polls;
    run();
    EXPECT_EQ(source_.polls, polls);
    EXPECT_EQ(people(), 4U);
    EXPECT_EQ(state().state, PipelineState::paused);
    EXPECT_TRUE(runner_->drained()) << "nobody waits for it";
    EXPECT_TRUE(runner_->pause("contacts", false));
    run();
    EXPECT_EQ(people(), 10U);
    EXPECT_EQ(state().state, PipelineState::waiting);
    EXPECT_FALSE(runner_->pause("nothing", true));
}

TEST_F(Words, APauseHoldsOverARestart)
{
    runner_->pause("contacts", true);
    runner_.reset();
    restart();
    start();
    run();
    EXPECT_EQ(people(), 0U);
    EXPECT_EQ(state().state, PipelineState::paused);
    runner_->pause("contacts", false);
    runner_.reset();
    restart();
    start();
    run();
    EXPECT_EQ(people(), 10U);
}

TEST_F(Words, OneStreamIsPausedAlone)
{
    source_.add("orders", says("o1", 10, {order("o1", "1")}));
    runner_ = hub_->runner(
        "crm", source_,
        {{.context = hub_->stream("crm", "contacts")}, {.context = hub_->stream("crm", "orders")}});
    runner_->pause("contacts", true);
    run();
    EXPECT_EQ(people(), 0U);
    EXPECT_EQ(hub_->live_records().size(), 1U);
}

// As an import reads.
TEST_F(Words, AStreamThatIsAskedOnceIsReadOnceToItsEnd)
{
    int failures = 2;
    source_.fault = [&]() -> std::optional<plugin::PollResult> {
        if (failures-- > 0) return poll_again("away");
        return std::nullopt;
    };
    runner_ = hub_->runner("crm", source_,
                           {{.context = hub_->stream("crm", "contacts"),
                             .schedule = {.kind = model::Schedule::Kind::manual},
                             .batch_records = 4,
                             .asked = true}});
    run();
    EXPECT_EQ(people(), 10U);
    EXPECT_TRUE(runner_->drained());
    const int polls = source_.polls;
    add(10, 1);
    run();
    EXPECT_EQ(source_.polls, polls);
    EXPECT_TRUE(runner_->drained());
}

TEST_F(Words, AManualStreamWaitsToBeAsked)
{
    start({.kind = model::Schedule::Kind::manual});
    run();
    EXPECT_EQ(source_.polls, 0);
    EXPECT_TRUE(runner_->run_now("contacts"));
    run();
    EXPECT_EQ(people(), 10U);
    add(10, 1);
    run();
    EXPECT_EQ(people(), 10U);
    EXPECT_FALSE(runner_->run_now("nothing"));
}

// The clock of these tests begins at 2026-09-21T14:13:20Z.
TEST_F(Words, ACalendarIsReadAtItsTimes)
{
    start({.kind = model::Schedule::Kind::calendar, .cron = *model::parse_cron("0 15 * * *")});
    run();
    EXPECT_EQ(source_.polls, 0);
    EXPECT_EQ(to_rfc3339(state().next_run), "2026-09-21T15:00:00.000Z");
    clock_.advance_ms(3'600'000);
    run();
    EXPECT_EQ(people(), 10U);
    EXPECT_EQ(to_rfc3339(state().next_run), "2026-09-22T15:00:00.000Z");
}

TEST_F(Words, ATimeThatPassedWhileTheHubWasDownIsMadeUpForOnce)
{
    model::Schedule schedule{.kind = model::Schedule::Kind::calendar,
                             .cron = *model::parse_cron("0 * * * *")};
    for (const bool make_up : {true, false}) {
        schedule.make_up = make_up;
        start(schedule);
        runner_->step();
        clock_.advance_ms(3'600'000);
        run();
        const int polls = source_.polls;
        runner_.reset();
        restart();
        clock_.advance_ms(5 * 3'600'000);
        start(schedule);
        run(3);
        EXPECT_EQ(source_.polls - polls, make_up ? 1 : 0);
        EXPECT_GT(state().next_run, clock_.now()) << "once, not five times";
    }
}

TEST_F(Words, QuietHoursAreQuiet)
{
    start({.every_ms = 1000, .quiet = model::parse_quiet_hours("14:00-15:00")});
    run();
    EXPECT_EQ(source_.polls, 0);
    EXPECT_EQ(to_rfc3339(state().next_run), "2026-09-21T15:00:00.000Z");
    runner_->run_now("contacts");
    run();
    EXPECT_EQ(people(), 10U) << "an administrator may";
    add(10, 4);
    run();
    EXPECT_EQ(people(), 10U);
    clock_.advance_ms(3'600'000);
    run();
    EXPECT_EQ(people(), 14U);
}

TEST_F(Words, RunningNowDoesNotWaitForTheBackOff)
{
    source_.fault = [] { return poll_failed("away"); };
    runner_->step();
    source_.fault = nullptr;
    EXPECT_FALSE(runner_->step().worked);
    runner_->run_now("contacts");
    EXPECT_TRUE(runner_->step().worked);
}

TEST_F(Words, ARewoundStreamIsReadAgain)
{
    run();
    EXPECT_EQ(cursor(), "10");
    EXPECT_TRUE(runner_->rewind("contacts", ""));
    EXPECT_EQ(cursor(), "");
    run();
    EXPECT_EQ(cursor(), "10");
    EXPECT_EQ(read(), 20U);
    EXPECT_EQ(hub_->store->view()->streams().at(0).counts.unchanged, 10U);
    EXPECT_EQ(people(), 10U);
    runner_->rewind("contacts", "8");
    run();
    EXPECT_EQ(read(), 22U);
}

TEST_F(Words, PlacesToRewindToAreKept)
{
    Controls controls(*hub_->store);
    run();
    ASSERT_THAT(controls.cursors("crm", "contacts"), SizeIs(1));
    EXPECT_EQ(controls.cursors("crm", "contacts")[0].cursor, "4");
    for (std::size_t i = 0; i < limits::kept_cursors + 3; ++i) {
        clock_.advance_ms(limits::kept_cursor_ms);
        add(static_cast<int>(10 + i), 1);
        run(2);
    }
    const auto kept = controls.cursors("crm", "contacts");
    ASSERT_THAT(kept, SizeIs(limits::kept_cursors));
    EXPECT_EQ(kept.back().cursor, cursor());
    EXPECT_LT(kept.front().at, kept.back().at);
    controls.keep_cursor("crm", "contacts", {.at = clock_.now(), .cursor = std::string(5000, 'x')});
    EXPECT_EQ(controls.cursors("crm", "contacts").back().cursor, cursor());
    EXPECT_THAT(controls.cursors("crm", "orders"), IsEmpty());
}

TEST_F(Words, AWordFallsBetweenTheRoundsOfABusyStream)
{
    source_.streams["contacts"].clear();
    add(0, 2000);
    std::atomic<bool> stop{false};
    std::thread busy([&] {
        while (!stop) runner_->step();
    });
    runner_->pause("contacts", true);
    const std::string at = cursor();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_EQ(cursor(), at);
    runner_->rewind("contacts", "");
    EXPECT_EQ(cursor(), "");
    stop = true;
    busy.join();
}

}  // namespace
}  // namespace cx::pipeline::testing
