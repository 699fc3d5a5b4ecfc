// Whole, as a snapshot, and what changed: each change once, from the middle after a restart.
#include "database.hpp"

#include <gmock/gmock.h>

namespace sql {
namespace {

using testing::Database;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Reader;
using ::testing::SizeIs;

using Keys = std::vector<std::string>;

// 2023-11-14 22:13:20 UTC, by the hub's clock.
class SqlSourceTest : public ::testing::Test {
protected:
    SqlSourceTest()
    {
        database_.run("CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, changed DATETIME)");
        reader_.stream.table = "members";
        reader_.stream.key = {"id"};
        reader_.stream.page_rows = 4;
    }

    void incremental()
    {
        reader_.stream.mode = "incremental";
        reader_.stream.cursor = {"changed"};
    }
    void add(int id, const std::string& changed, const std::string& name = "Ada")
    {
        database_.run("INSERT OR REPLACE INTO members VALUES (" + std::to_string(id) + ", '" +
                      name + "', " + (changed.empty() ? "NULL" : "'" + changed + "'") + ")");
    }
    void seconds_pass(std::int64_t seconds) { host_.now_us += seconds * 1'000'000; }

    cx::http::testing::TestHost host_;
    Database database_;
    Reader reader_{database_, host_};
};

TEST_F(SqlSourceTest, ReadsAllRowsAtEveryLimitAndAcrossRestarts)
{
    for (int id = 1; id <= 11; ++id) add(id, "2023-11-01 00:00:00");
    for (const char* const mode : {"whole", "snapshot", "incremental"}) {
        reader_.stream.mode = mode;
        reader_.stream.cursor.clear();
        if (reader_.stream.mode == "incremental") incremental();
        for (std::uint32_t limit = 1; limit <= 12; ++limit)
            for (const bool restarts : {false, true}) {
                reader_.cursor.clear();
                reader_.snapshot_end = false;
                reader_.restart();
                EXPECT_THAT(reader_.keys(limit, restarts),
                            ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"))
                    << mode << " " << limit;
                EXPECT_EQ(reader_.snapshot_end, reader_.stream.mode == "snapshot");
            }
    }
}

TEST_F(SqlSourceTest, EqualTimesAcrossThePagesBorderAreReadOnceEach)
{
    incremental();
    for (int id = 1; id <= 30; ++id)
        add(id, id % 3 == 0 ? "2023-11-01 00:00:01" : "2023-11-01 00:00:00");
    for (const std::uint32_t limit : {1U, 3U, 4U, 5U, 1000U}) {
        reader_.cursor.clear();
        Keys keys = reader_.keys(limit, limit == 3);
        EXPECT_THAT(keys, SizeIs(30)) << limit;
        std::sort(keys.begin(), keys.end());
        EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
    }
}

TEST_F(SqlSourceTest, ThenOnlyWhatChangedAndEachChangeOnce)
{
    incremental();
    for (int id = 1; id <= 6; ++id) add(id, "2023-11-14 22:13:00");
    reader_.run();
    EXPECT_THAT(reader_.keys(), IsEmpty());
    add(3, "2023-11-14 22:13:10", "Grace");
    EXPECT_THAT(reader_.keys(), ElementsAre("3"));
    EXPECT_THAT(reader_.keys(), IsEmpty());
    reader_.restart();
    EXPECT_THAT(reader_.keys(), IsEmpty());
    // Changed again within the same second: only its content tells.
    add(3, "2023-11-14 22:13:10", "Hedy");
    EXPECT_THAT(reader_.keys(), ElementsAre("3"));
    EXPECT_THAT(reader_.keys(), IsEmpty());
}

TEST_F(SqlSourceTest, WhatCommitsLateIsSeenWithinTheOverlap)
{
    incremental();
    reader_.stream.overlap = std::chrono::seconds(60);
    add(1, "2023-11-14 22:13:00");
    reader_.run();
    add(2, "2023-11-14 22:12:10");  // Its transaction began before the last look, and ends now.
    EXPECT_THAT(reader_.keys(), ElementsAre("2"));
    seconds_pass(59);
    add(3, "2023-11-14 22:12:20");
    EXPECT_THAT(reader_.keys(), ElementsAre("3"));
    // Longer than the overlap ago: the look does not reach back any more.
    seconds_pass(61);
    EXPECT_THAT(reader_.keys(), IsEmpty());
    add(4, "2023-11-14 22:12:30");
    EXPECT_THAT(reader_.keys(), IsEmpty());
    add(5, "2023-11-14 22:15:30");
    EXPECT_THAT(reader_.keys(), ElementsAre("5"));
}

TEST_F(SqlSourceTest, ALongRunReachesBackToWhereItBegan)
{
    incremental();
    reader_.stream.overlap = std::chrono::seconds(10);
    for (int id = 1; id <= 8; ++id) add(id, "2023-11-14 22:13:0" + std::to_string(id));
    EXPECT_TRUE(reader_.poll(4));
    // While the first page is taken a row commits before it, and the run goes on for five minutes.
    add(20, "2023-11-14 22:13:02");
    add(21, "2023-11-14 22:18:00");
    seconds_pass(300);
    EXPECT_THAT(reader_.keys(), ElementsAre("5", "6", "7", "8", "21"));
    EXPECT_THAT(reader_.keys(), ElementsAre("20")) << "the next run";
}

TEST_F(SqlSourceTest, ATimeInTheFutureDoesNotHideWhatComesBeforeIt)
{
    incremental();
    add(1, "2023-11-14 22:13:00");
    add(2, "2099-01-01 00:00:00");
    EXPECT_THAT(reader_.keys(), ElementsAre("1", "2"));
    EXPECT_THAT(reader_.keys(), IsEmpty());
    seconds_pass(600);
    EXPECT_THAT(reader_.keys(), IsEmpty());
    add(3, "2023-11-14 22:23:00");
    EXPECT_THAT(reader_.keys(), ElementsAre("3"));
    EXPECT_THAT(reader_.keys(), IsEmpty());
}

TEST_F(SqlSourceTest, ARowWithoutACursorIsToldOfOnce)
{
    incremental();
    add(1, "2023-11-14 22:13:00");
    add(2, "");
    EXPECT_THAT(reader_.run(),
                ElementsAre(testing::Given{"2",
                                           "! sql.no_cursor the cursor is null, so a change "
                                           "would never be seen"},
                            testing::Given{"1", R"({"changed":"2023-11-14T22:13:00","id":1,)"
                                                R"("name":"Ada"})"}));
    EXPECT_THAT(reader_.keys(), IsEmpty());
    add(3, "");
    EXPECT_THAT(reader_.keys(), ElementsAre("3"));
    add(2, "2023-11-14 22:13:10");
    EXPECT_THAT(reader_.keys(), ElementsAre("2"));
}

TEST_F(SqlSourceTest, WhereNothingIsNewTheCursorStands)
{
    incremental();
    for (int id = 1; id <= 3; ++id) add(id, "2023-11-14 22:13:00");
    reader_.run();
    for (const int wait : {0, 10, 1000, 0}) {
        seconds_pass(wait);
        reader_.run();
        const std::string cursor = reader_.cursor;
        EXPECT_FALSE(reader_.poll(10));
        EXPECT_EQ(reader_.cursor, cursor) << wait;
    }
}

TEST_F(SqlSourceTest, OfSeveralCursorsTheFirstThatIsThereCounts)
{
    database_.run(
        "CREATE TABLE parties (id INTEGER PRIMARY KEY, write_date TEXT, create_date TEXT)");
    database_.run(
        "INSERT INTO parties VALUES (1, NULL, '2023-11-14 10:00:00'),"
        " (2, '2023-11-14 09:00:00', '2023-11-01 00:00:00')");
    reader_.stream.table = "parties";
    incremental();
    reader_.stream.cursor = {"write_date", "create_date"};
    EXPECT_THAT(reader_.keys(), ElementsAre("2", "1"));
    database_.run("UPDATE parties SET write_date = '2023-11-14 11:00:00' WHERE id = 2");
    EXPECT_THAT(reader_.keys(), ElementsAre("2"));
}

TEST_F(SqlSourceTest, WholeNumbersCanBeCursors)
{
    database_.run("CREATE TABLE ledger (seq INTEGER PRIMARY KEY, points INTEGER)");
    for (int seq = 1; seq <= 12; ++seq)
        database_.run("INSERT INTO ledger VALUES (" + std::to_string(seq) + ", 5)");
    reader_.stream.table = "ledger";
    reader_.stream.key = {"seq"};
    incremental();
    reader_.stream.cursor = {"seq"};
    reader_.stream.overlap = std::chrono::seconds(3);
    EXPECT_THAT(reader_.keys(), SizeIs(12));
    database_.run("INSERT INTO ledger VALUES (13, 5)");
    EXPECT_THAT(reader_.keys(5, true), ElementsAre("13"));
    database_.run("DELETE FROM ledger WHERE seq = 13");
    database_.run("INSERT INTO ledger VALUES (14, 5)");
    database_.run("INSERT INTO ledger VALUES (13, 6)");
    EXPECT_THAT(reader_.keys(), ElementsAre("13", "14"));
    EXPECT_THAT(reader_.keys(), IsEmpty());
}

TEST_F(SqlSourceTest, AColumnSaysWhatWasDeleted)
{
    reader_.stream.query = "SELECT id, name, changed, name = 'gone' AS gone FROM members;";
    reader_.stream.table.clear();
    reader_.stream.deleted = "gone";
    reader_.stream.columns = {"name"};
    add(1, "2023-11-14 22:13:00");
    add(2, "2023-11-14 22:13:00", "gone");
    EXPECT_THAT(reader_.run(),
                ElementsAre(testing::Given{"1", R"({"name":"Ada"})"}, testing::Given{"2", "-"}));
}

TEST_F(SqlSourceTest, TwoColumnsThatMustBeEqualAreCompared)
{
    database_.run("CREATE TABLE balances (id TEXT PRIMARY KEY, balance NUMERIC, ledger_sum)");
    database_.run(
        "INSERT INTO balances VALUES ('A', 10, 10.0), ('B', 10, 11), ('C', NULL, 0),"
        " ('D', NULL, NULL)");
    reader_.stream.table = "balances";
    reader_.stream.check = {"balance", "ledger_sum"};
    const auto rows = reader_.run();
    ASSERT_THAT(rows, SizeIs(4));
    EXPECT_EQ(rows[0].payload, R"({"balance":10,"id":"A","ledger_sum":10})");
    EXPECT_EQ(rows[1].payload, "! sql.mismatch 'balance' and 'ledger_sum' differ");
    EXPECT_EQ(rows[2].payload, "! sql.mismatch 'balance' and 'ledger_sum' differ");
    EXPECT_EQ(rows[3].payload, R"({"balance":null,"id":"D","ledger_sum":null})");
}

TEST_F(SqlSourceTest, KeysOfSeveralColumns)
{
    database_.run("CREATE TABLE lines (o TEXT, n INTEGER, q REAL, PRIMARY KEY (o, n))");
    database_.run("INSERT INTO lines VALUES ('a', 2, 0.1), ('a', 10, 1e100), ('b', 1, -2.50)");
    reader_.stream.table = "lines";
    reader_.stream.key = {"o", "n"};
    reader_.stream.page_rows = 1;
    EXPECT_THAT(reader_.run(),
                ElementsAre(testing::Given{R"(["a","2"])", R"({"n":2,"o":"a","q":0.1})"},
                            testing::Given{R"(["a","10"])", R"({"n":10,"o":"a","q":1e+100})"},
                            testing::Given{R"(["b","1"])", R"({"n":1,"o":"b","q":-2.5})"}));
}

TEST_F(SqlSourceTest, ALargePageIsCut)
{
    database_.run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)");
    database_.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
        " INSERT INTO notes SELECT i, replace(hex(zeroblob(400000)), '0', 'x') FROM n");
    database_.run("INSERT INTO notes VALUES (61, replace(hex(zeroblob(600000)), '0', 'x'))");
    reader_.stream.table = "notes";
    reader_.stream.page_rows = 1000;
    const auto rows = reader_.run();
    ASSERT_THAT(rows, SizeIs(61));
    EXPECT_EQ(rows[60].payload, "! sql.too_long the row has more than a megabyte");
    EXPECT_THAT(rows[59].payload, SizeIs(::testing::Gt(800'000U)));
}

TEST_F(SqlSourceTest, ACursorOfAnotherStreamIsRefused)
{
    add(1, "2023-11-14 22:13:00");
    for (const char* const cursor : {"[]", "{\"after\":[1,2,3]}", "{\"high\":7}", "nothing"}) {
        reader_.cursor = cursor;
        reader_.poll(10);
        EXPECT_EQ(reader_.status.code, CX_FAILED) << cursor;
        EXPECT_THAT(reader_.status.why, HasSubstr("rewind")) << cursor;
    }
}

TEST_F(SqlSourceTest, OptionsThatDoNotGoTogether)
{
    const auto why = [&](auto change) {
        Reader reader(database_, host_);
        reader.stream = reader_.stream;
        change(reader);
        try {
            reader.restart();
        } catch (const cx::BadOptions& bad) {
            return std::string(bad.what());
        }
        return std::string();
    };
    EXPECT_THAT(why([](Reader& r) { r.stream.query = "SELECT 1"; }),
                HasSubstr("one of the options"));
    EXPECT_THAT(why([](Reader& r) { r.stream.table.clear(); }), HasSubstr("one of the options"));
    EXPECT_THAT(why([](Reader& r) { r.stream.key.clear(); }), HasSubstr("'key'"));
    EXPECT_THAT(why([](Reader& r) { r.stream.mode = "incremental"; }), HasSubstr("'cursor'"));
    EXPECT_THAT(why([](Reader& r) { r.stream.cursor = {"changed"}; }), HasSubstr("incremental"));
    EXPECT_THAT(why([](Reader& r) { r.stream.check = {"a"}; }), HasSubstr("two columns"));
    EXPECT_THAT(why([](Reader& r) { r.stream.zone = "Asia/Nowhere"; }), HasSubstr("'zone'"));
    EXPECT_THAT(why([](Reader& r) { r.stream.encodings["a"] = "latin9"; }), HasSubstr("encodings"));
    EXPECT_THAT(why([](Reader& r) { r.options.path.clear(); }), HasSubstr("'path'"));
    for (const char* const driver : {"postgresql", "mysql", "odbc"})
        EXPECT_THAT(why([&](Reader& r) { r.options.driver = driver; }),
                    HasSubstr("wants the option"));
    EXPECT_EQ(why([](Reader&) {}), "");
}

}  // namespace
}  // namespace sql
