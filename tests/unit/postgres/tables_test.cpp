// Tables out of the schema of what is delivered.
#include "postgres/tables.hpp"

#include <gmock/gmock.h>

namespace postgres {
namespace {

using ::testing::HasSubstr;

Tables tables(const char* schemas)
{
    auto made = tables_of(cx::json::parse(schemas).value());
    EXPECT_TRUE(made) << made.error().message;
    return *made;
}

std::map<std::string, std::string> columns(const Table& table)
{
    std::map<std::string, std::string> types;
    for (const Column& column : table.columns) types[column.name] = column.type;
    return types;
}

TEST(Tables, FieldsBecomeColumnsOfTheirType)
{
    const Tables made = tables(R"({"order": {"x-cx-kind": "state", "properties": {
        "placed_at": {"type": "string", "format": "date-time"},
        "born": {"type": "string", "format": "date"},
        "points": {"type": "string", "x-cx-type": "decimal"},
        "count": {"type": "integer"}, "share": {"type": "number"}, "gift": {"type": "boolean"},
        "status": {"enum": ["open"]}, "note": {"type": "string"},
        "total": {"type": "object"}, "tags": {"type": "array"}, "any": {}}}})");
    const Table& order = made.at("order");
    EXPECT_FALSE(order.profiles);
    EXPECT_EQ(order.key(), "cx_record");
    const auto types = columns(order);
    EXPECT_EQ(types.at("placed_at"), "timestamptz");
    EXPECT_EQ(types.at("born"), "date");
    EXPECT_EQ(types.at("points"), "numeric");
    EXPECT_EQ(types.at("count"), "bigint");
    EXPECT_EQ(types.at("share"), "numeric");
    EXPECT_EQ(types.at("gift"), "boolean");
    EXPECT_EQ(types.at("status"), "text");
    EXPECT_EQ(types.at("note"), "text");
    EXPECT_EQ(types.at("total"), "jsonb");
    EXPECT_EQ(types.at("tags"), "jsonb");
    EXPECT_EQ(types.at("any"), "jsonb");
    EXPECT_EQ(types.at("cx_profile_id"), "uuid");
}

TEST(Tables, APartysRowIsItsProfile)
{
    const Tables made = tables(R"({"person": {"x-cx-kind": "party"}})");
    EXPECT_TRUE(made.at("person").profiles);
    EXPECT_EQ(made.at("person").key(), "cx_profile_id");
}

TEST(Tables, NamesAreQuoted)
{
    EXPECT_EQ(quoted_name("order"), "\"order\"");
    EXPECT_EQ(quoted_name("a\"; drop table b; --"), "\"a\"\"; drop table b; --\"");
    const Tables made = tables(R"({"user": {"x-cx-kind": "state",
        "properties": {"select\" int": {"type": "string"}}}})");
    EXPECT_THAT(upsert("my \"schema", made.at("user")),
                HasSubstr(R"(INSERT INTO "my ""schema"."user" AS t ("cx_record")"));
    EXPECT_THAT(upsert("s", made.at("user")), HasSubstr(R"("select"" int" text)"));
}

TEST(Tables, AnOlderRowNeverReplacesANewerOne)
{
    const Tables made = tables(R"({"order": {"x-cx-kind": "state"}})");
    EXPECT_THAT(upsert("s", made.at("order")), HasSubstr("WHERE t.cx_seq <= excluded.cx_seq"));
    EXPECT_THAT(remove("s", made.at("order")), HasSubstr("t.cx_seq <= x.seq"));
}

TEST(Tables, ANameThatPostgresWouldCutOffIsRefused)
{
    cx::json::Value schemas = cx::json::Object{{std::string(64, 'x'), cx::json::Object{}}};
    EXPECT_EQ(tables_of(schemas).error().code, "plugin.options");
    EXPECT_TRUE(tables_of(cx::json::Value()));
}

}  // namespace
}  // namespace postgres
