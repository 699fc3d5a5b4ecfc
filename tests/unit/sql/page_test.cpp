// The SQL of a page in the dialects.
#include "sql/page.hpp"

#include <gtest/gtest.h>

namespace sql {
namespace {

const Dialect postgresql{.numbered = true, .row_values = true};
const Dialect mysql{.quote = '`', .raw_cast = "BINARY"};
const Dialect odbc{.limit = false};

const Value one{Kind::integer, "1"};
const Value noon{Kind::instant, "2024-01-31 12:00:00+00"};

StreamOptions members()
{
    return {.table = "crm.members", .key = {"id"}, .mode = "incremental", .cursor = {"updated_at"}};
}

TEST(SqlPage, TheFirst)
{
    EXPECT_EQ(page_statement(members(), postgresql, {}, 100, {}).sql,
              R"(SELECT q.*, q."updated_at", q."id" FROM "crm"."members" q)"
              R"( WHERE q."updated_at" IS NOT NULL ORDER BY q."updated_at", q."id" LIMIT 100)");
    EXPECT_EQ(page_statement(members(), postgresql, {.no_cursor = true}, 100, {}).sql,
              R"(SELECT q.*, q."updated_at", q."id" FROM "crm"."members" q)"
              R"( WHERE q."updated_at" IS NULL ORDER BY q."id" LIMIT 100)");
}

TEST(SqlPage, TheNextByPositionNeverByOffset)
{
    const Place place{.after = {noon, one}, .from = noon};
    const Statement rows = page_statement(members(), postgresql, place, 100, {});
    EXPECT_EQ(rows.sql, R"(SELECT q.*, q."updated_at", q."id" FROM "crm"."members" q)"
                        R"( WHERE q."updated_at" >= $1 AND (q."updated_at", q."id") > ($2, $3))"
                        R"( ORDER BY q."updated_at", q."id" LIMIT 100)");
    EXPECT_EQ(rows.values, (std::vector<Value>{noon, noon, one}));

    const Statement expanded = page_statement(members(), mysql, {.after = {noon, one}}, 100, {});
    EXPECT_EQ(expanded.sql,
              "SELECT q.*, q.`updated_at`, q.`id` FROM `crm`.`members` q"
              " WHERE q.`updated_at` >= ? AND (q.`updated_at` > ? OR (q.`id` > ?))"
              " ORDER BY q.`updated_at`, q.`id` LIMIT 100");
    EXPECT_EQ(expanded.values, (std::vector<Value>{noon, noon, one}));
}

TEST(SqlPage, QueryColumnsDeletedAndSeveralCursors)
{
    StreamOptions stream = members();
    stream.table.clear();
    stream.query = "SELECT * FROM a -- all";
    stream.columns = {"name"};
    stream.cursor = {"w", "c"};
    stream.deleted = "gone";
    EXPECT_EQ(
        page_statement(stream, odbc, {}, 100, {}).sql,
        "SELECT q.\"name\", COALESCE(q.\"w\", q.\"c\"), q.\"id\", q.\"gone\" FROM (SELECT * FROM"
        " a -- all\n) q WHERE COALESCE(q.\"w\", q.\"c\") IS NOT NULL"
        " ORDER BY COALESCE(q.\"w\", q.\"c\"), q.\"id\"");
}

TEST(SqlPage, ColumnsReadByteForByte)
{
    StreamOptions stream = members();
    stream.mode = "whole";
    EXPECT_EQ(page_statement(stream, mysql, {}, 10, {"na`me"}).sql,
              "SELECT q.*, CAST(q.`na``me` AS BINARY) `na``me`, q.`id` FROM `crm`.`members` q"
              " ORDER BY q.`id` LIMIT 10");
    stream.columns = {"id", "na`me"};
    EXPECT_EQ(page_statement(stream, mysql, {}, 10, {"na`me"}).sql,
              "SELECT q.`id`, CAST(q.`na``me` AS BINARY) `na``me`, q.`id` FROM `crm`.`members` q"
              " ORDER BY q.`id` LIMIT 10");
    EXPECT_EQ(columns_statement(stream, mysql).sql,
              "SELECT q.`id`, q.`na``me` FROM `crm`.`members` q WHERE 1 = 0");
}

}  // namespace
}  // namespace sql
