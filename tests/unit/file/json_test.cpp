#include "files.hpp"

namespace file {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class JsonFilesTest : public FilesTest {
protected:
    Taken lines(const std::string& text) { return read_text(text, "f.jsonl"); }
    Taken array(const std::string& text) { return read_text(text, "f.json"); }
};

TEST_F(JsonFilesTest, ReadsOneObjectALine)
{
    settings_.key = {"id"};
    const Taken taken = lines("{\"id\":1}\n\n  {\"id\": \"b\", \"x\": [1,2]}  \r\n{\"id\":true}");
    EXPECT_THAT(taken.payloads,
                ElementsAre(R"({"id":1})", R"(  {"id": "b", "x": [1,2]})", R"({"id":true})"));
    EXPECT_THAT(taken.keys, ElementsAre("1", "b", "true"));
    EXPECT_THAT(taken.positions, ElementsAre("f.jsonl:1", "f.jsonl:3", "f.jsonl:4"));
}

TEST_F(JsonFilesTest, RejectsBadLinesAndGoesOn)
{
    const Taken taken =
        lines("{\"a\":1}\n{\"a\":\n[1]\n\"x\"\n{\"a\":01}\n{\"a\":1} x\n{\"a\":2}\n");
    EXPECT_THAT(taken.rejects, ElementsAre("json.syntax@f.jsonl:2", "json.object@f.jsonl:3",
                                           "json.object@f.jsonl:4", "json.syntax@f.jsonl:5",
                                           "json.syntax@f.jsonl:6"));
    EXPECT_EQ(taken.payloads.size(), 2U);
}

TEST_F(JsonFilesTest, KeepsNumbersThatNoMachineWordHolds)
{
    settings_.key = {"n"};
    const Taken taken = lines("{\"n\":123456789012345678901234567890}\n");
    EXPECT_THAT(taken.rejects, IsEmpty());
    EXPECT_THAT(taken.keys, ElementsAre("123456789012345678901234567890"));
}

TEST_F(JsonFilesTest, RejectsALineThatIsTooLong)
{
    const Taken taken = lines("{\"a\":\"" + std::string(2 << 20, 'x') + "\"}\n{\"a\":1}\n");
    EXPECT_THAT(taken.rejects, ElementsAre("file.too_long@f.jsonl:1"));
    EXPECT_EQ(taken.payloads.size(), 1U);
}

TEST_F(JsonFilesTest, FindsTheKeyAtAPath)
{
    settings_.key = {"customer.id", "no"};
    const Taken taken = lines(
        "{\"customer\":{\"id\":\"c\"},\"no\":7}\n{\"customer\":\"c\",\"no\":7}\n{\"no\":8}\n");
    EXPECT_THAT(taken.keys, ElementsAre("c|7"));
    EXPECT_THAT(taken.rejects, ElementsAre("file.key@f.jsonl:2", "file.key@f.jsonl:3"));
    EXPECT_EQ(taken.reasons[0], "nothing stands at customer.id, which should identify the record");
}

TEST_F(JsonFilesTest, AnEmptyFileOfLinesHoldsNothing)
{
    const Taken taken = lines("");
    EXPECT_EQ(taken.status.code, CX_OK);
    EXPECT_THAT(taken.payloads, IsEmpty());
}

TEST_F(JsonFilesTest, CutsTheElementsOfAnArray)
{
    const Taken taken = array(R"( [ {"a":"]},{\"["} , {"b":[1,{"c":2}]},
{"d":"\\"} ] )");
    EXPECT_THAT(taken.payloads,
                ElementsAre(R"({"a":"]},{\"["})", R"({"b":[1,{"c":2}]})", R"({"d":"\\"})"));
    EXPECT_THAT(taken.positions, ElementsAre("f.json#1", "f.json#2", "f.json#3"));
    EXPECT_EQ(taken.status.code, CX_OK);
    EXPECT_THAT(array("[]").payloads, IsEmpty());
}

TEST_F(JsonFilesTest, FindsAnArrayInsideObjects)
{
    settings_.array = "d.results";
    settings_.key = {"id"};
    const std::string text =
        R"({"meta":{"results":[{"id":0}],"s":"}]"},"n":1.5,"d":{"__count":"2","results":[{"id":1},{"id":2}],"x":[[]]},"end":null})";
    EXPECT_THAT(array(text).keys, ElementsAre("1", "2"));
}

TEST_F(JsonFilesTest, RejectsElementsThatAreNoObjects)
{
    const Taken taken = array(R"([1, "x", {"a":1}, null, [2], {"a":tru}, {"b":2}])");
    EXPECT_THAT(taken.rejects,
                ElementsAre("json.object@f.json#1", "json.object@f.json#2", "json.object@f.json#4",
                            "json.object@f.json#5", "json.syntax@f.json#6"));
    EXPECT_EQ(taken.payloads.size(), 2U);
}

TEST_F(JsonFilesTest, RejectsAnElementThatIsTooLong)
{
    const Taken taken = array("[{\"a\":\"" + std::string(3 << 20, 'x') + "\"},{\"b\":1}]");
    EXPECT_THAT(taken.rejects, ElementsAre("file.too_long@f.json#1"));
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"b":1})"));
}

// Every cut of a sound file is incomplete, wherever it is made.
TEST_F(JsonFilesTest, NeverTakesATruncatedArrayForComplete)
{
    settings_.array = "d.results";
    const std::string text = R"({"d":{"results":[{"id":1},{"id":"x\""}]},"n":"e"})";
    for (std::size_t size = 0; size < text.size(); ++size) {
        const Taken taken = array(text.substr(0, size));
        EXPECT_EQ(taken.status.code, CX_RETRY) << size;
        EXPECT_THAT(taken.status.why, HasSubstr("incomplete")) << size;
    }
    EXPECT_EQ(array(text).status.code, CX_OK);
}

TEST_F(JsonFilesTest, GoesOnWhenATruncatedArrayIsCompleted)
{
    Stream& stream = this->stream("f.json");
    write("f.json", R"([{"a":1},{"a":2)");
    const Taken cut = drain(stream, "");
    EXPECT_EQ(cut.payloads.size(), 1U);
    EXPECT_EQ(cut.status.code, CX_RETRY);
    append("f.json", "}]");
    const Taken whole = drain(stream, cut.cursor);
    EXPECT_EQ(whole.status.code, CX_OK);
    EXPECT_THAT(whole.payloads,
                ElementsAre(R"({"a":1})", R"({"a":2})"));  // The file changed: from its start.
}

TEST_F(JsonFilesTest, FailsWhereTheArrayIsNotWhatTheOptionsSay)
{
    EXPECT_THAT(array(R"({"d":[]})").status.why, HasSubstr("option 'array' names one"));
    EXPECT_THAT(array(R"([{"a":1} {"a":2}])").status.why,
                HasSubstr("behind element 1 a comma or ] is missing"));
    EXPECT_THAT(array(R"([{"a":1},])").status.why, HasSubstr("element 2 is missing"));
    EXPECT_THAT(array(R"([{"a":1}] x)").status.why, HasSubstr("text behind the end"));
    settings_.array = "value";
    EXPECT_THAT(array(R"({"d":[]})").status.why, HasSubstr("no member 'value'"));
    EXPECT_THAT(array(R"({"value":{}})").status.why, HasSubstr("at 'value' is no array"));
    EXPECT_EQ(array(R"([1])").status.code, CX_FAILED);
}

TEST_F(JsonFilesTest, TellsTheFormatByNameAndByContent)
{
    EXPECT_EQ(read_text("[{\"a\":1}]", "f.data").payloads.size(), 1U);
    EXPECT_EQ(read_text("{\"a\":1}\n{\"a\":2}\n", "f.data").payloads.size(), 2U);
    EXPECT_EQ(read_text("a,b\n1,2\n", "f.data").payloads.size(), 1U);
    EXPECT_EQ(read_text("a\tb\n1,5\t2\n", "f.tsv").payloads[0], R"({"a":"1,5","b":"2"})");
}

TEST_F(JsonFilesTest, ReadsAnArrayLargerThanItsWindow)
{
    std::string text = "[";
    for (int i = 0; i < 20'000; ++i)
        text += (i ? "," : "") + std::string("{\"id\":") + std::to_string(i) + ",\"text\":\"" +
                std::string(i % 90, '}') + "\"}";
    settings_.key = {"id"};
    write("f.json", text + "]");
    const Taken taken = read("f.json", 777);
    ASSERT_EQ(taken.keys.size(), 20'000U);
    for (std::size_t i = 0; i < taken.keys.size(); ++i) ASSERT_EQ(taken.keys[i], std::to_string(i));
}

}  // namespace
}  // namespace file
