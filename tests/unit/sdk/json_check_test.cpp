#include <cx/json.hpp>
#include <cx/json_check.hpp>

#include <gmock/gmock.h>

namespace cx::json {
namespace {

// What the two readers of JSON say of one text has to be the same, or a record passes the one and
// breaks the other.
TEST(CheckedTest, AcceptsExactlyTheObjectsThatParseAccepts)
{
    Checked checked;
    const auto nested = [](int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += "{\"a\":";
        return text + "1" + std::string(static_cast<std::size_t>(depth), '}');
    };
    for (const std::string& text : {std::string("{}"),
                                    std::string(" {\"a\":[1,2.5e3,null,\"\\u00e9\"]} "),
                                    std::string("{\"a\":}"),
                                    std::string("{\"a\":1"),
                                    std::string("{\"a\":01}"),
                                    std::string("{\"a\":1} x"),
                                    std::string("{\"a\":\"\xff\"}"),
                                    std::string("{\"a\":123456789012345678901234567890}"),
                                    std::string("{\"a\":1e999}"),
                                    std::string("{\"a\":0e99999999999999999999}"),
                                    std::string("{\"a\":[-0.00E+99999999999999999999,1]}"),
                                    std::string("{\"a\":0.e99999999999999999999}"),
                                    std::string("{\"a\":1e-99999999999999999999}"),
                                    std::string("{\"a\":-}"),
                                    std::string("{\"a\" 1}"),
                                    std::string("{'a':1}"),
                                    std::string("{\"a\":\"\n\"}"),
                                    std::string(),
                                    std::string("\0", 1),
                                    nested(62),
                                    nested(63),
                                    nested(64),
                                    nested(65),
                                    nested(1000)}) {
        const Result<Value> parsed = parse(text);
        EXPECT_EQ(static_cast<bool>(checked.read(text)), static_cast<bool>(parsed))
            << text.substr(0, 60);
    }
}

TEST(CheckedTest, WantsAnObject)
{
    Checked checked;
    for (const char* text : {"[1]", "1", "\"a\"", "null", "true"}) {
        const Result<Done> read = checked.read(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, "json.object") << text;
    }
}

TEST(CheckedTest, FindsTextAtAPath)
{
    Checked checked;
    ASSERT_TRUE(checked.read(
        R"({"a":{"b":"x","n":-7,"u":18446744073709551615,"d":2.5,"t":true,"z":null,"l":[1]}})"));
    const auto at = [&](const char* name) {
        return checked.text_at(std::vector<std::string>{"a", name});
    };
    EXPECT_EQ(at("b"), "x");
    EXPECT_EQ(at("n"), "-7");
    EXPECT_EQ(at("u"), "18446744073709551615");
    EXPECT_EQ(at("d"), "2.5");
    EXPECT_EQ(at("t"), "true");
    EXPECT_EQ(at("z"), std::nullopt);
    EXPECT_EQ(at("l"), std::nullopt);
    EXPECT_EQ(at("missing"), std::nullopt);
    EXPECT_EQ(checked.text_at(std::vector<std::string>{"a", "b", "c"}), std::nullopt);
}

// The key of a record is read here, its fields by parse(): the two must not mean different members.
TEST(CheckedTest, TakesTheLastOfSeveralMembersOfOneName)
{
    const std::string text = R"({"id":"1","a":{"b":1,"b":2},"id":"2"})";
    Checked checked;
    ASSERT_TRUE(checked.read(text));
    EXPECT_EQ(checked.text_at(std::vector<std::string>{"id"}), "2");
    EXPECT_EQ(checked.text_at(std::vector<std::string>{"a", "b"}), "2");
    EXPECT_EQ(parse(text)->text_of("id"), "2");
}

TEST(CheckedTest, GrowsAndStaysUsable)
{
    Checked checked;
    EXPECT_TRUE(checked.read("{\"a\":\"" + std::string(2 << 20, 'x') + "\"}"));
    EXPECT_FALSE(checked.read("{\"a\":"));
    EXPECT_TRUE(checked.read("{\"a\":\"y\"}"));
    EXPECT_EQ(checked.text_at(std::vector<std::string>{"a"}), "y");
}

TEST(WriteTextTest, WritesWhatParseReadsBack)
{
    std::string all;
    for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
    all += "한글 \xf0\x9f\x98\x80";
    std::string out;
    write_text(all, out);
    EXPECT_EQ(parse(out)->as_string(), all);
    EXPECT_EQ(out, write(Value(all)));
}

}  // namespace
}  // namespace cx::json
