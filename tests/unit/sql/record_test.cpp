// Rows as records.
#include "sql/record.hpp"

#include <gtest/gtest.h>

namespace sql {
namespace {

Rendered render(const StreamOptions& options, const std::vector<Column>& columns,
                const std::vector<Value>& values,
                const std::vector<Value>& key = {{Kind::text, "k"}})
{
    return Renderer(options).render(columns, values, key);
}

TEST(SqlRecord, EveryKindAsJson)
{
    const std::vector<Column> columns{{"a"}, {"b"}, {"c"}, {"d"}, {"e"},
                                      {"f"}, {"g"}, {"h"}, {"i"}};
    const Rendered row = render({.key = {"id"}}, columns,
                                {{Kind::null, ""},
                                 {Kind::text, "t"},
                                 {Kind::bytes, std::string("\0\xff", 2)},
                                 {Kind::integer, "9223372036854775807"},
                                 {Kind::number, "0.100"},
                                 {Kind::boolean, "true"},
                                 {Kind::json, R"({"z": [1, 2.50]})"},
                                 {Kind::instant, "2024-01-31 15:00:00+00"},
                                 {Kind::local_time, "2024-01-31 15:00:00"}});
    EXPECT_EQ(row.payload, R"({"a":null,"b":"t","c":"AP8=","d":9223372036854775807,"e":0.100,)"
                           R"("f":true,"g":{"z":[1,2.50]},"h":"2024-01-31T15:00:00Z",)"
                           R"("i":"2024-01-31T15:00:00"})");
    EXPECT_EQ(row.problem, nullptr);
    EXPECT_EQ(render({.key = {"id"}}, {{"j"}}, {{Kind::json, "{broken"}}).payload,
              R"({"j":"{broken"})");
}

TEST(SqlRecord, EncodingsByStreamAndByColumn)
{
    StreamOptions stream{.key = {"id"}, .encoding = "cp949"};
    const Value bytes{Kind::text, "\xb1\xe8"};
    EXPECT_EQ(render(stream, {{"n"}}, {bytes}, {bytes}).payload, R"({"n":"김"})");
    EXPECT_EQ(render(stream, {{"n"}}, {bytes}, {bytes}).key, "김");
    stream.encoding = "utf-8";
    EXPECT_STREQ(render(stream, {{"n"}}, {bytes}).problem, "sql.encoding");
    EXPECT_EQ(render(stream, {{"n"}}, {bytes}).why, "column 'n' is not in its encoding");
    stream.encodings["n"] = "cp949";
    EXPECT_EQ(
        render(stream, {{"n"}, {"m"}}, {{Kind::bytes, "\xb1\xe8"}, {Kind::text, "나"}}).payload,
        R"({"m":"나","n":"김"})");
    EXPECT_STREQ(render(stream, {{"n"}}, {{Kind::text, "\xb1"}}).problem, "sql.encoding");
}

TEST(SqlRecord, KeysOfOneColumnAndOfSeveral)
{
    const auto key = [](const std::vector<Value>& values) {
        StreamOptions stream;
        stream.key.resize(values.size(), "id");
        return render(stream, {}, {}, values);
    };
    EXPECT_EQ(key({{Kind::integer, "7"}}).key, "7");
    EXPECT_EQ(key({{Kind::bytes, "\xff"}}).key, "/w==");
    EXPECT_EQ(key({{Kind::text, "a,b"}, {Kind::integer, "7"}}).key, R"(["a,b","7"])");
    EXPECT_STREQ(key({{Kind::null, ""}}).problem, "sql.key");
    EXPECT_STREQ(key({{Kind::text, "a"}, {Kind::null, ""}}).problem, "sql.key");
    EXPECT_STREQ(key({{Kind::text, ""}}).problem, "sql.key");
    EXPECT_STREQ(key({{Kind::text, std::string(1025, 'x')}}).problem, "sql.key");
    EXPECT_STREQ(key({{Kind::text, "\xb1\xe8"}}).problem, "sql.key");
}

}  // namespace
}  // namespace sql
