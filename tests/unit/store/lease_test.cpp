#include "store/sqlite/lease.hpp"

#include "store/store.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace cx::store::sqlite {
namespace {

class FileLockTest : public ::testing::Test {
protected:
    FileLockTest() { path_ += "." + std::to_string(::getpid()); }
    ~FileLockTest() override { std::filesystem::remove(path_); }
    std::string path_ = (std::filesystem::temp_directory_path() / "cxhub-lock").string();
};

TEST_F(FileLockTest, HoldsUntilItEnds)
{
    {
        const auto first = FileLock::take(path_);
        ASSERT_TRUE(first);
        EXPECT_FALSE(FileLock::take(path_));
        EXPECT_EQ(FileLock::holder(path_), ::getpid());
    }
    EXPECT_TRUE(FileLock::take(path_));
}

TEST_F(FileLockTest, AFileLeftByADeadProcessIsNoObstacle)
{
    std::ofstream(path_) << "999999999\n";
    const auto lock = FileLock::take(path_);
    ASSERT_TRUE(lock);
    EXPECT_EQ(FileLock::holder(path_), ::getpid()) << "the old number is gone whole";
}

TEST_F(FileLockTest, AKilledProcessLetsGo)
{
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::take(path_);
        const char done = lock ? 'y' : 'n';
        if (::write(pipe[1], &done, 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char done = 0;
    ASSERT_EQ(::read(pipe[0], &done, 1), 1);
    EXPECT_EQ(done, 'y');
    EXPECT_FALSE(FileLock::take(path_));
    EXPECT_EQ(FileLock::holder(path_), child);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(FileLock::take(path_));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST_F(FileLockTest, AFileThatCannotBeMadeIsAnError)
{
    EXPECT_THROW(FileLock::take(path_ + "/no/such/folder"), StoreError);
    std::filesystem::create_symlink("/dev/null", path_);
    EXPECT_THROW(FileLock::take(path_), StoreError) << "a link might lead anywhere";
}

TEST_F(FileLockTest, AnUnreadableHolderIsZero)
{
    EXPECT_EQ(FileLock::holder(path_ + ".none"), 0);
    std::ofstream(path_) << "nobody\n";
    EXPECT_EQ(FileLock::holder(path_), 0);
}

}  // namespace
}  // namespace cx::store::sqlite
