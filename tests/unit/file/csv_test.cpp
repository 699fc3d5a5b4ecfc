#include "files.hpp"

namespace file {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CsvTest : public FilesTest {
protected:
    std::vector<std::string> payloads(const std::string& text) { return read_text(text).payloads; }
    std::vector<std::string> rejects(const std::string& text) { return read_text(text).rejects; }
    std::string failure(const std::string& text)
    {
        const Taken taken = read_text(text);
        EXPECT_EQ(taken.status.code, CX_FAILED);
        return taken.status.why;
    }
};

TEST_F(CsvTest, NamesCellsByTheHeaderInItsOrder)
{
    const Taken taken = read_text("id,name\n1,Ada\n2,Bob\n");
    EXPECT_THAT(taken.payloads,
                ElementsAre(R"({"id":"1","name":"Ada"})", R"({"id":"2","name":"Bob"})"));
    EXPECT_THAT(taken.positions, ElementsAre("f.csv:2", "f.csv:3"));
    EXPECT_FALSE(taken.more_now);
    EXPECT_EQ(taken.status.code, CX_OK);
}

TEST_F(CsvTest, ReadsWhatRfc4180Allows)
{
    EXPECT_THAT(payloads("a,b\r\n1,\"x,y\"\r\n2,\"say \"\"hi\"\"\"\r\n3,\"two\nlines\"\r\n"),
                ElementsAre(R"({"a":"1","b":"x,y"})", R"({"a":"2","b":"say \"hi\""})",
                            R"({"a":"3","b":"two\nlines"})"));
    EXPECT_THAT(payloads("a,b\n,\n\"\",\"\"\n"),
                ElementsAre(R"({"a":"","b":""})", R"({"a":"","b":""})"));
    EXPECT_THAT(payloads("\"a\",\"b \"\"c\"\"\"\n1,2\n"),
                ElementsAre(R"({"a":"1","b \"c\"":"2"})"));
}

TEST_F(CsvTest, ReadsALastLineWithoutLineEnd)
{
    EXPECT_THAT(payloads("a,b\n1,2"), ElementsAre(R"({"a":"1","b":"2"})"));
    EXPECT_THAT(payloads("a,b\n1,\"2\""), ElementsAre(R"({"a":"1","b":"2"})"));
    EXPECT_THAT(payloads("a,b\r\n1,2\r"), ElementsAre(R"({"a":"1","b":"2"})"));
    EXPECT_THAT(payloads("a,b\n1,"), ElementsAre(R"({"a":"1","b":""})"));
    EXPECT_THAT(payloads("a,b"), IsEmpty());
}

TEST_F(CsvTest, PassesOverBlankLinesAndCountsThem)
{
    const Taken taken = read_text("a\n\n1\n\r\n\n2\n");
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"a":"1"})", R"({"a":"2"})"));
    EXPECT_THAT(taken.positions, ElementsAre("f.csv:3", "f.csv:6"));
}

TEST_F(CsvTest, CountsLinesInsideCells)
{
    EXPECT_THAT(read_text("a\n\"x\ny\nz\"\n2\n").positions, ElementsAre("f.csv:2", "f.csv:5"));
    EXPECT_THAT(read_text("\"a\nb\"\n1\n").positions, ElementsAre("f.csv:3"));
}

TEST_F(CsvTest, TakesAQuoteInsideAnUnquotedCellAsItStands)
{
    EXPECT_THAT(payloads("a\nKim \"Ada\" Lee\n"), ElementsAre(R"({"a":"Kim \"Ada\" Lee"})"));
}

TEST_F(CsvTest, EscapesControlCharacters)
{
    EXPECT_THAT(payloads(std::string("a\n\\ \t\x01\n")), ElementsAre(R"({"a":"\\ \t\u0001"})"));
    EXPECT_THAT(payloads(std::string("a\nx\0y\n", 6)), ElementsAre(R"({"a":"x\u0000y"})"));
}

TEST_F(CsvTest, GuessesTheDelimiter)
{
    for (const char* delimiter : {",", ";", "|", "\t"}) {
        const std::string d = delimiter;
        EXPECT_THAT(payloads("a" + d + "b\n1" + d + "2\n"), ElementsAre(R"({"a":"1","b":"2"})"))
            << d;
    }
}

TEST_F(CsvTest, TakesTheDelimiterAndQuoteItIsTold)
{
    settings_.delimiter = "^";
    settings_.quote = "'";
    EXPECT_THAT(payloads("a^b\n'1^1'^\"2\n"), ElementsAre(R"({"a":"1^1","b":"\"2"})"));
    settings_.delimiter = "tab";
    settings_.quote = "none";
    EXPECT_THAT(payloads("a\tb\n\"1\t2\n"), ElementsAre(R"({"a":"\"1","b":"2"})"));
}

TEST_F(CsvTest, TakesColumnsForAFileWithoutHeader)
{
    settings_.columns = {"id", "name"};
    EXPECT_THAT(payloads("1,Ada\n"), ElementsAre(R"({"id":"1","name":"Ada"})"));
}

TEST_F(CsvTest, WritesNullForTheTextsThatMeanIt)
{
    settings_.null_values = {"NULL", "\\N"};
    EXPECT_THAT(payloads("a,b,c\nNULL,\\N,\n"), ElementsAre(R"({"a":null,"b":null,"c":""})"));
}

TEST_F(CsvTest, RejectsRowsWithTheWrongNumberOfCells)
{
    const Taken taken = read_text("a,b\n1\n1,2\n1,2,3\n");
    EXPECT_THAT(taken.rejects, ElementsAre("csv.columns@f.csv:2", "csv.columns@f.csv:4"));
    EXPECT_EQ(taken.reasons[1], "the row has 3 cells, the header 2");
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"a":"1","b":"2"})"));
}

TEST_F(CsvTest, RejectsOnlyTheLineWhoseQuoteIsNotClosed)
{
    const std::string tail = "18,Bob\n19,\"Carl\"\n";
    for (const std::string bad :
         {"17,\"Ada\n", "17,\"Ada,x\n", "17,\"Ada\"x\n", "17,\"\"Ada\"\n"}) {
        const Taken taken = read_text("id,name\n" + bad + tail);
        EXPECT_THAT(taken.rejects, ElementsAre("csv.quote@f.csv:2")) << bad;
        EXPECT_THAT(taken.payloads,
                    ElementsAre(R"({"id":"18","name":"Bob"})", R"({"id":"19","name":"Carl"})"))
            << bad;
        EXPECT_THAT(taken.positions, ElementsAre("f.csv:3", "f.csv:4")) << bad;
    }
}

TEST_F(CsvTest, RejectsAQuoteThatIsOpenAtTheEnd)
{
    const Taken taken = read_text("id,name\n1,Ada\n2,\"Bob");
    EXPECT_THAT(taken.rejects, ElementsAre("csv.quote@f.csv:3"));
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"id":"1","name":"Ada"})"));
}

TEST_F(CsvTest, DoesNotSwallowTheFileBehindAnOpenQuote)
{
    std::string text = "id,name\n1,\"open\n";
    for (int i = 2; i < 200'000; ++i) text += std::to_string(i) + ",somebody\n";
    const Taken taken = read_text(text);
    EXPECT_THAT(taken.rejects, ElementsAre("csv.quote@f.csv:2"));
    EXPECT_EQ(taken.payloads.size(), 199'998U);
}

TEST_F(CsvTest, RejectsARecordThatIsTooLongAndGoesOn)
{
    const std::string text =
        "a,b\n1," + std::string(3 << 20, 'x') + "\n2,y\n3," + std::string(2 << 20, 'z');
    const Taken taken = read_text(text);
    EXPECT_THAT(taken.rejects, ElementsAre("file.too_long@f.csv:2", "file.too_long@f.csv:4"));
    EXPECT_THAT(taken.payloads, ElementsAre(R"({"a":"2","b":"y"})"));
}

TEST_F(CsvTest, FailsOnAHeaderThatCannotBeUsed)
{
    EXPECT_EQ(failure("a,,c\n1,2,3\n"), "f.csv: column 2 of its header has no name");
    EXPECT_EQ(failure("a,b,a\n1,2,3\n"),
              "f.csv: columns 1 and 3 of its header are both called 'a'");
    EXPECT_THAT(failure("a,\"b\n1,2\n"), HasSubstr("quote that is not closed"));
    settings_.key = {"id"};
    EXPECT_EQ(failure("a,b\n1,2\n"),
              "f.csv: it has no column 'id' to identify records by; it has a, b; correct its "
              "header, or the option 'key'");
}

TEST_F(CsvTest, TakesAnEmptyFileForIncomplete)
{
    const Taken taken = read_text("");
    EXPECT_EQ(taken.status.code, CX_RETRY);
    EXPECT_EQ(taken.status.why,
              "f.csv: it is empty, not even a header line is there; the file is incomplete");
}

TEST_F(CsvTest, MakesKeysOfColumns)
{
    settings_.key = {"id"};
    EXPECT_THAT(read_text("id,x\n\"a \"\"b\"\"\",1\n").keys, ElementsAre("a \"b\""));
    settings_.key = {"shop", "no"};
    EXPECT_THAT(read_text("no,shop\n1,s\n|2,s\\\n").keys, ElementsAre("s|1", "s\\\\|\\|2"));
}

TEST_F(CsvTest, RejectsARowWithoutItsKey)
{
    settings_.key = {"id"};
    const Taken taken = read_text("id,x\n,1\n2,2\n");
    EXPECT_THAT(taken.rejects, ElementsAre("file.key@f.csv:2"));
    EXPECT_THAT(taken.keys, ElementsAre("2"));
}

TEST_F(CsvTest, MakesAKeyOfTheContentWithoutAKeyColumn)
{
    const Taken first = read_text("a\nx\ny\n");
    const Taken moved = read_text("a\ny\nnew\nx\n");
    EXPECT_EQ(first.keys[0], moved.keys[2]);
    EXPECT_EQ(first.keys[1], moved.keys[0]);
    EXPECT_EQ(first.keys[0].size(), 32U);
}

}  // namespace
}  // namespace file
