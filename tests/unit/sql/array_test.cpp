// Cells as PostgreSQL writes them.
#include "sql/array.hpp"

#include <gtest/gtest.h>

namespace sql {
namespace {

TEST(SqlArray, BecomesJson)
{
    EXPECT_EQ(array_json("{1,NULL,-3}", Kind::integer), "[1,null,-3]");
    EXPECT_EQ(array_json("{{1,2},{3,4}}", Kind::integer), "[[1,2],[3,4]]");
    EXPECT_EQ(array_json("{}", Kind::text), "[]");
    EXPECT_EQ(array_json(R"({a,"b c","d\"e\\f","NULL",NULL,""})", Kind::text),
              R"(["a","b c","d\"e\\f","NULL",null,""])");
    EXPECT_EQ(array_json("{t,f}", Kind::boolean), "[true,false]");
    EXPECT_EQ(array_json("{1.50,NaN}", Kind::number), R"([1.50,"NaN"])");
    EXPECT_EQ(array_json(R"({"\\x00ff"})", Kind::bytes), R"(["AP8="])");
    EXPECT_EQ(array_json(R"({"{\"a\": 1}"})", Kind::json), R"([{"a":1}])");
    EXPECT_EQ(array_json("[2:3]={7,8}", Kind::integer), "[7,8]");
}

TEST(SqlArray, WhatIsNoneIsAText)
{
    for (const char* const text : {"", "{", "{1", "{\"a", "{{{{{{{{{{1}}}}}}}}}}", "{\\", "x"})
        EXPECT_TRUE(array_json(text, Kind::text).starts_with('"')) << text;
}

TEST(SqlArray, CellsOfTheirKind)
{
    EXPECT_EQ(read_cell("t", Kind::boolean), (Value{Kind::boolean, "true"}));
    EXPECT_EQ(read_cell("\\x6162", Kind::bytes), (Value{Kind::bytes, "ab"}));
    EXPECT_EQ(read_cell("Infinity", Kind::number), (Value{Kind::text, "Infinity"}));
    EXPECT_EQ(read_cell("0.10", Kind::number), (Value{Kind::number, "0.10"}));
    EXPECT_EQ(write_bytea("ab\xff"), "\\x6162ff");
}

}  // namespace
}  // namespace sql
