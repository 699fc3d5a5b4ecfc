// Files that change: whole, snapshot and follow.
#include "files.hpp"

#include <sys/stat.h>

#include <chrono>
#include <thread>

namespace file {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ModesTest : public FilesTest {
protected:
    ModesTest() { settings_.key = {"id"}; }
};

TEST_F(ModesTest, ReadsAChangedFileAgainFromItsStart)
{
    Stream& stream = this->stream("*.csv");
    write("a.csv", "id\n1\n2\n");
    write("b.csv", "id\n3\n");
    const Taken first = drain(stream, "");
    EXPECT_THAT(first.keys, ElementsAre("1", "2", "3"));

    EXPECT_THAT(drain(stream, first.cursor).keys, IsEmpty());
    write("a.csv", "id\n1\n2\n4\n");
    EXPECT_THAT(drain(stream, first.cursor).keys, ElementsAre("1", "2", "4"));
}

TEST_F(ModesTest, ReadsNothingAgainAfterARestart)
{
    write("a.csv", "id\n1\n2\n3\n");
    const Taken half = poll_once(stream("a.csv"), "", 2);
    EXPECT_THAT(half.keys, ElementsAre("1", "2"));
    EXPECT_TRUE(half.more_now);
    const Taken rest = drain(stream("a.csv"), half.cursor);
    EXPECT_THAT(rest.keys, ElementsAre("3"));
    EXPECT_THAT(rest.positions, ElementsAre("a.csv:4"));
    EXPECT_THAT(drain(stream("a.csv"), rest.cursor).keys, IsEmpty());
}

TEST_F(ModesTest, GoesBackToACommittedCursor)
{
    write("a.csv", "id\n1\n2\n3\n4\n");
    Stream& stream = this->stream("a.csv");
    const Taken one = poll_once(stream, "", 1);
    EXPECT_THAT(poll_once(stream, one.cursor, 2).keys, ElementsAre("2", "3"));
    EXPECT_THAT(poll_once(stream, one.cursor, 2).keys,
                ElementsAre("2", "3"));  // That commit failed.
}

TEST_F(ModesTest, StartsAFileOverThatChangesWhileItIsRead)
{
    write("a.csv", "id\n1\n2\n3\n");
    Stream& stream = this->stream("a.csv");
    const Taken half = poll_once(stream, "", 2);
    write("a.csv", "id\n7\n8\n9\n");
    EXPECT_THAT(drain(stream, half.cursor).keys, ElementsAre("7", "8", "9"));
}

// What looks broken in a file that somebody is writing is no reason to call an administrator.
TEST_F(ModesTest, ReadsAFileAgainThatIsOverwrittenUnderItsEyes)
{
    std::string text = "[";
    while (text.size() < 1 << 20) text += R"({"id":1},)";
    write("a.json", text + R"({"id":2}])");
    Stream& stream = this->stream("a.json");
    const auto overwrite = [&, done = false]() mutable {
        if (!done) write("a.json", std::string(1 << 20, '}'));
        done = true;
    };
    const Taken torn = poll_once(stream, "", 1'000'000, 0, "s", overwrite);
    EXPECT_EQ(torn.status.code, CX_OK) << torn.status.why;
    EXPECT_TRUE(torn.more_now);

    write("a.json", R"([{"id":3}])");
    EXPECT_THAT(drain(stream, torn.cursor).keys, ElementsAre("3"));
}

TEST_F(ModesTest, LeavesAFileAloneUntilItHasSettled)
{
    settings_.settle = std::chrono::milliseconds(150);
    Stream& stream = this->stream("a.csv");
    write("a.csv", "id\n1\n");
    const Taken early = poll_once(stream, "");
    EXPECT_THAT(early.keys, IsEmpty());
    EXPECT_TRUE(early.more_now);  // An import must not take this for the end.
    EXPECT_THAT(drain(stream, early.cursor).keys, ElementsAre("1"));
}

TEST_F(ModesTest, NoticesAnEditWithinASecond)
{
    settings_.settle = std::chrono::milliseconds(200);
    write("a.csv", "id\n1\n");
    Stream& stream = this->stream("a.csv");
    const Taken first = drain(stream, "");
    std::thread editor([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        write("a.csv", "id\n2\n");
    });
    const auto begin = std::chrono::steady_clock::now();
    const Taken edited = poll_once(stream, first.cursor, 100, 5000);
    editor.join();
    EXPECT_THAT(edited.keys, ElementsAre("2"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1150));
}

TEST_F(ModesTest, TellsWhatIsMissing)
{
    const Taken one = read("none.csv");
    EXPECT_EQ(one.status.code, CX_RETRY);
    EXPECT_EQ(
        one.status.why,
        path("none.csv") + ": there is no such file; put it there, or correct the option 'path'");
    const Taken many = read("none-*.csv");
    EXPECT_EQ(many.status.code, CX_RETRY);
    EXPECT_EQ(many.status.why, "no file matches " + path("none-*.csv"));
    const Taken folder = read("");
    EXPECT_EQ(folder.status.code, CX_FAILED);
    EXPECT_THAT(folder.status.why, HasSubstr("write its name and /*"));
}

TEST_F(ModesTest, FailsOnAFileItMayNotRead)
{
    if (::geteuid() == 0) {
        // Root may read everything; a name that loops may be read by nobody.
        std::filesystem::create_symlink(path("loop.csv"), path("loop.csv"));
        EXPECT_NE(read("loop.csv").status.code, CX_OK);
        return;
    }
    write("a.csv", "id\n1\n");
    ::chmod(path("a.csv").c_str(), 0);
    const Taken taken = read("a.csv");
    EXPECT_EQ(taken.status.code, CX_FAILED);
    EXPECT_THAT(taken.status.why, HasSubstr("may not read"));
}

TEST_F(ModesTest, RefusesACursorThatIsNotItsOwn)
{
    write("a.csv", "id\n1\n");
    const Taken taken = poll_once(stream("a.csv"), "17");
    EXPECT_EQ(taken.status.code, CX_FAILED);
    EXPECT_THAT(taken.status.why, HasSubstr("rewind"));
}

TEST_F(ModesTest, DeliversWhatItHasBeforeItTellsAProblem)
{
    write("a.csv", "id\n1\n");
    write("b.json", "[{\"id\":2},");
    const Taken taken = drain(stream("*.[cj]s*"), "");
    EXPECT_THAT(taken.keys, ElementsAre("1", "2"));
    EXPECT_EQ(taken.status.code, CX_RETRY);
}

// ---- snapshot

TEST_F(ModesTest, EndsASnapshotWhenAllFilesAreRead)
{
    settings_.mode = "snapshot";
    write("a.csv", "id\n1\n2\n");
    write("b.csv", "id\n3\n");
    Stream& stream = this->stream("*.csv");
    Taken taken = poll_once(stream, "", 2);
    EXPECT_FALSE(taken.snapshot_end);
    taken = poll_once(stream, taken.cursor, 1);
    EXPECT_FALSE(taken.snapshot_end);
    taken = poll_once(stream, taken.cursor, 1);
    EXPECT_TRUE(taken.snapshot_end);
    EXPECT_FALSE(poll_once(stream, taken.cursor).snapshot_end);  // Once a generation.

    write("a.csv", "id\n1\n");
    const Taken next = drain(stream, taken.cursor);
    EXPECT_THAT(next.keys, ElementsAre("1", "3"));  // Each generation is whole.
    EXPECT_TRUE(next.snapshot_end);
}

TEST_F(ModesTest, PostponesTheEndOfASnapshotThatIsChanging)
{
    settings_.mode = "snapshot";
    write("a.csv", "id\n1\n2\n3\n");
    write("b.csv", "id\n4\n");
    Stream& stream = this->stream("*.csv");
    const Taken half = poll_once(stream, "", 3);
    write("a.csv", "id\n1\n5\n");

    Taken taken = poll_once(stream, half.cursor);
    EXPECT_THAT(taken.keys, ElementsAre("1", "5", "4"));
    EXPECT_TRUE(taken.snapshot_end);
    // Records 2 and 3 were in that generation, though they are gone: another one follows at once.
    const Taken clean = drain(stream, taken.cursor);
    EXPECT_THAT(clean.keys, ElementsAre("1", "5", "4"));
    EXPECT_TRUE(clean.snapshot_end);
    EXPECT_THAT(drain(stream, clean.cursor).keys, IsEmpty());
}

TEST_F(ModesTest, DoesNotEndASnapshotOfATruncatedFile)
{
    settings_.mode = "snapshot";
    write("a.json", "[{\"id\":1},{\"id\":2}");
    const Taken taken = drain(stream("a.json"), "");
    EXPECT_FALSE(taken.snapshot_end);
    EXPECT_EQ(taken.status.code, CX_RETRY);
}

TEST_F(ModesTest, TakesAMissingFileForAnotherGeneration)
{
    settings_.mode = "snapshot";
    write("a.csv", "id\n1\n");
    write("b.csv", "id\n2\n");
    Stream& stream = this->stream("*.csv");
    const Taken first = drain(stream, "");
    std::filesystem::remove(path("b.csv"));
    const Taken next = drain(stream, first.cursor);
    EXPECT_THAT(next.keys, ElementsAre("1"));
    EXPECT_TRUE(next.snapshot_end);
}

// ---- follow

TEST_F(ModesTest, FollowsWhatIsAppended)
{
    settings_.mode = "follow";
    write("a.csv", "id\n1\n");
    Stream& stream = this->stream("a.csv");
    const Taken first = drain(stream, "");
    EXPECT_THAT(first.keys, ElementsAre("1"));
    append("a.csv", "2\n3");
    const Taken second = drain(stream, first.cursor);
    EXPECT_THAT(second.keys, ElementsAre("2"));  // The last line may grow.
    append("a.csv", "3\n");
    const Taken third = drain(stream, second.cursor);
    EXPECT_THAT(third.keys, ElementsAre("33"));
    EXPECT_THAT(third.positions, ElementsAre("a.csv:4"));
    EXPECT_THAT(drain(this->stream("a.csv"), third.cursor).keys, IsEmpty());
}

TEST_F(ModesTest, FollowsAFileInUtf16)
{
    settings_.mode = "follow";
    const auto wide = [](const std::string& ascii) {
        std::string text;
        for (const char c : ascii) text += {c, '\0'};
        return text;
    };
    write("a.csv", "\xff\xfe" + wide("id\n1\n"));
    const Taken first = drain(stream("a.csv"), "");
    append("a.csv", wide("2\n"));
    EXPECT_THAT(drain(stream("a.csv"), first.cursor).keys, ElementsAre("2"));
}

TEST_F(ModesTest, StartsOverWhenAFollowedFileWasTruncated)
{
    settings_.mode = "follow";
    write("a.jsonl", "{\"id\":1}\n{\"id\":2}\n");
    Stream& stream = this->stream("a.jsonl");
    const Taken first = drain(stream, "");
    write("a.jsonl", "{\"id\":3}\n");
    const Taken second = drain(stream, first.cursor);
    EXPECT_THAT(second.keys, ElementsAre("3"));
    // Truncated and longer than before by the time we look: the beginning tells.
    write("a.jsonl", "{\"id\":4}\n{\"id\":5}\n{\"id\":6}\n");
    EXPECT_THAT(drain(stream, second.cursor).keys, ElementsAre("4", "5", "6"));
}

TEST_F(ModesTest, ReadsARotatedFileToItsEndAndThenItsSuccessor)
{
    settings_.mode = "follow";
    write("a.jsonl", "{\"id\":1}\n");
    Stream& stream = this->stream("a.jsonl");
    const Taken first = drain(stream, "");
    append("a.jsonl", "{\"id\":2}\n");
    std::filesystem::rename(path("a.jsonl"), path("a.jsonl.1"));
    write("a.jsonl", "{\"id\":3}\n");
    EXPECT_THAT(drain(stream, first.cursor).keys, ElementsAre("2", "3"));
}

TEST_F(ModesTest, KnowsARotatedFileByItsNewName)
{
    settings_.mode = "follow";
    write("a.jsonl", "{\"id\":1}\n");
    const Taken first = drain(stream("a.jsonl*"), "");
    append("a.jsonl", "{\"id\":2}\n");
    std::filesystem::rename(path("a.jsonl"), path("a.jsonl.1"));
    write("a.jsonl", "{\"id\":3}\n");
    EXPECT_THAT(drain(stream("a.jsonl*"), first.cursor).keys, ElementsAre("3", "2"));
}

TEST_F(ModesTest, DoesNotFollowAnArray)
{
    settings_.mode = "follow";
    write("a.json", "[]");
    const Taken taken = read("a.json");
    EXPECT_EQ(taken.status.code, CX_FAILED);
    EXPECT_THAT(taken.status.why, HasSubstr("cannot be followed"));
}

}  // namespace
}  // namespace file
