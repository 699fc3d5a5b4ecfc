// The partition that a store ends with follows from its live records: not from their order, their
// batches, a restart, or what was deleted and came again.
#include "hub_test.hpp"
#include "population.hpp"
#include "unify/resolve.hpp"

#include <algorithm>
#include <atomic>
#include <random>
#include <span>
#include <thread>

namespace cx::pipeline::testing {
namespace {

using cx::testing::PopulationMaker;
using cx::testing::PopulationRates;

struct Told {
    std::string id;
    std::string data;
};

class PartitionOfTheSet : public HubTest {
protected:
    static std::vector<Told> population(unsigned seed, int people)
    {
        std::vector<Told> told;
        // Many families, so that addresses and numbers are shared.
        for (const auto& record :
             PopulationMaker(seed, {.shared_phone = 80, .alone = 20, .members_max = 8})
                 .people(people))
            told.push_back({std::to_string(told.size() + 1), record.data});
        return told;
    }

    static Partition expected(const std::vector<Told>& told)
    {
        const unify::IdentityModel& model = unify::default_model();
        std::vector<unify::Member> members;
        for (const Told& each : told)
            members.push_back({static_cast<model::RecordId>(members.size()) + 1,
                               unify::extract_shared(person_key(each.id),
                                                     json::parse(each.data).value(), model)});
        Partition partition;
        for (const auto& component : unify::resolve_all(members, {}, model).components) {
            std::vector<std::set<std::string>> clusters(component.cluster_count());
            for (std::size_t i = 0; i < component.members.size(); ++i)
                clusters[component.cluster_of[i]].insert("crm " +
                                                         component.members[i].features->record.key);
            partition.insert(clusters.begin(), clusters.end());
        }
        return partition;
    }

    void feed(std::span<const Told> told, std::size_t batch)
    {
        for (std::size_t at = 0; at < told.size(); at += batch) {
            std::vector<plugin::SourceRecord> records;
            for (const Told& each : told.subspan(at, std::min(batch, told.size() - at)))
                records.push_back(says(each.id, ++second_, {person(each.id, each.data)}));
            hub_->take(std::move(records));
        }
    }

    // Half, delete a tenth, restart, the rest, the tenth again.
    void feed_with_detour(std::span<const Told> told, std::size_t batch)
    {
        const std::size_t half = told.size() / 2;
        const auto tenth = told.first(told.size() / 10);
        feed(told.first(half), batch);
        std::vector<plugin::SourceRecord> removals;
        for (const Told& each : tenth) removals.push_back(gone(each.id));
        hub_->take(std::move(removals));
        come_back();
        feed(told.subspan(half), batch);
        feed(tenth, batch);
    }

    void start_over()
    {
        hub_.reset();
        folders_.push_back(std::make_unique<Folder>());
        hub_ = std::make_unique<Hub>(folders_.back()->path(), clock_, ids_);
    }

    // The same files.
    void come_back()
    {
        hub_.reset();
        hub_ = std::make_unique<Hub>(folders_.back()->path(), clock_, ids_);
    }

    ~PartitionOfTheSet() override
    {
        if (!hub_) return;
        EXPECT_THAT(hub_->store->check(), ::testing::IsEmpty());
        hub_.reset();
    }

    std::vector<std::unique_ptr<Folder>> folders_;
    std::atomic<int> second_ = 0;
};

TEST_F(PartitionOfTheSet, IsTheSameHoweverTheRecordsCome)
{
    std::vector<Told> told = population(1, 160);
    const Partition whole = expected(told);
    ASSERT_GT(whole.size(), 100U);
    ASSERT_LT(whole.size(), told.size());
    std::mt19937 dice(1);
    for (int order = 0; order < 5; ++order) {
        std::shuffle(told.begin(), told.end(), dice);
        for (const std::size_t batch : {1U, 100U, 5000U}) {
            start_over();
            feed_with_detour(told, batch);
            EXPECT_EQ(hub_->partition(), whole) << "order " << order << ", by " << batch;
        }
    }
}

// Each works on a share of its own, with a detour.
TEST_F(PartitionOfTheSet, IsTheSameByAnyNumberOfWorkers)
{
    const std::vector<Told> told = population(6, 200);
    const Partition whole = expected(told);
    for (const std::size_t workers : {1U, 2U, 8U}) {
        start_over();
        std::vector<std::thread> threads;
        for (std::size_t worker = 0; worker < workers; ++worker)
            threads.emplace_back([&, worker] {
                std::vector<Told> share;
                for (std::size_t i = worker; i < told.size(); i += workers)
                    share.push_back(told[i]);
                std::shuffle(share.begin(), share.end(), std::mt19937(worker));
                const std::span<const Told> all(share);
                feed(all.first(share.size() / 2), 5);
                for (const Told& each : all.first(share.size() / 10)) hub_->take({gone(each.id)});
                feed(all, 7);
            });
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(hub_->partition(), whole) << workers << " workers";
    }
}

// Everybody is somebody else first.
TEST_F(PartitionOfTheSet, IsTheSameWhereEvidenceIsReplaced)
{
    const std::vector<Told> told = population(2, 120);
    std::vector<Told> former = told;
    std::mt19937 dice(2);
    for (Told& each : former) each.data = told[dice() % told.size()].data;
    start_over();
    feed(former, 50);
    EXPECT_EQ(hub_->partition(), expected(former));
    feed(told, 30);
    EXPECT_EQ(hub_->partition(), expected(told));
}

// One postcode for all: the key is crowded with the last records and free again without them.
TEST_F(PartitionOfTheSet, IsTheSameWhereACandidateKeyCrossesItsLimit)
{
    const std::size_t limit = unify::default_model().candidate_records;
    std::vector<Told> told;
    const std::vector<Told> people = population(3, static_cast<int>(limit));
    for (std::size_t i = 0; i < limit + 6; ++i) {
        json::Value data = json::parse(people[i].data).value();
        data["birth_date"] = "1983-05-17";
        told.push_back({people[i].id, json::write(data)});
    }
    const std::span<const Told> all(told);
    const auto first = [&](std::size_t count) {
        return expected({told.begin(), told.begin() + static_cast<std::ptrdiff_t>(count)});
    };
    start_over();
    feed(all.first(limit - 3), 20);
    EXPECT_EQ(hub_->partition(), first(limit - 3));
    for (std::size_t count = limit - 3; count < told.size(); ++count) {
        feed(all.subspan(count, 1), 1);
        EXPECT_EQ(hub_->partition(), first(count + 1)) << count + 1;
    }
    for (std::size_t count = told.size(); count > limit - 3; --count) {
        hub_->take({gone(told[count - 1].id)});
        EXPECT_EQ(hub_->partition(), first(count - 1)) << count - 1;
    }
}

TEST_F(PartitionOfTheSet, MergeThenSplitRestoresTheMembers)
{
    const std::vector<Told> told = population(4, 40);
    start_over();
    feed(told, 100);
    const Partition before = hub_->partition();
    std::mt19937 dice(4);
    for (int round = 0; round < 10; ++round) {
        const std::string one = hub_->profile_of(told[dice() % told.size()].id);
        const std::string other = hub_->profile_of(told[dice() % told.size()].id);
        if (one == other) continue;
        std::vector<model::RecordKey> apart;
        for (const auto& row : hub_->store->view()->members(other))
            apart.push_back(row.version.key);
        ASSERT_TRUE(hub_->steward->merge(one, other, "ann", "a guess"));
        EXPECT_LT(hub_->partition().size(), before.size());
        const auto merged = hub_->resolve(one);
        ASSERT_TRUE(merged);
        ASSERT_TRUE(hub_->steward->split(*merged, apart, "ann", "it was none"));
        EXPECT_EQ(hub_->partition(), before) << round;
    }
}

}  // namespace
}  // namespace cx::pipeline::testing
