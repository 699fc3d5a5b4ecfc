// The file itself: modes, versions, damage, a lost lease.
#include "store/sqlite/check.hpp"
#include "store/sqlite/schema.hpp"
#include "store/store.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace cx::store {
namespace {

using sqlite::Connection;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqliteFile : public ::testing::Test {
protected:
    SqliteFile()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "cxhub-file-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        path_ = (folder_ / "hub.db").string();
    }
    ~SqliteFile() override { std::filesystem::remove_all(folder_); }

    Result<std::unique_ptr<Store>> open(bool read_only = false)
    {
        return open_sqlite({.path = path_, .read_only = read_only, .read_connections = 1}, clock_);
    }
    std::string refusal(bool read_only = false)
    {
        const auto opened = open(read_only);
        return opened ? "opened" : opened.error().code;
    }
    void tamper(const std::string& script)
    {
        Connection connection(path_, Connection::Mode::write);
        connection.execute(script);
    }
    static unsigned mode_of(const std::string& path)
    {
        struct stat status = {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
    }
    static ChangeSet cursor_commit()
    {
        ChangeSet set;
        set.pipeline = "crm";
        set.cursor = "1";
        return set;
    }
    // One person in one profile.
    static ChangeSet person_commit()
    {
        ChangeSet set = cursor_commit();
        model::RecordVersion version;
        version.seq = 1;
        version.record = 1;
        version.key = {"crm", "person", "crm:1"};
        version.version = 1;
        version.origin = {"crm", "contacts", "1"};
        version.data = "{}";
        set.records.push_back({version, true});
        set.assignments.push_back({1, "0199a1b2-c3d4-7e5f-8a6b-0123456789ab", 1});
        set.keys.push_back({1, {{"crm", "1", 0, false}}});
        model::ProfileVersion profile;
        profile.seq = 2;
        profile.profile_id = "0199a1b2-c3d4-7e5f-8a6b-0123456789ab";
        profile.version = 1;
        set.profiles.push_back(profile);
        return set;
    }

    std::filesystem::path folder_;
    std::string path_;
    ManualClock clock_{{1'000'000}};
};

TEST_F(SqliteFile, OnlyTheOwnerReadsAnyOfTheFiles)
{
    const mode_t before = ::umask(0);
    auto store = open();
    ::umask(before);
    ASSERT_TRUE(store);
    (*store)->commit(cursor_commit());
    for (const char* part : {"", "-wal", "-shm", ".lock"})
        EXPECT_EQ(mode_of(path_ + part), 0600U) << part;
}

TEST_F(SqliteFile, AFileOpenToOthersIsClosedToThem)
{
    ASSERT_TRUE(open());
    ::chmod(path_.c_str(), 0644);
    ASSERT_TRUE(open());
    EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(SqliteFile, ANewerVersionIsRefusedAndLeftAlone)
{
    ASSERT_TRUE(open());
    tamper("PRAGMA user_version=9999");
    EXPECT_EQ(refusal(), "store.version");
    EXPECT_EQ(refusal(true), "store.version");
    Connection connection(path_, Connection::Mode::read);
    EXPECT_EQ(connection.integer("PRAGMA user_version"), 9999);
}

// What each former version's tables take is what this version's writer wrote into them then.
TEST_F(SqliteFile, EveryFormerVersionIsBroughtUpToDate)
{
    const std::string tables =
        "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema "
        "WHERE sql IS NOT NULL ORDER BY name)";
    ASSERT_TRUE(open());
    const std::string today = Connection(path_, Connection::Mode::read).text(tables);
    for (int version = 1; version < sqlite::schema_version(); ++version) {
        path_ = (folder_ / ("from-" + std::to_string(version) + ".db")).string();
        {
            std::ofstream(path_).close();
            Connection connection(path_, Connection::Mode::write);
            sqlite::migrate(connection, version);
            connection.execute(
                "INSERT INTO name VALUES (1, 'crm');"
                "INSERT INTO reject VALUES ('r1', 1, 1, '', '', 'x', '', '', '', 0, 'open', NULL);"
                "UPDATE total SET n = 1 WHERE name = 'rejects_open'");
        }
        EXPECT_EQ(refusal(true), "store.open") << "a reader changes nothing";
        auto store = open();
        ASSERT_TRUE(store) << store.error().message;
        (*store)->commit(person_commit());
        EXPECT_EQ((*store)->view()->totals().rejects_open, 1U);
        EXPECT_EQ((*store)->view()->totals().profiles, 1U);
        EXPECT_THAT((*store)->check(), IsEmpty());
        EXPECT_EQ(Connection(path_, Connection::Mode::read).text(tables), today);
    }
}

TEST_F(SqliteFile, AnotherProgramsDatabaseIsRefused)
{
    std::ofstream(path_).close();
    tamper("CREATE TABLE customers (id)");
    EXPECT_EQ(refusal(), "store.open");
    EXPECT_EQ(refusal(true), "store.open");
}

TEST_F(SqliteFile, WhatIsNoDatabaseIsCalledDamaged)
{
    std::ofstream(path_) << std::string(40'000, 'x');
    EXPECT_EQ(refusal(), "store.corrupt");
    EXPECT_EQ(refusal(true), "store.corrupt");
}

TEST_F(SqliteFile, AnEmptyFileBecomesAStoreForAWriterOnly)
{
    std::ofstream(path_).close();
    EXPECT_EQ(refusal(true), "store.open");
    EXPECT_EQ(refusal(), "opened");
}

TEST_F(SqliteFile, AFolderIsNoStore)
{
    std::filesystem::create_directory(path_);
    EXPECT_EQ(refusal(), "store.open");
}

TEST_F(SqliteFile, AWriterWhoseLeaseWasTakenWritesNoMore)
{
    auto store = open();
    ASSERT_TRUE(store);
    (*store)->commit(cursor_commit());
    tamper("UPDATE lease SET epoch = epoch + 1, pid = 4711");
    try {
        (*store)->commit(cursor_commit());
        FAIL() << "committed without the lease";
    } catch (const StoreError& error) {
        EXPECT_THAT(error.what(), HasSubstr("4711"));
    }
    EXPECT_THROW((*store)->put_state("a", "b", "c"), StoreError);
    EXPECT_EQ((*store)->view()->streams().size(), 1U) << "reading goes on";
}

TEST_F(SqliteFile, AnotherNameOfTheFileIsTheSameStore)
{
    auto store = open();
    ASSERT_TRUE(store);
    std::filesystem::create_symlink(path_, folder_ / "link.db");
    path_ = (folder_ / "link.db").string();
    EXPECT_EQ(refusal(), "store.busy");
}

TEST_F(SqliteFile, ChecksFindWhatContradictsItself)
{
    auto store = open();
    ASSERT_TRUE(store);
    (*store)->commit(person_commit());
    ASSERT_THAT((*store)->check(), IsEmpty());
    struct Case {
        const char* script;
        const char* undo;
        const char* problem;
    };
    const Case cases[] = {
        {"UPDATE record SET profile = x'00'", nullptr, "live party records without a live profile"},
        {"UPDATE profile SET newest = 77", "UPDATE profile SET newest = 2",
         "newest version is missing"},
        {"UPDATE record SET current = 77", "UPDATE record SET current = 1",
         "version in force is missing"},
        {"INSERT INTO record SELECT id + 1, source, entity, key || 'x', kind, live, newest, "
         "current, "
         "origin, owner, time, profile, component + 1 FROM record",
         "DELETE FROM record WHERE id = 2", "of several components"},
        {"UPDATE record SET newest = 2", "UPDATE record SET newest = 1", "not counted 1, 2, 3"},
        {"INSERT INTO key VALUES (1, 'x', 99, 0, 0)", "DELETE FROM key WHERE record = 99",
         "match keys of records"},
        {"INSERT INTO candidate_keys VALUES (99, 0, 0, zeroblob(8));"
         "INSERT INTO candidate VALUES (0, 99, 0, 0)",
         "DELETE FROM candidate_keys; DELETE FROM candidate", "candidate keys of records"},
        {"INSERT INTO candidate VALUES (0, 1, 0, 0)", "DELETE FROM candidate",
         "that no record has"},
        {"INSERT INTO candidate_keys VALUES (1, 0, 0, zeroblob(8))", "DELETE FROM candidate_keys",
         "missing in the index"},
        {"UPDATE stream SET read = read + 1", "UPDATE stream SET read = read - 1",
         "add up to those read"},
        {"INSERT INTO edge VALUES (1, 9, 0, 0, x'', 0, 0, 0, 0, 1, 1, 0);"
         "UPDATE total SET n = 1 WHERE name = 'edges'",
         "DELETE FROM edge; UPDATE total SET n = 0 WHERE name = 'edges'", "scored pairs"},
        {"INSERT INTO alias VALUES ('old', 99)", "DELETE FROM alias", "aliases whose anchor"},
        {"UPDATE total SET n = n + 1 WHERE name = 'keys'",
         "UPDATE total SET n = n - 1 WHERE name = 'keys'", "kept totals"},
    };
    for (const Case& planted : cases) {
        if (!planted.undo) continue;
        tamper(planted.script);
        EXPECT_THAT((*store)->check(), ::testing::Contains(HasSubstr(planted.problem)));
        tamper(planted.undo);
        EXPECT_THAT((*store)->check(), IsEmpty()) << planted.undo;
    }
    tamper(cases[0].script);
    EXPECT_THAT((*store)->check(),
                ElementsAre(HasSubstr("live party records without a live profile: 1"),
                            HasSubstr("live profiles without a live record: 1")));
}

TEST_F(SqliteFile, ChecksFindDamageToThePages)
{
    {
        auto store = open();
        ASSERT_TRUE(store);
        (*store)->commit(person_commit());
    }
    // Noise over the second half of the file, where index pages lie; the header stays whole.
    const auto size = std::filesystem::file_size(path_);
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 2));
    for (std::uintmax_t i = size / 2; i < size; i += 16)
        file << "damage" << std::string(10, '\xff');
    file.close();
    const auto opened = open(true);
    if (!opened) {
        EXPECT_EQ(opened.error().code, "store.corrupt");
        return;
    }
    bool noticed = false;
    try {
        noticed = !(*opened)->check().empty();
    } catch (const StoreError&) {
        noticed = true;
    }
    EXPECT_TRUE(noticed);
}

}  // namespace
}  // namespace cx::store
