// What holds when a process ends in the middle, or the disk takes no more.
#include "store_test.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

namespace cx::store {
namespace {

using ::testing::IsEmpty;

class Crash : public StoreTest {
protected:
    static constexpr int records_per_batch = 20;

    // Commits batch after batch; tells the number of each through the pipe once it is durable.
    [[noreturn]] void commit_for_ever(int pipe)
    {
        auto opened = open();
        if (!opened) ::_exit(2);
        store_ = std::move(*opened);
        for (int n = next_batch(*store_);; ++n) {
            Batch batch = this->batch();
            for (int i = 0; i < records_per_batch; ++i) {
                const std::string key = std::to_string(n * records_per_batch + i);
                const std::string id = pid(n * records_per_batch + i);
                batch.person(key, id, R"({"filler":")" + std::string(2000, 'f') + "\"}");
                batch.profile(id, 1, ProfileVersion::Kind::created);
            }
            batch.stream(std::to_string(n), records_per_batch);
            commit(batch);
            if (n % 3 == 0) store_->checkpoint();
            if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(3);
        }
    }

    static int next_batch(Store& store)
    {
        const std::string cursor = store.view()->cursor("crm", "contacts");
        return cursor.empty() ? 0 : std::stoi(cursor) + 1;
    }

    // The last number that the child acknowledged before it was killed.
    int run_and_kill(int milliseconds)
    {
        int pipe[2];
        if (::pipe(pipe) != 0) return -1;
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(pipe[0]);
            commit_for_ever(pipe[1]);
        }
        ::close(pipe[1]);
        ::usleep(static_cast<useconds_t>(milliseconds) * 1000);
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
        int last = -1;
        for (int n = 0; ::read(pipe[0], &n, sizeof n) == sizeof n;) last = n;
        ::close(pipe[0]);
        return last;
    }
};
CX_OVER_ENGINES(Crash);

TEST_P(Crash, AKilledWriterLosesNothingItAcknowledgedAndLeavesNoHalfCommit)
{
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> milliseconds(20, 220);
    int acknowledged = -1;
    for (int round = 0; round < 12; ++round) {
        store_.reset();
        acknowledged = std::max(acknowledged, run_and_kill(milliseconds(random)));
        reopen();  // The lock of the dead process is no obstacle.
        const auto view = this->view();
        const std::string cursor = view->cursor("crm", "contacts");
        const int committed = cursor.empty() ? -1 : std::stoi(cursor);
        EXPECT_GE(committed, acknowledged);
        const auto records = static_cast<std::uint64_t>(committed + 1) * records_per_batch;
        EXPECT_EQ(view->totals().party_records, records);
        EXPECT_EQ(view->totals().profiles, records);
        EXPECT_EQ(view->totals().last_seq, static_cast<Seq>(2 * records));
        EXPECT_EQ(store_->next_seq(), static_cast<Seq>(2 * records) + 1);
        if (records > 0) {
            EXPECT_EQ(view->streams()[0].counts.read, records);
        }
    }
    EXPECT_GE(acknowledged, 0) << "no round committed anything";
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Crash, AFullDiskFailsTheCommitAndNothingOfItIsSeen)
{
    commit_person("a", pid(1));
    store_.reset();
    const pid_t child = ::fork();
    if (child == 0) {
        // In a child, so that the limit ends with it. Beyond the limit a write fails, as on a full
        // disk.
        ::signal(SIGXFSZ, SIG_IGN);
        auto opened = open();
        if (!opened) ::_exit(2);
        store_ = std::move(*opened);
        const rlimit small{256 << 10, 256 << 10};
        if (::setrlimit(RLIMIT_FSIZE, &small) != 0) ::_exit(3);
        int failures = 0;
        for (int n = 0; n < 3; ++n) {
            Batch batch = this->batch();
            for (int i = 0; i < 1000; ++i)
                batch.person("big" + std::to_string(i), pid(i), std::string(4000, 'f'));
            batch.stream("never");
            try {
                commit(batch);
            } catch (const StoreError&) {
                ++failures;
            }
            if (view()->totals().party_records != 1 || view()->cursor("crm", "contacts") != "")
                ::_exit(4);
            if (store_->next_seq() != 3) ::_exit(5);
        }
        ::_exit(failures == 3 ? 0 : 6);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);

    reopen();
    EXPECT_EQ(view()->totals().party_records, 1U);
    EXPECT_THAT(store_->check(), IsEmpty());
    commit_person("b", pid(2));
    EXPECT_EQ(view()->totals().party_records, 2U);
}

}  // namespace
}  // namespace cx::store
