// What holds in both isolations alike.
#include "probe.hpp"

#include <gmock/gmock.h>

namespace cx::plugin {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Status = PollResult::Status;

class InstanceTest : public testing::TestWithParam<Isolation> {
protected:
    Source& source()
    {
        auto started =
            start_probe(host_, GetParam(), R"({"token":"s3cret","count":5})", "cx.source/1");
        EXPECT_TRUE(started) << started.error().message;
        instance_ = *std::move(started);
        EXPECT_EQ(instance_->sink(), nullptr);
        return *instance_->source();
    }
    Sink& sink(const std::string& how)
    {
        auto started = start_probe(host_, GetParam(), R"({"how":")" + how + "\"}", "cx.sink/1");
        EXPECT_TRUE(started) << started.error().message;
        instance_ = *std::move(started);
        return *instance_->sink();
    }
    Error refusal(const std::string& options, std::string_view role = "cx.source/1")
    {
        auto started = start_probe(host_, GetParam(), options, role);
        return started ? Error{} : started.error();
    }

    ProbeHost host_;
    std::unique_ptr<Instance> instance_;
};

INSTANTIATE_TEST_SUITE_P(Isolations, InstanceTest,
                         testing::Values(Isolation::in_process, Isolation::process),
                         [](const auto& isolation) {
                             return isolation.param == Isolation::process ? "process"
                                                                          : "in_process";
                         });

TEST_P(InstanceTest, PollsFromTheCursorAndObeysTheLimit)
{
    Source& probe = source();
    PollRequest first = request("count");
    first.record_limit = 2;

    const PollResult batch = probe.poll(first);
    ASSERT_EQ(batch.status, Status::ok) << batch.error;
    ASSERT_EQ(batch.records.size(), 2U);
    EXPECT_EQ(batch.records[0].key, "k0");
    EXPECT_EQ(batch.records[0].payload, R"({"n":1})");
    EXPECT_EQ(batch.records[0].position, "here:1");
    EXPECT_EQ(batch.next_cursor, "2");
    EXPECT_TRUE(batch.more_now);
    EXPECT_EQ(batch.total_hint, 5U);

    const PollResult rest = probe.poll(request("count", batch.next_cursor));
    EXPECT_EQ(rest.records.size(), 3U);
    EXPECT_FALSE(rest.more_now);
}

TEST_P(InstanceTest, StopsABatchAtTheByteLimit)
{
    PollRequest small = request("count");
    small.byte_limit = 12;  // The second record crosses it and is the last.
    EXPECT_EQ(source().poll(small).records.size(), 2U);
}

TEST_P(InstanceTest, TurnsWhatBreaksTheContractIntoRejects)
{
    const PollResult batch = source().poll(request("bad_payload"));

    ASSERT_EQ(batch.status, Status::ok) << batch.error;
    ASSERT_EQ(batch.records.size(), 2U);
    EXPECT_EQ(batch.records[0].key, "good");
    EXPECT_EQ(batch.records[1].op, SourceRecord::Op::remove);
    std::vector<std::string> codes;
    for (const SourceReject& reject : batch.rejects) codes.push_back(reject.code);
    EXPECT_THAT(codes, ElementsAre("plugin.payload", "plugin.payload", "plugin.payload",
                                   "plugin.key", "plugin.payload", "plugin.payload", "probe.bad"));
    for (const SourceReject& reject : batch.rejects)
        EXPECT_TRUE(reject.payload.empty() || json::parse(reject.payload)) << reject.key;
}

TEST_P(InstanceTest, FailsAPollThatBreaksTheContractAsAWhole)
{
    Source& probe = source();
    for (const char* stream : {"overflow", "no_cursor", "long_cursor", "throw"}) {
        const PollResult batch = probe.poll(request(stream));
        EXPECT_EQ(batch.status, Status::failed) << stream;
        EXPECT_FALSE(batch.error.empty()) << stream;
        EXPECT_TRUE(batch.records.empty()) << stream;
    }
    EXPECT_EQ(probe.poll(request("throw")).error, "something broke inside");
    EXPECT_EQ(probe.poll(request("count")).status, Status::ok);  // The instance goes on.
}

TEST_P(InstanceTest, PassesOnRetryWithItsPause)
{
    const PollResult batch = source().poll(request("retry"));
    EXPECT_EQ(batch.status, Status::retry);
    EXPECT_EQ(batch.error, "come back later");
    EXPECT_EQ(batch.retry_after_ms, 1500U);
}

TEST_P(InstanceTest, KeepsTheCursorOfAPollThatBroughtNothing)
{
    const PollResult batch = source().poll(request("silent", "where I was"));
    EXPECT_EQ(batch.status, Status::ok);
    EXPECT_EQ(batch.next_cursor, "where I was");
}

TEST_P(InstanceTest, TellsTheEndOfASnapshot)
{
    EXPECT_TRUE(source().poll(request("snapshot")).snapshot_end);
}

TEST_P(InstanceTest, CarriesBatchesOfManyMegabytes)
{
    const PollResult batch = source().poll(request("big"));
    ASSERT_EQ(batch.status, Status::ok) << batch.error;
    EXPECT_EQ(batch.records.size(), 19U);  // The one that crosses 16 MiB is the last.
    EXPECT_EQ(batch.records.back().payload.size(), 900'008U);
}

TEST_P(InstanceTest, GivesStateClockAndLog)
{
    Source& probe = source();
    EXPECT_EQ(probe.poll(request("state", "first")).next_cursor, "nothing put");
    EXPECT_EQ(probe.poll(request("state", "second")).next_cursor, "first put");
    EXPECT_EQ(probe.poll(request("clock")).next_cursor, "1234567");
    probe.committed("count", "5");
    probe.poll(request("silent"));  // Behind it the line has arrived.
    EXPECT_THAT(host_.lines, Contains("committed 5"));
}

TEST_P(InstanceTest, ABudgetIsTheHosts)
{
    EXPECT_EQ(source().poll(request("budget")).next_cursor, "0 703");
    host_.face.take_budget = nullptr;
    EXPECT_EQ(source().poll(request("budget")).next_cursor, "0 0");
}

TEST_P(InstanceTest, TellsTheTraceOfTheCall)
{
    EXPECT_EQ(source().poll(request("trace")).next_cursor, "none");
    host_.trace = "0af7651916cd43dd8448eb211c80319c";
    EXPECT_EQ(source().poll(request("trace")).next_cursor, host_.trace);
}

TEST_P(InstanceTest, StopsAWaitingPollWithinASecond)
{
    Source& probe = source();
    PollRequest waiting = request("wait");
    waiting.wait_ms = 20'000;
    const auto begin = std::chrono::steady_clock::now();
    std::thread stopper([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        __atomic_store_n(&host_.stopping, true, __ATOMIC_RELEASE);
    });
    const PollResult batch = probe.poll(waiting);
    stopper.join();
    EXPECT_EQ(batch.next_cursor, "stopped") << batch.error;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1100));
}

TEST_P(InstanceTest, RefusesOptionsInThePluginsWords)
{
    EXPECT_EQ(refusal("{}").code, "plugin.options");
    EXPECT_EQ(refusal("{}").message, "option 'token' is required: A secret.");
    EXPECT_EQ(refusal(R"({"token":"t","tokn":1})").message,
              "unknown option 'tokn', known are token, count, fail");
    EXPECT_EQ(refusal(R"({"token":"t","count":-1})").message,
              "option 'count' should be at least 0");
    EXPECT_EQ(refusal(R"({"how":"half"})", "cx.enricher/1").code, "plugin.role");
}

TEST_P(InstanceTest, TellsWhyItCannotStart)
{
    const Error error = refusal(R"({"token":"s3cret","fail":"throw"})");
    EXPECT_EQ(error.code, "plugin.start");
    EXPECT_EQ(error.message, "the probe would not start");
}

TEST_P(InstanceTest, NeverPrintsASecret)
{
    EXPECT_THAT(refusal(R"({"token":{"s3cret":1}})").message, Not(HasSubstr("s3cret")));
    EXPECT_THAT(refusal(R"({"token":{"s3cret":1}})").message, HasSubstr("'token' should be"));
}

TEST_P(InstanceTest, ReportsThePrefixThatASinkDelivered)
{
    const std::vector<std::string> changes = {"{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"};

    const DeliverResult half = sink("half").deliver(changes);
    EXPECT_EQ(half.status, Status::retry);
    EXPECT_EQ(half.delivered, 2U);
    EXPECT_EQ(half.retry_after_ms, 10U);

    const DeliverResult refused = sink("refuse_second").deliver(changes);
    EXPECT_EQ(refused.status, Status::ok);
    EXPECT_EQ(refused.delivered, 4U);
    ASSERT_EQ(refused.rejected.size(), 1U);
    EXPECT_EQ(refused.rejected[0].index, 1U);
    EXPECT_EQ(refused.rejected[0].why, "not this one");
}

TEST_P(InstanceTest, DoesNotBelieveASinkMoreThanItWasGiven)
{
    const std::vector<std::string> changes = {"{}", "{}"};
    EXPECT_EQ(sink("overstate").deliver(changes).delivered, 2U);
    // A rejection behind the prefix is not final.
    EXPECT_TRUE(sink("reject_late").deliver(changes).rejected.empty());
}

}  // namespace
}  // namespace cx::plugin
