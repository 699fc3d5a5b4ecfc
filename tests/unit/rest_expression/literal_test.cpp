#include "rest/expression/literal.hpp"

#include "rest/expression/value.hpp"

#include <gmock/gmock.h>

namespace rest::expr {
namespace {

std::string read(std::string_view text)
{
    const std::optional<cx::json::Value> value = read_literal(text);
    return value ? cx::json::write(*value) : "text";
}

TEST(LiteralTest, ReadsNumbersAsPythonDoes)
{
    EXPECT_EQ(read("123"), "123");
    EXPECT_EQ(read(" 7 "), "7");
    EXPECT_EQ(read("+5"), "5");
    EXPECT_EQ(read("-5"), "-5");
    EXPECT_EQ(read("- 5"), "-5");
    EXPECT_EQ(read("1_000"), "1000");
    EXPECT_EQ(read("0x_1f"), "31");
    EXPECT_EQ(read("0b101"), "5");
    EXPECT_EQ(read("0o17"), "15");
    EXPECT_EQ(read("00"), "0");
    EXPECT_EQ(read("1.10"), "1.1");
    EXPECT_EQ(read("1e5"), "100000.0");
    EXPECT_EQ(read("1."), "1.0");
    EXPECT_EQ(read(".5"), "0.5");
    EXPECT_EQ(read("-0.0"), "-0.0");
    EXPECT_EQ(read("1e400"), "text");
    EXPECT_EQ(read("12345678901234567890123"), "12345678901234567890123");
    for (const char* text : {"00123", "1__0", "1_", "_1", "0x", "1e", "--5", "+-5", "1 2", "1+2",
                             "5j", "0x1g", "1.2.3", "-True", "12:30", "2020-10-10", "+82-10"})
        EXPECT_EQ(read(text), "text") << text;
}

TEST(LiteralTest, ReadsWordsTextsAndContainers)
{
    EXPECT_EQ(read("True"), "true");
    EXPECT_EQ(read("None"), "null");
    EXPECT_EQ(read("'q'"), "\"q\"");
    EXPECT_EQ(read("\"it's\""), "\"it's\"");
    EXPECT_EQ(read("'a' \"b\""), "\"ab\"");
    EXPECT_EQ(read("'''a\nb'''"), "\"a\\nb\"");
    EXPECT_EQ(read("r'\\d'"), "\"\\\\d\"");
    EXPECT_EQ(read("u'x'"), "\"x\"");
    EXPECT_EQ(read(R"('\x41\u00e9\101\n')"),
              "\"A\xC3\xA9"
              "A\\n\"");
    EXPECT_EQ(read("[1, 2,]"), "[1,2]");
    EXPECT_EQ(read("(1)"), "1");
    EXPECT_EQ(read("1,2"), "[1,2]");
    EXPECT_EQ(read("1,"), "[1]");
    EXPECT_EQ(read("()"), "[]");
    EXPECT_EQ(read("{}"), "{}");
    EXPECT_EQ(read("{'a': [None, {1: 'x'}]}"), R"({"a":[null,{"1":"x"}]})");
    EXPECT_EQ(read("[1,\n 2] # two"), "[1,2]");
    EXPECT_EQ(read("123\n"), "123");
    EXPECT_EQ(read("\n123"), "123");
    EXPECT_EQ(read("1\n \n"), "1");
    EXPECT_EQ(read("1\n # c"), "1");
    for (const char* text : {"true",      "null",  "{\"a\": true}", "b'x'",    "f'x'", "'a",
                             "[1",        "(,)",   "{1, 2}",        "...",     "abc",  "",
                             "'a' + 'b'", "[1 2]", "{'a'}",         "\n  123", "1\n ", "1\n\n\t",
                             "1;",        "1\\\n", "1\n2",          "'a'b"})
        EXPECT_EQ(read(text), "text") << text;
}

TEST(LiteralTest, NestsAsDeepAsJsonDoes)
{
    EXPECT_EQ(read(std::string(50, '[') + std::string(50, ']')).size(), 100U);
    EXPECT_EQ(read(std::string(100'000, '[')), "text");
    EXPECT_EQ(read(std::string(100'000, '(') + "1" + std::string(100'000, ')')), "text");
}

TEST(FloatTextTest, IsPythonsRepr)
{
    EXPECT_EQ(float_text(1.0), "1.0");
    EXPECT_EQ(float_text(0.1), "0.1");
    EXPECT_EQ(float_text(1e16), "1e+16");
    EXPECT_EQ(float_text(1234567890123456.0), "1234567890123456.0");
    EXPECT_EQ(float_text(1e-4), "0.0001");
    EXPECT_EQ(float_text(1.5e-5), "1.5e-05");
    EXPECT_EQ(float_text(-0.0), "-0.0");
    EXPECT_EQ(float_text(1e100), "1e+100");
}

}  // namespace
}  // namespace rest::expr
