#include "file/sink.hpp"

#include "files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

namespace file {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SinkTest : public FilesTest {
protected:
    SinkTest() { sink_settings_.path = path("out.jsonl"); }

    FileSink& open()
    {
        sink_.reset();
        return sink_.emplace(sink_settings_);
    }
    struct Outcome {
        cx::Status status;
        std::uint64_t delivered = 0;
    };
    static Outcome deliver(FileSink& sink, const std::vector<std::string>& changes)
    {
        Outcome outcome;
        std::vector<cx_text> texts;
        for (const std::string& change : changes) texts.push_back(cx::text(change));
        const cx_receipt raw = {
            &outcome,
            [](void* self, std::uint64_t n) { static_cast<Outcome*>(self)->delivered = n; },
            [](void*, std::uint64_t, cx_text) {}, [](void*, cx_text, std::uint32_t) {}};
        cx::Receipt receipt(raw);
        outcome.status = sink.deliver(texts, receipt);
        return outcome;
    }
    std::string content(const std::string& name) const
    {
        std::ostringstream text;
        text << std::ifstream(path(name), std::ios::binary).rdbuf();
        return text.str();
    }

    SinkSettings sink_settings_;
    std::optional<FileSink> sink_;
};

TEST_F(SinkTest, AppendsOneLineAChange)
{
    FileSink& sink = open();
    EXPECT_EQ(deliver(sink, {"{\"a\":1}", "{\"a\":2}"}).delivered, 2U);
    EXPECT_EQ(deliver(sink, {"{\n\"a\": 3\n}"}).delivered, 1U);
    EXPECT_EQ(content("out.jsonl"), "{\"a\":1}\n{\"a\":2}\n{ \"a\": 3 }\n");
    EXPECT_EQ(deliver(sink, {}).delivered, 0U);
}

TEST_F(SinkTest, GoesOnBehindWhatIsThere)
{
    deliver(open(), {"{\"a\":1}"});
    deliver(open(), {"{\"a\":2}"});
    EXPECT_EQ(content("out.jsonl"), "{\"a\":1}\n{\"a\":2}\n");
}

TEST_F(SinkTest, CutsATornLastLineOff)
{
    write("out.jsonl", "{\"a\":1}\n{\"a\":");
    deliver(open(), {"{\"a\":2}"});
    EXPECT_EQ(content("out.jsonl"), "{\"a\":1}\n{\"a\":2}\n");

    write("torn.jsonl", std::string(200'000, 'x'));
    sink_settings_.path = path("torn.jsonl");
    deliver(open(), {"{}"});
    EXPECT_EQ(content("torn.jsonl"), "{}\n");
}

TEST_F(SinkTest, KeepsItsFileFromOthers)
{
    deliver(open(), {"{}"});
    struct stat status {};
    ASSERT_EQ(::stat(path("out.jsonl").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);

    FileSink second(sink_settings_);
    const Outcome outcome = deliver(second, {"{}"});
    EXPECT_EQ(outcome.status.code, CX_RETRY);
    EXPECT_THAT(outcome.status.why, HasSubstr("another sink is writing"));
    EXPECT_EQ(content("out.jsonl"), "{}\n");
}

TEST_F(SinkTest, RotatesBySizeInsideABatch)
{
    sink_settings_.rotate_bytes = 20;
    write("out.jsonl.000007", "old\n");
    EXPECT_EQ(
        deliver(open(), {"{\"a\":11}", "{\"a\":22}", "{\"a\":33}", "{\"a\":44}", "{\"a\":55}"})
            .delivered,
        5U);
    EXPECT_EQ(content("out.jsonl.000008"), "{\"a\":11}\n{\"a\":22}\n");
    EXPECT_EQ(content("out.jsonl.000009"), "{\"a\":33}\n{\"a\":44}\n");
    EXPECT_EQ(content("out.jsonl"), "{\"a\":55}\n");
}

TEST_F(SinkTest, WritesAChangeThatIsLargerThanTheRotation)
{
    sink_settings_.rotate_bytes = 5;
    EXPECT_EQ(deliver(open(), {"{\"a\":\"long\"}", "{}"}).delivered, 2U);
    EXPECT_EQ(content("out.jsonl.000001"), "{\"a\":\"long\"}\n");
    EXPECT_EQ(content("out.jsonl"), "{}\n");
}

TEST_F(SinkTest, RotatesByAge)
{
    sink_settings_.rotate_seconds = std::chrono::seconds(1);
    FileSink& sink = open();
    deliver(sink, {"{\"a\":1}"});
    std::this_thread::sleep_for(std::chrono::milliseconds(1050));
    deliver(sink, {"{\"a\":2}"});
    EXPECT_EQ(content("out.jsonl.000001"), "{\"a\":1}\n");
    EXPECT_EQ(content("out.jsonl"), "{\"a\":2}\n");
}

TEST_F(SinkTest, MakesTheFoldersOfItsPath)
{
    sink_settings_.path = path("later/still/out.jsonl");
    EXPECT_EQ(deliver(open(), {"{}"}).delivered, 1U);
    EXPECT_EQ(content("later/still/out.jsonl"), "{}\n");
}

TEST_F(SinkTest, TriesAgainWhenTheFolderCannotBeMade)
{
    std::ofstream(path("later")) << "a file in the way";
    sink_settings_.path = path("later/out.jsonl");
    FileSink& sink = open();
    const Outcome missing = deliver(sink, {"{}"});
    EXPECT_EQ(missing.status.code, CX_RETRY);
    EXPECT_EQ(missing.delivered, 0U);
    std::filesystem::remove(path("later"));
    EXPECT_EQ(deliver(sink, {"{}"}).delivered, 1U);
}

TEST_F(SinkTest, FailsOnAFolderInPlaceOfTheFile)
{
    std::filesystem::create_directory(path("out.jsonl"));
    EXPECT_EQ(deliver(open(), {"{}"}).status.code, CX_FAILED);
}

TEST_F(SinkTest, LeavesNoHalfLineOnAFullDisk)
{
    if (::access("/dev/full", W_OK) != 0) GTEST_FAIL() << "this system has no /dev/full";
    // A device is refused, so that it is not taken for a file that can be cut.
    sink_settings_.path = "/dev/full";
    EXPECT_EQ(deliver(open(), {"{}"}).status.code, CX_FAILED);
}

}  // namespace
}  // namespace file
