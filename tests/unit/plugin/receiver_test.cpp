// A receiver sees the same request in both isolations, and its answer is checked.
#include "probe.hpp"

#include <gmock/gmock.h>

namespace cx::plugin {
namespace {

using testing::HasSubstr;
using Status = PollResult::Status;

class ReceiverTest : public testing::TestWithParam<Isolation> {
protected:
    ReceiverTest()
    {
        host_.face.call_deadline_ms = 2000;
        auto started = start_probe(host_, GetParam(), R"({"token":"s3cret"})", "cx.receiver/1");
        EXPECT_TRUE(started) << started.error().message;
        instance_ = *std::move(started);
    }
    ReceiveResult handle(const std::string& path, const std::string& body = "")
    {
        return instance_->receiver()->handle({.stream = "events",
                                              .method = "PUT",
                                              .path = path,
                                              .query = {{"two", "2 & 3"}},
                                              .headers = {{"x-one", "1"}},
                                              .body = body,
                                              .remote = "127.0.0.9",
                                              .record_limit = 10,
                                              .byte_limit = 16U << 20});
    }

    ProbeHost host_;
    std::unique_ptr<Instance> instance_;
};

TEST_P(ReceiverTest, PlaysThatRoleAlone)
{
    EXPECT_NE(instance_->receiver(), nullptr);
    EXPECT_EQ(instance_->source(), nullptr);
    EXPECT_EQ(instance_->sink(), nullptr);
}

TEST_P(ReceiverTest, SeesTheWholeRequestAndIsHeard)
{
    const std::string body = "hello" + std::string(3U << 20, '\xff');
    const ReceiveResult result = handle("echo", body);
    ASSERT_EQ(result.status, Status::ok) << result.error;
    ASSERT_EQ(result.records.size(), 1U);
    EXPECT_EQ(
        result.records[0].payload,
        R"({"body":")" + std::to_string(body.size()) +
            R"(","header":"1","method":"PUT","parameter":"2 & 3","remote":"127.0.0.9","stream":"events"})");
    ASSERT_EQ(result.rejects.size(), 1U);
    EXPECT_EQ(result.rejects[0].code, "probe.bad");
    EXPECT_EQ(result.code, 202);
    ASSERT_EQ(result.headers.size(), 1U);
    EXPECT_EQ(result.headers[0].second, "yes");
    EXPECT_EQ(result.media_type, "text/plain");
    EXPECT_EQ(result.body, "taken hello");
}

TEST_P(ReceiverTest, AnswersNothingWhenAskedForNothing)
{
    const ReceiveResult result = handle("silent");
    EXPECT_EQ(result.status, Status::ok) << result.error;
    EXPECT_EQ(result.code, 200);
    EXPECT_TRUE(result.body.empty() && result.media_type.empty() && result.records.empty());
}

TEST_P(ReceiverTest, FailsTheRequestWhenTheAnswerIsNone)
{
    for (const char* path :
         {"bad_status", "own_header", "split_header", "long_body", "overflow", "throw"}) {
        const ReceiveResult result = handle(path);
        EXPECT_EQ(result.status, Status::failed) << path;
        EXPECT_FALSE(result.error.empty()) << path;
        EXPECT_TRUE(result.records.empty()) << path;
        EXPECT_TRUE(result.headers.empty()) << path;
    }
    EXPECT_EQ(handle("echo").status, Status::ok);
}

TEST_P(ReceiverTest, PassesOnThatItWantsToBeAskedLater)
{
    const ReceiveResult result = handle("retry");
    EXPECT_EQ(result.status, Status::retry);
    EXPECT_EQ(result.error, "come back later");
    EXPECT_EQ(result.retry_after_ms, 1500U);
}

// In the daemon nothing can.
class IsolatedReceiverTest : public ReceiverTest {};

TEST_P(IsolatedReceiverTest, OutlivesACrashAndAHang)
{
    EXPECT_THAT(handle("crash").error, HasSubstr("signal 9"));
    EXPECT_EQ(handle("echo").status, Status::ok);
    host_.stopping = false;
    const ReceiveResult hung = handle("hang");
    EXPECT_EQ(hung.status, Status::retry);
    EXPECT_THAT(hung.error, HasSubstr("did not answer in time"));
    EXPECT_EQ(handle("echo").status, Status::ok);
}

INSTANTIATE_TEST_SUITE_P(Isolations, ReceiverTest,
                         testing::Values(Isolation::in_process, Isolation::process));
INSTANTIATE_TEST_SUITE_P(Isolations, IsolatedReceiverTest, testing::Values(Isolation::process));

}  // namespace
}  // namespace cx::plugin
