// Options and streams of the source; limits.
#include "file/source.hpp"

#include "files.hpp"

namespace file {
namespace {

using testing::HasSubstr;

class SourceTest : public FilesTest {
protected:
    static std::string refusal(StreamSettings settings)
    {
        try {
            FileSource source({}, {{"members", std::move(settings)}}, cx::Host());
        } catch (const cx::BadOptions& bad) {
            return bad.what();
        }
        return "";
    }
};

TEST_F(SourceTest, RefusesOptionsThatDoNotGoTogether)
{
    EXPECT_EQ(refusal({.format = "csv", .array = "d"}),
              "stream 'members': option 'array' goes with format json");
    EXPECT_THAT(refusal({.mode = "follow", .format = "json"}), HasSubstr("cannot be followed"));
    EXPECT_THAT(refusal({.delimiter = "\""}), HasSubstr("are the same"));
    EXPECT_EQ(refusal({}), "");
}

TEST_F(SourceTest, ReadsEachStreamFromItsOwnFiles)
{
    write("a.csv", "id\n1\n");
    write("b.csv", "id\n2\n3\n");
    FileSource source({}, {{"a", {.path = path("a.csv")}}, {"b", {.path = path("b.csv")}}},
                      cx::Host());
    const Taken a = poll_once(source, "", 100, 1000, "a");
    const Taken b = poll_once(source, "", 100, 1000, "b");
    EXPECT_EQ(a.payloads.size(), 1U);
    EXPECT_EQ(b.payloads.size(), 2U);
    EXPECT_EQ(poll_once(source, "", 1, 0, "c").status.code, CX_FAILED);
}

TEST_F(SourceTest, GivesTheSameRecordsAtEveryLimit)
{
    std::string text = "id,name\n";
    for (int i = 0; i < 60; ++i) text += std::to_string(i) + (i % 7 ? ",\"x\ny\"\n" : ",bad,row\n");
    write("f.csv", text);
    const Taken whole = read("f.csv");
    for (std::uint32_t limit = 1; limit < 70; ++limit) {
        const Taken parts = read("f.csv", limit);
        EXPECT_EQ(parts.payloads, whole.payloads) << limit;
        EXPECT_EQ(parts.positions, whole.positions) << limit;
        EXPECT_EQ(parts.rejects, whole.rejects) << limit;
    }
}

}  // namespace
}  // namespace file
