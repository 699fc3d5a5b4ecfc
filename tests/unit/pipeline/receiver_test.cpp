// Requests: committed together, answered behind the commit, refused with a time to come again.
#include "base/limits.hpp"
#include "hub_test.hpp"
#include "pipeline/receivers.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <thread>

namespace cx::pipeline::testing {
namespace {

using ::testing::SizeIs;

// A body is a word: "person ID", "bad", "retry", "failed"; anything else brings nothing.
class ScriptedReceiver final : public plugin::Receiver {
public:
    plugin::ReceiveResult handle(const plugin::ReceiveRequest& request) override
    {
        seen.push_back(request.stream + " " + request.path + " " + request.body);
        plugin::ReceiveResult result;
        result.body = "took " + request.body;
        result.media_type = "text/plain";
        if (request.body.starts_with("person ")) {
            const std::string id = request.body.substr(7);
            result.records.push_back(says(id, 10, {person(id, named("Ada King"))}));
        } else if (request.body.starts_with("remove ")) {
            result.records.push_back(gone(request.body.substr(7)));
        } else if (request.body.starts_with("look ") && look_up) {
            result.body = look_up(request.body.substr(5)).value_or("nothing");
        } else if (request.body == "bad") {
            result.records.push_back(bad("b"));
            result.rejects.push_back(unreadable("u"));
        } else if (request.body == "retry") {
            result.status = plugin::PollResult::Status::retry;
            result.error = "later";
            result.retry_after_ms = 2500;
        } else if (request.body == "failed") {
            result.status = plugin::PollResult::Status::failed;
            result.error = "it is broken";
        }
        return result;
    }

    std::vector<std::string> seen;
    std::function<std::optional<std::string>(const std::string& key)> look_up;
};

class ReceiverRounds : public HubTest {
protected:
    ReceiverRounds() { start({"contacts"}); }

    void start(const std::vector<std::string>& streams)
    {
        std::vector<StreamSettings> settings;
        for (const std::string& stream : streams) {
            settings.push_back({.context = hub_->stream("crm", stream)});
            settings.back().context.keep_raw = !raw_stays_;
            settings.back().context.raw_stays = raw_stays_;
        }
        runner_ =
            std::make_unique<ReceiverRunner>("crm", model::Sender{}, receiver_, std::move(settings),
                                             PipelineParts{.store = *hub_->store,
                                                           .applier = *hub_->applier,
                                                           .telemetry = *hub_->telemetry,
                                                           .clock = clock_,
                                                           .ids = ids_});
    }

    // As a thread of the API: the answer comes when a step was taken.
    std::future<api::Answer> send(const std::string& body, const std::string& path = "v1/track")
    {
        std::future<api::Answer> answer = std::async(std::launch::async, [this, body, path] {
            api::Request request;
            request.method = "POST";
            request.captured = {{"pipeline", "crm"}, {"rest", path}};
            request.body = body;
            request.headers = {{"authorization", "Bearer secret"}, {"x-thing", "1"}};
            return runner_->receive(request);
        });
        ++sent_;
        return answer;
    }
    // Takes steps until every request that was sent has been seen.
    void work()
    {
        for (int i = 0; i < 2000 && receiver_.seen.size() < sent_; ++i) {
            runner_->wait(std::chrono::milliseconds(5));
            runner_->step();
        }
    }
    std::uint64_t batches()
    {
        const std::string text = hub_->telemetry->scrape();
        const std::string name =
            "cxhub_batches_committed_total{pipeline=\"crm\",stream=\"contacts\"} ";
        const std::size_t at = text.find(name);
        return at == text.npos ? 0 : std::stoull(text.substr(at + name.size()));
    }

    ScriptedReceiver receiver_;
    std::unique_ptr<ReceiverRunner> runner_;
    std::size_t sent_ = 0;
    bool raw_stays_ = false;
};

TEST_F(ReceiverRounds, APluginReadsWhatEarlierRequestsBrought)
{
    raw_stays_ = true;
    start({"contacts"});
    receiver_.look_up = [this](const std::string& key) {
        return runner_->current("contacts", key);
    };
    const auto ask = [&](const std::string& body) {
        std::future<api::Answer> answer = send(body);
        work();
        return answer.get().body;
    };
    EXPECT_EQ(ask("look 1"), "nothing");
    ask("person 1");
    const std::string payload = ask("look 1");
    EXPECT_NE(payload, "nothing");
    // A restart, and the day on which payloads are dropped.
    hub_->store->purge_raw(Timestamp{clock_.now().micros + 1});
    start({"contacts"});
    EXPECT_EQ(ask("look 1"), payload);
    ask("remove 1");
    EXPECT_EQ(ask("look 1"), "nothing");
    ask("person 1");
    EXPECT_EQ(ask("look 1"), payload);

    // Of one group: what is not committed yet counts.
    std::future<api::Answer> removed = send("remove 1");
    while (runner_->waiting() < 1) std::this_thread::yield();
    std::future<api::Answer> looked = send("look 1");
    while (runner_->waiting() < 2) std::this_thread::yield();
    runner_->step();
    EXPECT_EQ(removed.get().status, 200);
    EXPECT_EQ(looked.get().body, "nothing");
}

TEST_F(ReceiverRounds, APausedStreamRefusesForAWhileAlsoAfterARestart)
{
    EXPECT_FALSE(runner_->pause("nothing", true));
    EXPECT_TRUE(runner_->pause("contacts", true));
    const auto ask = [&] {
        std::future<api::Answer> answer = send("person 1");
        while (answer.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready)
            runner_->step();
        return answer.get();
    };
    for (int life = 0; life < 2; ++life) {
        const api::Answer refused = ask();
        EXPECT_EQ(refused.status, 503);
        EXPECT_TRUE(refused.headers.contains("Retry-After"));
        EXPECT_EQ(runner_->states().at(0).state, telemetry::PipelineState::paused);
        start({"contacts"});
    }
    EXPECT_THAT(receiver_.seen, SizeIs(0));
    EXPECT_TRUE(runner_->pause("contacts", false));
    EXPECT_EQ(ask().status, 200);
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(ReceiverRounds, AnAnswerLeavesBehindTheCommit)
{
    std::future<api::Answer> answer = send("person 1");
    hub_->store->hook = [&](std::string_view call, bool done) {
        if (call != "commit" || done) return;
        EXPECT_EQ(answer.wait_for(std::chrono::milliseconds(30)), std::future_status::timeout);
    };
    work();
    const api::Answer got = answer.get();
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, "took person 1");
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(ReceiverRounds, RequestsThatWaitAreOneCommit)
{
    std::vector<std::future<api::Answer>> answers;
    for (int i = 0; i < 20; ++i) answers.push_back(send("person " + std::to_string(i)));
    // All of them wait before the first step.
    for (int i = 0; i < 2000 && runner_->waiting() < 20; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_TRUE(runner_->step());
    for (auto& answer : answers) EXPECT_EQ(answer.get().status, 200);
    EXPECT_EQ(batches(), 1U);
    EXPECT_THAT(hub_->partition(), SizeIs(20));
}

TEST_F(ReceiverRounds, WhatIsSentAgainIsThereOnce)
{
    for (int times = 0; times < 3; ++times) {
        std::future<api::Answer> answer = send("person 7");
        work();
        EXPECT_EQ(answer.get().status, 200);
    }
    EXPECT_THAT(hub_->versions("7"), SizeIs(1));
    EXPECT_THAT(hub_->store->view()->streams(), SizeIs(1));
    const store::StreamCounts counts = hub_->store->view()->streams()[0].counts;
    EXPECT_EQ(counts.read, 3U);
    EXPECT_EQ(counts.accepted, 3U);
    EXPECT_EQ(counts.unchanged, 2U);
}

TEST_F(ReceiverRounds, RejectsAreStoredAndCounted)
{
    std::future<api::Answer> answer = send("bad");
    work();
    EXPECT_EQ(answer.get().status, 200);
    const store::StreamCounts counts = hub_->store->view()->streams()[0].counts;
    EXPECT_EQ(counts.read, 2U);
    EXPECT_EQ(counts.rejected, 2U);
}

TEST_F(ReceiverRounds, AFailedCommitIsToldToBothAndForgotten)
{
    hub_->store->hook = fail_nth("commit", 1);
    std::future<api::Answer> first = send("person 1");
    work();
    const api::Answer refused = first.get();
    EXPECT_EQ(refused.status, 503);
    EXPECT_FALSE(refused.headers.at("Retry-After").empty());
    EXPECT_FALSE(runner_->states().at(0).last_error.empty());
    EXPECT_THAT(hub_->partition(), SizeIs(0));

    std::future<api::Answer> again = send("person 1");
    work();
    EXPECT_EQ(again.get().status, 200);
    EXPECT_TRUE(runner_->states().at(0).last_error.empty());
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(ReceiverRounds, ACommitThatFailedInItsAnswerOnlyDoublesNothing)
{
    hub_->store->hook = fail_nth("commit", 1, true);
    std::future<api::Answer> first = send("person 1");
    work();
    EXPECT_EQ(first.get().status, 503);
    std::future<api::Answer> again = send("person 1");
    work();
    EXPECT_EQ(again.get().status, 200);
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(ReceiverRounds, OneFailureOfThePluginLeavesTheOthersAlone)
{
    std::future<api::Answer> failed = send("failed");
    std::future<api::Answer> later = send("retry");
    std::future<api::Answer> good = send("person 3");
    std::future<api::Answer> nothing = send("hello");
    work();
    EXPECT_EQ(failed.get().status, 500);
    const api::Answer refused = later.get();
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.at("Retry-After"), "3");
    EXPECT_EQ(good.get().status, 200);
    EXPECT_EQ(nothing.get().body, "took hello");
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(ReceiverRounds, StoppingRefusesWhatWaitsAndWhatComes)
{
    std::future<api::Answer> waits = send("person 1");
    for (int i = 0; i < 2000 && runner_->waiting() == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    runner_->stop();
    EXPECT_EQ(waits.get().status, 503);
    EXPECT_EQ(send("person 2").get().status, 503);
    EXPECT_FALSE(runner_->step());
    EXPECT_TRUE(receiver_.seen.empty());
}

TEST_F(ReceiverRounds, OfSeveralStreamsThePathNamesOne)
{
    start({"contacts", "orders"});
    EXPECT_EQ(send("x", "visits/y").get().status, 404);
    EXPECT_EQ(send("x", "").get().status, 404);
    sent_ = 0;
    std::future<api::Answer> first = send("a", "orders/eu/new");
    work();
    EXPECT_EQ(first.get().status, 200);
    std::future<api::Answer> second = send("b", "contacts");
    work();
    EXPECT_EQ(second.get().status, 200);
    EXPECT_THAT(receiver_.seen, ::testing::ElementsAre("orders eu/new a", "contacts  b"));
}

TEST_F(ReceiverRounds, SendersGoBeforeSourcesButNotForEver)
{
    WriterQueue queue;
    std::vector<char> order;
    std::unique_ptr<WriterQueue::Place> held(new WriterQueue::Place(queue.enter(false)));
    std::vector<std::thread> threads;
    std::atomic<int> begun = 0;
    const auto enter = [&](bool first) {
        threads.emplace_back([&, first] {
            ++begun;
            const WriterQueue::Place place = queue.enter(first);
            order.push_back(first ? 'r' : 's');
        });
    };
    enter(false);
    while (begun < 1) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    for (int i = 0; i < limits::writer_turns_max + 5; ++i) enter(true);
    while (begun < limits::writer_turns_max + 6) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    held.reset();
    for (std::thread& thread : threads) thread.join();
    const auto source = std::find(order.begin(), order.end(), 's') - order.begin();
    EXPECT_EQ(source, limits::writer_turns_max);
    EXPECT_GE(queue.waits_of_first(), 1U);
}

}  // namespace
}  // namespace cx::pipeline::testing
