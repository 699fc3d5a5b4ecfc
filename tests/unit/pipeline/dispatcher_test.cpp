// Delivery: in order, at least once, each destination for itself.
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using plugin::DeliverResult;
using ::testing::Each;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using Status = plugin::PollResult::Status;

class Delivery : public HubTest {
protected:
    void people(int first, int last)
    {
        std::vector<plugin::SourceRecord> records;
        for (int i = first; i <= last; ++i) {
            const std::string id = std::to_string(i);
            records.push_back(says(id, 10, {person(id, named("Ada King", "a" + id + "@b.org"))}));
        }
        hub_->take(std::move(records));
    }
    std::unique_ptr<Dispatcher> start(const std::string& name = "warehouse",
                                      bool from_beginning = true)
    {
        return hub_->dispatcher({.name = name, .from_beginning = from_beginning}, sink_);
    }
    void drain(Dispatcher& dispatcher)
    {
        for (int i = 0; i < 100 && !dispatcher.drained(); ++i) {
            const auto step = dispatcher.step();
            if (!step.worked && step.next > clock_.now())
                clock_.advance_ms((step.next.micros - clock_.now().micros) / 1000);
        }
        EXPECT_TRUE(dispatcher.drained());
    }
    static std::vector<std::int64_t> seqs(const std::vector<std::string>& changes)
    {
        std::vector<std::int64_t> seqs;
        for (const std::string& change : changes)
            seqs.push_back(json::parse(change).value().find("seq")->integer().value());
        return seqs;
    }
    std::vector<std::int64_t> published()
    {
        std::vector<std::int64_t> seqs;
        for (const auto& change : hub_->store->view()->changes(0, 10000))
            seqs.push_back(change.seq);
        return seqs;
    }

    ScriptedSink sink_;
};

TEST_F(Delivery, EverythingInOrder)
{
    people(1, 700);
    const auto dispatcher = start();
    drain(*dispatcher);
    EXPECT_EQ(seqs(sink_.received), published());
    people(701, 705);
    EXPECT_TRUE(dispatcher->step().worked);
    EXPECT_EQ(seqs(sink_.received), published());
}

TEST_F(Delivery, EachIsATraceOfItsOwn)
{
    people(1, 700);
    std::vector<std::string> traces;
    sink_.behave = [&](std::span<const std::string> changes) {
        traces.push_back(telemetry::TraceScope::current());
        return plugin::DeliverResult{.delivered = changes.size()};
    };
    drain(*start());
    ASSERT_THAT(traces, SizeIs(Ge(2)));
    EXPECT_THAT(traces, Each(MatchesRegex("[0-9a-f]{32}")));
    EXPECT_NE(traces[0], traces[1]);
    EXPECT_EQ(telemetry::TraceScope::current(), "");
}

TEST_F(Delivery, ANewDestinationMayStartNow)
{
    people(1, 3);
    const auto dispatcher = start("warehouse", false);
    drain(*dispatcher);
    EXPECT_THAT(sink_.received, IsEmpty());
    people(4, 4);
    dispatcher->step();
    EXPECT_THAT(sink_.received, SizeIs(1));
}

TEST_F(Delivery, OnlyWhatWasDeliveredIsPassed)
{
    people(1, 10);
    const auto dispatcher = start();
    sink_.behave = [](std::span<const std::string>) {
        return DeliverResult{.status = Status::retry, .error = "full", .delivered = 3};
    };
    const auto step = dispatcher->step();
    EXPECT_FALSE(step.worked);
    EXPECT_EQ(dispatcher->state().delivered, published()[2]);
    EXPECT_EQ(dispatcher->state().last_error, "full");
    sink_.behave = nullptr;
    drain(*dispatcher);
    EXPECT_EQ(seqs(sink_.received), published());
}

TEST_F(Delivery, RejectedChangesAreCountedOnceAndPassed)
{
    people(1, 10);
    const auto dispatcher = start();
    bool first = true;
    sink_.behave = [&](std::span<const std::string> changes) {
        DeliverResult result{.delivered = changes.size(), .rejected = {{1, "bad"}, {4, "bad"}}};
        if (std::exchange(first, false)) {
            result.delivered = 3;
            result.status = Status::retry;
        } else {
            result.rejected = {{1, "bad"}};
        }
        return result;
    };
    drain(*dispatcher);
    EXPECT_EQ(dispatcher->state().rejected, 2U);
    EXPECT_EQ(seqs(sink_.received), published());
}

TEST_F(Delivery, ADeadDestinationIsAskedLessAndLess)
{
    people(1, 2);
    const auto dispatcher = start();
    sink_.behave = [](std::span<const std::string>) {
        return DeliverResult{.status = Status::retry, .error = "away"};
    };
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 9; ++i) {
        const auto step = dispatcher->step();
        waits.push_back((step.next.micros - clock_.now().micros) / 1000);
        clock_.advance_ms(waits.back());
    }
    EXPECT_EQ(waits,
              (std::vector<std::int64_t>{500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000}));
    sink_.behave = nullptr;
    drain(*dispatcher);
    EXPECT_EQ(dispatcher->state().last_error, "");
    EXPECT_EQ(seqs(sink_.received), published());
}

TEST_F(Delivery, ADestinationThatKeepsFailingIsProbedWithOneChange)
{
    people(1, 10);
    const auto dispatcher = start();
    std::vector<std::size_t> offered;
    bool alive = false;
    sink_.behave = [&](std::span<const std::string> changes) {
        offered.push_back(changes.size());
        if (alive) return DeliverResult{.delivered = changes.size()};
        return DeliverResult{.status = Status::retry, .error = "away"};
    };
    const auto step = [&] {
        const auto done = dispatcher->step();
        if (!done.worked) clock_.advance_ms((done.next.micros - clock_.now().micros) / 1000);
        return dispatcher->state().breaker;
    };
    for (int i = 1; i < limits::breaker_failures; ++i) EXPECT_EQ(step(), BreakerState::closed);
    EXPECT_EQ(step(), BreakerState::open);
    EXPECT_EQ(step(), BreakerState::open);
    EXPECT_THAT(hub_->telemetry->scrape(),
                ::testing::HasSubstr(R"(cxhub_sink_breaker_state{sink="warehouse"} 2)"));
    EXPECT_EQ(offered, (std::vector<std::size_t>{10, 10, 10, 10, 10, 1}));
    alive = true;
    EXPECT_EQ(step(), BreakerState::closed);
    EXPECT_EQ(step(), BreakerState::closed);
    EXPECT_EQ(offered, (std::vector<std::size_t>{10, 10, 10, 10, 10, 1, 1, 9}));
    EXPECT_EQ(seqs(sink_.received), published());
    EXPECT_THAT(hub_->telemetry->scrape(),
                ::testing::HasSubstr(R"(cxhub_sink_breaker_state{sink="warehouse"} 0)"));
}

TEST_F(Delivery, ADestinationMayNameItsOwnPause)
{
    people(1, 1);
    const auto dispatcher = start();
    sink_.behave = [](std::span<const std::string>) {
        return DeliverResult{.status = Status::retry, .error = "slow down", .retry_after_ms = 9000};
    };
    EXPECT_EQ(dispatcher->step().next.micros - clock_.now().micros, 9'000'000);
}

TEST_F(Delivery, ADeadDestinationStopsNobody)
{
    people(1, 2);
    ScriptedSink dead;
    dead.behave = [](std::span<const std::string>) {
        return DeliverResult{.status = Status::failed, .error = "no such folder"};
    };
    const auto one = hub_->dispatcher({.name = "dead", .from_beginning = true}, dead);
    const auto other = start();
    one->step();
    drain(*other);
    EXPECT_TRUE(one->state().failed);
    EXPECT_EQ(one->state().delivered, 0);
    EXPECT_EQ(seqs(sink_.received), published());
    people(3, 3);
    EXPECT_THAT(hub_->partition(), SizeIs(3));
}

TEST_F(Delivery, ARestartContinuesWhereItWas)
{
    people(1, 3);
    drain(*start());
    restart();
    people(4, 5);
    drain(*start());
    EXPECT_EQ(seqs(sink_.received), published());
}

TEST_F(Delivery, WhatMayNotHaveArrivedIsSentAgain)
{
    people(1, 3);
    {
        const auto dispatcher = start();
        hub_->store->hook = fail_nth("save_sink", 2);
        dispatcher->step();
        EXPECT_THAT(sink_.received, SizeIs(3));
    }
    restart();
    drain(*start());
    EXPECT_THAT(sink_.received, SizeIs(6));
}

TEST_F(Delivery, OnlyTheKindsAskedFor)
{
    hub_->take({says("1", 10, {person("1", named("Ada King")), order("A", "1"), visit("V", "1")})});
    const auto dispatcher =
        hub_->dispatcher({.name = "orders", .from_beginning = true, .entities = {"order"}}, sink_);
    drain(*dispatcher);
    ASSERT_THAT(sink_.received, SizeIs(1));
    EXPECT_THAT(sink_.received[0], ::testing::HasSubstr(R"("entity":"order")"));
    EXPECT_EQ(dispatcher->state().delivered, published().back());
}

// Of each profile and record the newest change only, in the order of seq, marked as no news.
TEST_F(Delivery, ADestinationThatFellBehindWaitsForAResync)
{
    people(1, 3);
    const auto dispatcher = start();
    drain(*dispatcher);
    sink_.received.clear();
    clock_.advance_ms(3'600'000);
    people(4, 4);
    clock_.advance_ms(3'600'000);
    ASSERT_GT(hub_->store->trim_feed(clock_.now(), 1ULL << 40U), dispatcher->state().delivered);

    EXPECT_FALSE(dispatcher->step().worked);
    EXPECT_TRUE(dispatcher->state().resync_required);
    EXPECT_FALSE(dispatcher->drained());
    EXPECT_THAT(sink_.received, IsEmpty());

    dispatcher->resync();
    drain(*dispatcher);
    EXPECT_FALSE(dispatcher->state().resync_required);
    EXPECT_FALSE(dispatcher->state().resync);
    EXPECT_EQ(dispatcher->state().last_error, "");
    EXPECT_THAT(sink_.received, SizeIs(4));
    for (const std::string& change : sink_.received)
        EXPECT_THAT(change, ::testing::HasSubstr(R"("backfill":true)"));
    people(5, 5);
    dispatcher->step();
    EXPECT_THAT(sink_.received, SizeIs(5));
    EXPECT_THAT(sink_.received.back(), ::testing::HasSubstr(R"("backfill":false)"));
}

TEST_F(Delivery, AResyncGoesOnAfterARestart)
{
    people(1, 700);
    drain(*start());
    sink_.received.clear();
    {
        const auto dispatcher = start();
        dispatcher->resync();
        dispatcher->step();
        EXPECT_TRUE(dispatcher->state().resync);
    }
    const std::size_t before = sink_.received.size();
    EXPECT_LT(before, 700U);
    restart();
    const auto dispatcher = start();
    drain(*dispatcher);
    EXPECT_EQ(sink_.received.size(), 700U);
    EXPECT_FALSE(dispatcher->state().resync);
}

TEST_F(Delivery, ANewDestinationOfAnOldHubBeginsWithASnapshot)
{
    people(1, 3);
    clock_.advance_ms(3'600'000);
    people(4, 4);
    hub_->store->trim_feed(clock_.now(), 1ULL << 40U);
    drain(*start());
    EXPECT_THAT(sink_.received, SizeIs(4));
}

}  // namespace
}  // namespace cx::pipeline::testing
