// Opening, sharing, copying a store.
#include "store_test.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace cx::store {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Files : public StoreTest {};
CX_OVER_ENGINES(Files);

TEST_P(Files, ASecondWriterIsToldWhoHoldsTheStore)
{
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "store.busy");
    EXPECT_THAT(second.error().message, HasSubstr(std::to_string(::getpid())));
    store_.reset();
    EXPECT_TRUE(open());
}

TEST_P(Files, AReaderWorksBesideTheWriter)
{
    commit_person("a", pid(1));
    auto reader = open(true);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_TRUE((*reader)->view()->current("person", "crm:a"));
    commit_person("b", pid(2));
    EXPECT_TRUE((*reader)->view()->current("person", "crm:b"));
    EXPECT_THAT((*reader)->check(), IsEmpty());
}

TEST_P(Files, AReaderWorksWithoutAWriterAndChangesNothing)
{
    commit_person("a", pid(1));
    store_.reset();
    auto reader = open(true);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_TRUE((*reader)->view()->current("person", "crm:a"));
    EXPECT_THROW((*reader)->commit({}), StoreError);
    EXPECT_THROW((*reader)->put_state("p", "k", "v"), StoreError);
}

TEST_P(Files, AReaderNeedsAStoreThatExists)
{
    const auto reader = GetParam().open(
        {.path = path() + ".none", .read_only = true, .read_connections = 1}, clock_);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, "store.open");
    EXPECT_FALSE(std::filesystem::exists(path() + ".none"));
}

TEST_P(Files, AFolderThatDoesNotExistIsAnError)
{
    const auto opened = GetParam().open(
        {.path = (folder_ / "no" / "hub.db").string(), .read_only = false, .read_connections = 1},
        clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "store.open");
}

TEST_P(Files, ABackupOpensAndHoldsTheSame)
{
    commit_person("a", pid(1));
    const std::string copy = (folder_ / "copy.db").string();
    store_->backup(copy);
    commit_person("b", pid(2));

    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(copy).permissions(), perms::owner_read | perms::owner_write);
    const auto opened =
        GetParam().open({.path = copy, .read_only = false, .read_connections = 1}, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE((*opened)->view()->current("person", "crm:a"));
    EXPECT_FALSE((*opened)->view()->current("person", "crm:b"));
    EXPECT_EQ((*opened)->next_seq(), 3);
    EXPECT_THAT((*opened)->check(), IsEmpty());
}

TEST_P(Files, ABackupNeverOverwritesAndLeavesNothingBehind)
{
    const std::string copy = (folder_ / "copy.db").string();
    store_->backup(copy);
    const auto size = std::filesystem::file_size(copy);
    commit_person("a", pid(1));
    EXPECT_THROW(store_->backup(copy), StoreError);
    EXPECT_EQ(std::filesystem::file_size(copy), size);
    EXPECT_THROW(store_->backup((folder_ / "no" / "copy.db").string()), StoreError);
    EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
}

TEST_P(Files, AReaderMayBackUpToo)
{
    commit_person("a", pid(1));
    auto reader = open(true);
    ASSERT_TRUE(reader);
    (*reader)->backup((folder_ / "copy.db").string());
    EXPECT_TRUE(std::filesystem::exists(folder_ / "copy.db"));
}

TEST_P(Files, ACheckpointKeepsEverything)
{
    for (int i = 0; i < 20; ++i) {
        commit_person(std::to_string(i), pid(i));
        store_->checkpoint();
    }
    EXPECT_EQ(view()->totals().profiles, 20U);
    reopen();
    EXPECT_EQ(view()->totals().profiles, 20U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

}  // namespace
}  // namespace cx::store
