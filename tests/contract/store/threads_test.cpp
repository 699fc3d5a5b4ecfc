// Many threads at one store.
#include "store_test.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace cx::store {
namespace {

using ::testing::IsEmpty;

class Threads : public StoreTest {};
CX_OVER_ENGINES(Threads);

TEST_P(Threads, SmallWritesAndReadsBesideCommits)
{
    std::atomic<bool> done = false;
    std::atomic<int> torn = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&, t] {
            const std::vector<AccessRow> row{
                {at(t), "t", "actor" + std::to_string(t), "", "GET", {pid(t)}, ""}};
            for (int i = 0; i < 20; ++i) store_->append_access(row);
        });
    }
    threads.emplace_back([&] {
        while (!done) {
            const auto view = this->view();
            // Each commit of one person brings one profile: no view sees one without the other.
            if (view->totals().profiles != view->totals().party_records) ++torn;
        }
    });
    threads.emplace_back([&] {
        while (!done) store_->checkpoint();
    });
    for (int i = 0; i < 30; ++i) {
        commit_person(std::to_string(i), pid(i));
        store_->put_state("crm", "n", std::to_string(i));
    }
    for (int t = 0; t < 3; ++t) threads[static_cast<std::size_t>(t)].join();
    done = true;
    threads[3].join();
    threads[4].join();

    EXPECT_EQ(torn, 0);
    EXPECT_EQ(view()->accesses({.limit = 1000}).size(), 60U);
    EXPECT_EQ(view()->totals().profiles, 30U);
    EXPECT_EQ(store_->get_state("crm", "n"), "29");
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Threads, ViewsWaitForAFreeConnection)
{
    std::vector<std::unique_ptr<View>> all;
    for (int i = 0; i < 4; ++i) all.push_back(view());
    std::atomic<bool> served = false;
    std::thread fifth([&] {
        const auto view = store_->view();
        served = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_FALSE(served);
    all.pop_back();
    fifth.join();
    EXPECT_TRUE(served);
}

}  // namespace
}  // namespace cx::store
