// The sql plugin keeps the promises of every plugin, in both isolations, over SQLite.
#include "hub_driver.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>

namespace cx::testkit {
namespace {

class SqlContract : public testing::Test {
protected:
    SqlContract()
    {
        std::string name = testing::TempDir() + "cx_contract_XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~SqlContract() override { std::filesystem::remove_all(folder_); }

    std::string make_database() const
    {
        const std::string path = folder_ + "/crm.db";
        sqlite3* database = nullptr;
        sqlite3_open(path.c_str(), &database);
        EXPECT_EQ(sqlite3_exec(database,
                               "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, gone BOOL,"
                               " changed DATETIME);"
                               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 25) INSERT INTO members SELECT i, 'Kim \"' || i || '\"',"
                               " i % 7 = 0, CASE WHEN i % 9 > 0 THEN"
                               " datetime('2023-11-01', (i / 6) || ' seconds') END FROM n",
                               nullptr, nullptr, nullptr),
                  SQLITE_OK);
        sqlite3_close(database);
        return path;
    }

    std::string folder_;
};

TEST_F(SqlContract, TheSourceKeepsItsPromises)
{
    Fixture fixture;
    fixture.options = json::Object{{"driver", "sqlite"}, {"path", make_database()}};
    json::Value& streams = fixture.options["streams"];
    const json::Object shared{
        {"table", "members"}, {"key", json::Array{"id"}}, {"page_rows", 4}, {"deleted", "gone"}};
    for (const char* const mode : {"whole", "snapshot", "incremental"}) {
        streams[mode] = shared;
        streams[mode]["mode"] = mode;
    }
    streams["incremental"]["cursor"] = json::Array{"changed"};

    const AllDrivers drivers{"lib/cxhub/plugins/sql.so"};
    AllDrivers::expect_kept(check_source(drivers.hub, fixture));
    AllDrivers::expect_kept(check_source({drivers.direct.get()}, fixture));
}

}  // namespace
}  // namespace cx::testkit
