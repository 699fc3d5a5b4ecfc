// A read goes on where it was, wherever it was interrupted, and neither loses nor repeats.
#include "reading.hpp"

namespace rest::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ResumeTest : public ReadingTest {
protected:
    ResumeTest()
    {
        manifest_ = plain_stream(
            "      paginator:\n"
            "        type: DefaultPaginator\n"
            "        page_token_option: {inject_into: request_parameter, field_name: from}\n"
            "        pagination_strategy: {type: OffsetIncrement, page_size: 4}\n");
        answer_ = [this](const Received& got) {
            const int from = std::atoi(parameter(got, "from").c_str());
            return reply(200, items(from + 1, std::min(from + 4, count_)));
        };
    }

    int count_ = 11;
};

TEST_F(ResumeTest, AtEveryRecordWithAndWithoutARestart)
{
    const std::vector<std::string> all = run();
    EXPECT_THAT(all, SizeIs(11));
    for (std::uint32_t limit = 1; limit <= 12; ++limit)
        for (const bool restarts : {false, true}) {
            cursor_.clear();
            EXPECT_EQ(run(limit, restarts), all) << limit;
        }
}

TEST_F(ResumeTest, FromAnEarlierCursorWhenACommitFailed)
{
    poll(2);
    const std::string earlier = cursor_;
    poll(3);
    cursor_ = earlier;
    keys_.clear();
    run();
    EXPECT_THAT(keys_, ElementsAre("3", "4", "5", "6", "7", "8", "9", "10", "11"));
}

TEST_F(ResumeTest, BehindARecordThatMovedWithinItsPage)
{
    poll(2);  // 1 and 2
    restart();
    answer_ = [](const Received& got) {
        if (!parameter(got, "from").empty()) return reply(200, R"({"data":[]})");
        return reply(200, R"({"data":[{"id":0},{"id":1},{"id":2},{"id":3}]})");
    };
    keys_.clear();
    run();
    EXPECT_THAT(keys_, ElementsAre("3"));
}

TEST_F(ResumeTest, KeepsOtherCursorsOut)
{
    cursor_ = "not ours";
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
}

TEST_F(ResumeTest, SnapshotsEndOnceTheyAreWhole)
{
    mode_ = "snapshot";
    restart();
    while (poll(3)) EXPECT_FALSE(snapshot_end_);
    EXPECT_TRUE(snapshot_end_);
    EXPECT_THAT(keys_, SizeIs(11));
}

TEST_F(ResumeTest, RecordsWithoutAKeyAreKnownByTheirText)
{
    manifest_.replace(manifest_.find("    primary_key: id\n"), 20, "");
    const auto first = run();
    cursor_.clear();
    EXPECT_EQ(run(), first);
    EXPECT_THAT(first.front(), SizeIs(32));
}

TEST_F(ResumeTest, SeveralKeysAreOne)
{
    manifest_.replace(manifest_.find("primary_key: id"), 15, "primary_key: [id, [at, x]]");
    answer_ = [](const Received&) { return reply(200, R"({"data":[{"id":1,"at":{"x":"b"}}]})"); };
    EXPECT_THAT(run(), ElementsAre(R"([1,"b"])"));
}

}  // namespace
}  // namespace rest::testing
