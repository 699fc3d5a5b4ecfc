// Cells: into cursors and back, compared, and told apart.
#include "sql/value.hpp"

#include <gtest/gtest.h>

namespace sql {
namespace {

TEST(SqlValue, GoesIntoACursorAndComesBack)
{
    const Value all[] = {{},
                         {Kind::text, "가나다 \"x\""},
                         {Kind::text, "\xb1\xe8\xff"},  // Not UTF-8
                         {Kind::text, ""},
                         {Kind::integer, "9223372036854775807"},
                         {Kind::number, "0.10"},
                         {Kind::boolean, "true"},
                         {Kind::bytes, std::string("\0\x01\xff", 3)},
                         {Kind::instant, "2024-01-31 15:00:00+00"},
                         {Kind::local_time, "2024-01-31 15:00:00"}};
    for (const Value& value : all) {
        const auto json = cx::json::parse(cx::json::write(to_cursor(value)));
        ASSERT_TRUE(json);
        EXPECT_EQ(from_cursor(*json), value) << value.text;
    }
    for (const char* const none : {"[]", "{}", R"({"bytes":"!"})", R"({"x":"y"})", "true"})
        EXPECT_FALSE(from_cursor(*cx::json::parse(none)) &&
                     from_cursor(*cx::json::parse(none))->kind == Kind::integer)
            << none;
}

TEST(SqlValue, NumbersAreEqualHoweverTheyAreWritten)
{
    const auto same = [](const char* a, const char* b) {
        return equal({Kind::number, a}, {Kind::number, b});
    };
    EXPECT_TRUE(same("10", "10.00"));
    EXPECT_TRUE(same("10", "1e1"));
    EXPECT_TRUE(same("-0", "0.0"));
    EXPECT_TRUE(same("100", "1.00E+2"));
    EXPECT_TRUE(same("007", "7"));
    EXPECT_TRUE(same("abc", "abc"));
    EXPECT_FALSE(same("10", "-10"));
    EXPECT_FALSE(same("0.1", "0.10000000000000001"));
    EXPECT_FALSE(same("9007199254740993", "9007199254740992"));
    EXPECT_FALSE(same("abc", "abd"));
    EXPECT_FALSE(equal({}, {Kind::number, "0"}));
    EXPECT_TRUE(equal({}, {}));
}

TEST(SqlValue, WhatMarksADeletedRow)
{
    for (const char* const yes : {"1", "true", "Y", "2024-01-01 00:00:00", "W"})
        EXPECT_TRUE(says_yes({Kind::text, yes})) << yes;
    for (const char* const no : {"", "0", "false", "N", "n", "F"})
        EXPECT_FALSE(says_yes({Kind::text, no})) << no;
    EXPECT_FALSE(says_yes({}));
    EXPECT_TRUE(says_yes({Kind::bytes, "\x01"}));
    EXPECT_FALSE(says_yes({Kind::bytes, std::string(1, '\0')}));
}

TEST(SqlValue, Base64)
{
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(to_base64("f"), "Zg==");
    EXPECT_EQ(to_base64("fo"), "Zm8=");
    EXPECT_EQ(to_base64("foo"), "Zm9v");
    EXPECT_EQ(to_base64("\xff\xfe"), "//4=");
}

}  // namespace
}  // namespace sql
