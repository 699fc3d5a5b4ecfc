// What a database refuses, and how long it may take; over SQLite.
#include "database.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace sql {
namespace {

using testing::Database;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reader;

class SqlConnectionTest : public ::testing::Test {
protected:
    SqlConnectionTest()
    {
        database_.run("CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT)");
        database_.run("INSERT INTO members VALUES (1, 'Kim Secret')");
        reader_.stream.table = "members";
        reader_.stream.key = {"id"};
    }
    std::string why()
    {
        reader_.restart();
        reader_.poll(10);
        return reader_.status.why;
    }

    cx::http::testing::TestHost host_;
    Database database_;
    Reader reader_{database_, host_};
};

// Takes seconds, and gives nothing.
constexpr const char* slow =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
    " SELECT i AS id FROM n WHERE i < 0";

TEST_F(SqlConnectionTest, WhatIsMissingWantsAnAdministrator)
{
    reader_.stream.table = "member";
    EXPECT_THAT(why(), HasSubstr("no such table"));
    EXPECT_EQ(reader_.status.code, CX_FAILED);
    reader_.stream.table = "members";
    reader_.stream.key = {"no"};
    EXPECT_THAT(why(), HasSubstr("no such column"));
    EXPECT_EQ(reader_.status.code, CX_FAILED);
    reader_.stream.key = {"id"};
    reader_.stream.check = {"id", "nothing"};
    EXPECT_THAT(why(), HasSubstr("'nothing'"));
    reader_.stream.check.clear();
    reader_.options.path += "x";
    EXPECT_THAT(why(), HasSubstr("'path'"));
    EXPECT_EQ(reader_.status.code, CX_FAILED);
}

TEST_F(SqlConnectionTest, NamesAndTextsAreNoSql)
{
    database_.run("CREATE TABLE \"odd \"\"name\" (\"a b\" TEXT PRIMARY KEY, \"x\"\"y\" TEXT)");
    database_.run("INSERT INTO \"odd \"\"name\" VALUES ('1'' OR 1=1 --', 'v'), ('2', 'w')");
    reader_.stream.table = "odd \"name";
    reader_.stream.key = {"a b"};
    reader_.stream.columns = {"x\"y"};
    reader_.stream.page_rows = 1;
    const auto rows = reader_.run(1, true);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (testing::Given{"1' OR 1=1 --", R"({"x\"y":"v"})"}));
    EXPECT_EQ(rows[1].key, "2");
}

TEST_F(SqlConnectionTest, NothingIsWritten)
{
    for (const char* const query :
         {"SELECT 1 AS id) q; DELETE FROM members; --", "DELETE FROM members RETURNING id"}) {
        reader_.stream.table.clear();
        reader_.stream.query = query;
        why();
        EXPECT_NE(reader_.status.code, CX_OK) << query;
    }
    reader_.stream.query.clear();
    reader_.stream.table = "members";
    reader_.restart();
    EXPECT_EQ(reader_.run().size(), 1U);
}

TEST_F(SqlConnectionTest, AStatementEndsWithTheHub)
{
    reader_.stream.table.clear();
    reader_.stream.query = slow;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        host_.stopping = true;
    });
    const auto begin = std::chrono::steady_clock::now();
    const std::string told = why();
    stopper.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
    EXPECT_EQ(reader_.status.code, CX_RETRY);
    EXPECT_THAT(told, HasSubstr("stops"));
}

TEST_F(SqlConnectionTest, AStatementHasItsTime)
{
    reader_.stream.table.clear();
    reader_.stream.query = slow;
    reader_.options.timeout = std::chrono::seconds(1);
    EXPECT_THAT(why(), HasSubstr("index"));
    EXPECT_EQ(reader_.status.code, CX_RETRY);
}

TEST(SqlRefusal, TheStateSaysWhatToDo)
{
    EXPECT_EQ(refusal("PostgreSQL", "permission denied for table members", "42501").why,
              "PostgreSQL: permission denied for table members (SQLSTATE 42501): grant the user "
              "SELECT on what is read");
    EXPECT_EQ(refusal("X", "w", "42501").code, CX_FAILED);
    EXPECT_EQ(refusal("X", "w", "28P01").code, CX_FAILED);
    EXPECT_EQ(refusal("X", "w", "57P01").code, CX_RETRY);  // The server stops.
    EXPECT_EQ(refusal("X", "w", "57014").code, CX_RETRY);
    EXPECT_EQ(refusal("X", "w", "40001").code, CX_RETRY);
    EXPECT_EQ(refusal("X", "w", "08006").code, CX_RETRY);
}

}  // namespace
}  // namespace sql
