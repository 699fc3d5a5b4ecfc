#include <cx/json.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace cx::json {
namespace {

using testing::HasSubstr;

std::string canonical(std::string_view text)
{
    const Result<Value> value = parse(text);
    return value ? write(*value) : value.error().code;
}

TEST(JsonTest, WritesCanonically)
{
    EXPECT_EQ(canonical(R"( { "b" : [ 1 , 2 ] , "a" : { } } )"), R"({"a":{},"b":[1,2]})");
    EXPECT_EQ(canonical(R"("\u00e9\u0041\/\n\u0001\u007f")"),
              "\"\xc3\xa9"
              "A/\\n\\u0001\x7f\"");
    EXPECT_EQ(canonical("\"\\ud55c\\ud83d\\ude00\""), "\"\xed\x95\x9c\xf0\x9f\x98\x80\"");
    EXPECT_EQ(canonical("true"), "true");
    EXPECT_EQ(canonical(" null "), "null");
}

TEST(JsonTest, KeepsNumbersAsTheyWereWritten)
{
    for (const char* number : {"0", "-0.50", "1e3", "1E+2", "12345678901234567890123", "0.1000"})
        EXPECT_EQ(canonical(number), number);
}

TEST(JsonTest, TakesTheLastOfEqualMembers)
{
    EXPECT_EQ(canonical(R"({"a":1,"a":2})"), R"({"a":2})");
}

TEST(JsonTest, RefusesWhatIsNotJson)
{
    for (const char* text :
         {"",        " ",          "{",     "[1,",    "[1,]", "{\"a\":}", "{a:1}", "'a'",
          "01",      "1.",         ".5",    "+1",     "nul",  "truex",    "[1] 2", "\"a",
          "\"\\x\"", "{\"a\":1,}", "[1 2]", "\"\t\"", "NaN",  "-"})
        EXPECT_EQ(canonical(text), "json.syntax") << text;
}

TEST(JsonTest, RefusesTextThatIsNotUtf8)
{
    EXPECT_EQ(canonical("\"\xff\""), "json.encoding");
    EXPECT_EQ(canonical("\"\xc0\x80\""), "json.encoding");
    EXPECT_EQ(canonical("\"\xed\xa0\x80\""), "json.encoding");
}

TEST(JsonTest, RefusesDeepNesting)
{
    EXPECT_EQ(canonical(std::string(64, '[') + std::string(64, ']')),
              std::string(64, '[') + std::string(64, ']'));
    EXPECT_EQ(canonical(std::string(65, '[') + std::string(65, ']')), "json.depth");
    EXPECT_EQ(canonical(std::string(100'000, '[') + std::string(100'000, ']')), "json.depth");
}

TEST(JsonTest, ReadsItsOwnPrettyText)
{
    const Value value = *parse(R"({"a":[1,{"b":null}],"c":{},"d":[]})");
    const std::string pretty = write_pretty(value);
    EXPECT_THAT(pretty, HasSubstr("\n  \"a\": [\n    1,"));
    EXPECT_EQ(*parse(pretty), value);
}

TEST(JsonTest, LooksIntoValues)
{
    Value value = *parse(R"({"n":"12","i":12,"f":1.5,"b":true,"o":{"x":1},"z":null})");
    EXPECT_EQ(value.find("n")->integer(), 12);
    EXPECT_EQ(value.find("i")->integer(), 12);
    EXPECT_EQ(value.find("f")->integer(), std::nullopt);
    EXPECT_EQ(value.find("b")->text(), "true");
    EXPECT_EQ(value.find("o")->text(), std::nullopt);
    EXPECT_EQ(value.text_of("missing"), "");
    EXPECT_TRUE(value.find("z")->empty());
    EXPECT_FALSE(value.find("i")->empty());
    EXPECT_EQ(value.find("missing"), nullptr);
    value["new"]["deep"] = 1;
    EXPECT_EQ(value.find("new")->text_of("deep"), "1");
}

TEST(JsonTest, WritesDoublesShortAndNothingInfinite)
{
    EXPECT_EQ(write(0.1), "0.1");
    EXPECT_EQ(write(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonTest, RefusesIntegersThatDoNotFit)
{
    EXPECT_EQ(parse("9223372036854775808")->integer(), std::nullopt);
    EXPECT_EQ(parse("-9223372036854775808")->integer(), std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace cx::json
