// What a child process adds: it may die, hang and be replaced, and it knows little of its parent.
#include "probe.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>

namespace cx::plugin {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Status = PollResult::Status;

class ProcessTest : public testing::Test {
protected:
    Source& source()
    {
        auto started =
            start_probe(host_, Isolation::process, R"({"token":"s3cret"})", "cx.source/1");
        EXPECT_TRUE(started) << started.error().message;
        instance_ = *std::move(started);
        return *instance_->source();
    }
    static pid_t pid_of(const PollResult& environment)
    {
        return std::stoi(environment.next_cursor.substr(environment.next_cursor.find(' ')));
    }

    ProbeHost host_;
    std::unique_ptr<Instance> instance_;
};

TEST_F(ProcessTest, AnswersRetryWhenTheChildDiesAndStartsAnother)
{
    Source& probe = source();

    const PollResult died = probe.poll(request("crash"));
    EXPECT_EQ(died.status, Status::retry);
    EXPECT_THAT(died.error, HasSubstr("ended by signal 9"));
    const PollResult left = probe.poll(request("exit"));
    EXPECT_EQ(left.status, Status::retry);
    EXPECT_THAT(left.error, HasSubstr("ended with status 7"));

    const PollResult batch = probe.poll(request("count"));
    EXPECT_EQ(batch.status, Status::ok) << batch.error;
    EXPECT_EQ(batch.records.size(), 3U);
    EXPECT_EQ(instance_->restarts(), 2U);
}

TEST_F(ProcessTest, KillsAChildThatHangs)
{
    host_.face.call_deadline_ms = 200;
    Source& probe = source();
    const PollResult hung = probe.poll(request("hang"));
    EXPECT_EQ(hung.status, Status::retry);
    EXPECT_THAT(hung.error, HasSubstr("did not answer in time"));
    EXPECT_EQ(probe.poll(request("count")).status, Status::ok);
}

TEST_F(ProcessTest, KillsAChildThatDoesNotStop)
{
    Source& probe = source();
    host_.stopping = true;
    const auto begin = std::chrono::steady_clock::now();
    const PollResult hung = probe.poll(request("hang"));
    EXPECT_THAT(hung.error, HasSubstr("did not stop in time"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
}

TEST_F(ProcessTest, KeepsTheParentsEnvironmentFromTheChild)
{
    ::setenv("CX_TEST_SECRET", "s3cret", 1);
    const PollResult environment = source().poll(request("environment"));
    ::unsetenv("CX_TEST_SECRET");
    EXPECT_THAT(environment.next_cursor, StartsWith("none "));
    EXPECT_NE(pid_of(environment), ::getpid());
}

TEST_F(ProcessTest, ShowsNoOptionInTheCommandLine)
{
    if (!std::filesystem::exists("/proc/self")) GTEST_SKIP() << "/proc is not mounted";
    const pid_t pid = pid_of(source().poll(request("environment")));
    std::string words(4096, '\0');
    FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/cmdline").c_str(), "r");
    ASSERT_NE(file, nullptr);
    words.resize(std::fread(words.data(), 1, words.size(), file));
    std::fclose(file);
    EXPECT_THAT(words, HasSubstr("plugin-host"));
    EXPECT_EQ(words.find("s3cret"), std::string::npos);
}

TEST_F(ProcessTest, EndsTheChildWithTheInstance)
{
    const pid_t pid = pid_of(source().poll(request("environment")));
    instance_.reset();
    EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(ProcessTest, TellsThatAChildCrashedAtStart)
{
    const auto started =
        start_probe(host_, Isolation::process, R"({"token":"t","fail":"crash"})", "cx.source/1");
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "plugin.start");
    EXPECT_THAT(started.error().message, HasSubstr("signal 6"));
}

TEST_F(ProcessTest, TellsThatTheBinaryIsNotThere)
{
    const auto started = start(probe_library(), *json::parse(R"({"token":"t"})"), host_.face,
                               Isolation::process, "/there/is/none", "cx.source/1");
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "plugin.start");
    EXPECT_THAT(started.error().message, EndsWith("No such file or directory"));
}

TEST_F(ProcessTest, AnswersRetryWhenASinkDies)
{
    auto started = start_probe(host_, Isolation::process, R"({"how":"crash"})", "cx.sink/1");
    ASSERT_TRUE(started);
    const std::vector<std::string> changes = {"{}"};
    const DeliverResult result = (*started)->sink()->deliver(changes);
    EXPECT_EQ(result.status, Status::retry);
    EXPECT_EQ(result.delivered, 0U);
}

}  // namespace
}  // namespace cx::plugin
