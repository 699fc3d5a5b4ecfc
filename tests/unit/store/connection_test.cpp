#include "store/sqlite/connection.hpp"

#include "store/sqlite/names.hpp"
#include "store/sqlite/schema.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace cx::store::sqlite {
namespace {

class ConnectionTest : public ::testing::Test {
protected:
    ConnectionTest()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "cxhub-connection-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        path_ = (folder_ / "a b?c#%.db").string();  // Characters that mean something in a URI.
        std::ofstream file(path_);
    }
    ~ConnectionTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
    std::string path_;
};

TEST_F(ConnectionTest, OpensTheFileOfExactlyThisName)
{
    Connection connection(path_, Connection::Mode::write);
    migrate(connection);
    EXPECT_GT(std::filesystem::file_size(path_), 0U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 3)
        << "the file and its log files";
}

TEST_F(ConnectionTest, SettingsAreThoseOfTheSpecification)
{
    Connection connection(path_, Connection::Mode::write);
    migrate(connection);
    EXPECT_EQ(connection.text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(connection.integer("PRAGMA synchronous"), 2);
    EXPECT_EQ(connection.integer("PRAGMA foreign_keys"), 0);
    EXPECT_EQ(connection.integer("PRAGMA page_size"), 4096);
    EXPECT_EQ(connection.integer("PRAGMA wal_autocheckpoint"), 0);
    EXPECT_EQ(connection.integer("PRAGMA secure_delete"), 1);
    EXPECT_EQ(connection.integer("PRAGMA trusted_schema"), 0);
    EXPECT_EQ(connection.integer("PRAGMA mmap_size"), 0);
    EXPECT_EQ(connection.integer("PRAGMA application_id"), application_id);
    EXPECT_EQ(connection.integer("PRAGMA user_version"), schema_version());
}

TEST_F(ConnectionTest, MigratingTwiceChangesNothing)
{
    Connection connection(path_, Connection::Mode::write);
    EXPECT_EQ(examine(connection), Fit::empty);
    migrate(connection);
    EXPECT_EQ(examine(connection), Fit::current);
    migrate(connection);
    EXPECT_EQ(examine(connection), Fit::current);
}

TEST_F(ConnectionTest, AQueryInUseIsLeftAloneByTheSameQueryFurtherDown)
{
    Connection connection(path_, Connection::Mode::write);
    connection.execute("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)");
    const auto all = [&] { return connection.query("SELECT n FROM t ORDER BY n"); };
    Query outer = all();
    std::int64_t sum = 0;
    outer.bind();
    while (outer.next()) {
        Query inner = all();
        inner.bind();
        while (inner.next()) sum += outer.integer(0) * inner.integer(0);
    }
    EXPECT_EQ(sum, 36);
}

TEST_F(ConnectionTest, ValuesComeBackInTheirForm)
{
    Connection connection(path_, Connection::Mode::write);
    const std::string zeros("a\0b", 3);
    const std::string uuid = "0199a1b2-c3d4-7e5f-8a6b-0123456789ab";
    const std::string empty;
    Query query = connection.query("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
    query.bind(zeros, Bytes{zeros}, Id{uuid}, Id{zeros}, OrNull{empty}, ~std::uint64_t{0},
               Borrowed{empty});
    ASSERT_TRUE(query.next());
    EXPECT_EQ(query.text(0), zeros);
    EXPECT_FALSE(query.is_blob(0));
    EXPECT_EQ(query.text(1), zeros);
    EXPECT_TRUE(query.is_blob(1));
    EXPECT_EQ(query.id(2), uuid);
    EXPECT_EQ(query.text(2).size(), 16U);
    EXPECT_EQ(query.id(3), zeros);
    EXPECT_TRUE(query.null(4));
    EXPECT_EQ(query.natural(5), ~std::uint64_t{0});
    EXPECT_FALSE(query.null(6));
    EXPECT_EQ(query.text(6), "");
}

TEST_F(ConnectionTest, EngineErrorsTellTheCode)
{
    Connection connection(path_, Connection::Mode::write);
    EXPECT_THROW(connection.execute("SELECT nonsense"), EngineError);
    EXPECT_THROW(connection.query("SELECT * FROM missing"), EngineError);
    try {
        Connection none((folder_ / "none.db").string(), Connection::Mode::read);
        FAIL() << "opened a file that is not there";
    } catch (const EngineError& error) {
        EXPECT_TRUE(error.cannot_open());
        EXPECT_FALSE(error.corrupt());
    }
}

TEST_F(ConnectionTest, AReaderCannotWrite)
{
    {
        Connection connection(path_, Connection::Mode::write);
        migrate(connection);
    }
    Connection reader(path_, Connection::Mode::read);
    EXPECT_THROW(reader.execute("DELETE FROM lease"), EngineError);
}

TEST_F(ConnectionTest, NamesKeepTheirNumbers)
{
    Connection connection(path_, Connection::Mode::write);
    migrate(connection);
    Names names(connection);
    EXPECT_EQ(names.find("crm"), 0);
    const std::int64_t crm = names.number("crm");
    EXPECT_GT(crm, 0);
    EXPECT_EQ(names.number("crm"), crm);
    EXPECT_NE(names.number("erp"), crm);
    EXPECT_EQ(names.word(crm), "crm");
    Names other(connection);
    EXPECT_EQ(other.find("crm"), crm);
    EXPECT_THROW(other.word(99), StoreError);
    EXPECT_EQ(names.word(names.number("")), "") << "the empty word is a word";
}

}  // namespace
}  // namespace cx::store::sqlite
