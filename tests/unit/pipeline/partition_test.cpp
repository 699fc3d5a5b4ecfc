// The partition that a store ends with follows from its live records: not from their order, their
// batches, a restart, or what was deleted and came again.
#include "hub_test.hpp"
#include "population.hpp"
#include "unify/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <span>
#include <thread>
#include <utility>

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

    // All scored pairs that are stored, by the keys of their records.
    std::set<std::string> pairs()
    {
        const auto view = hub_->store->view();
        std::map<model::RecordId, std::string> names;
        for (const auto& head : view->party_heads(0, 100'000)) names[head.id] = head.key.key;
        std::vector<model::RecordId> all;
        for (const auto& [id, name] : names) all.push_back(id);
        std::set<std::string> pairs;
        for (const store::EdgeRow& edge : view->edges_of(all)) {
            const auto [low, high] = std::minmax({names.at(edge.pair.a), names.at(edge.pair.b)});
            pairs.insert(fmt::format("{} {} {} {} {}", low, high,
                                     edge.state == store::EdgeRow::State::merged, edge.weight,
                                     edge.veto));
        }
        return pairs;
    }

    // Those of records that came at once, each compared with all that its keys propose.
    std::set<std::string> expected_pairs(const std::vector<Told>& told)
    {
        std::unique_ptr<Hub> kept = std::exchange(hub_, nullptr);
        start_over();
        feed(told, told.size());
        std::set<std::string> expected = pairs();
        hub_ = std::move(kept);
        return expected;
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
    const std::set<std::string> whole_pairs = expected_pairs(told);
    ASSERT_GT(whole_pairs.size(), 20U);
    std::mt19937 dice(1);
    for (int order = 0; order < 5; ++order) {
        std::shuffle(told.begin(), told.end(), dice);
        for (const std::size_t batch : {1U, 100U, 5000U}) {
            start_over();
            feed_with_detour(told, batch);
            EXPECT_EQ(hub_->partition(), whole) << "order " << order << ", by " << batch;
            EXPECT_EQ(pairs(), whole_pairs) << "order " << order << ", by " << batch;
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
    for (std::size_t at = 0; at < told.size(); at += 30) {
        const std::size_t end = std::min(at + 30, told.size());
        feed(std::span(told).subspan(at, end - at), 30);
        std::copy_n(told.begin() + static_cast<std::ptrdiff_t>(at), end - at,
                    former.begin() + static_cast<std::ptrdiff_t>(at));
        EXPECT_EQ(hub_->partition(), expected(former)) << "until " << end;
        EXPECT_EQ(pairs(), expected_pairs(former)) << "until " << end;
    }
}

// Two of a cluster may be alike without that joining them: where the one between them goes, it is a
// question.
TEST_F(PartitionOfTheSet, TellsWhoIsAlikeWhereTheOneBetweenThemGoes)
{
    const auto told = [](const char* id, std::string contact_points) {
        return Told{id, R"({"name":{"full":"Countess Lovelace"},"contact_points":[)" +
                            contact_points + "]}"};
    };
    const std::string email = R"({"kind":"email","email":"cl@mail.org"})";
    const std::string phone = R"({"kind":"phone","phone":"+821025551234"})";
    const std::vector<Told> all{told("1", email), told("2", phone), told("3", email + "," + phone)};
    start_over();
    feed(std::span(all).first(2), 2);
    const std::set<std::string> apart = pairs();
    ASSERT_EQ(apart.size(), 1U) << "they are not alike enough for a question";
    feed(std::span(all).last(1), 1);
    ASSERT_EQ(hub_->partition().size(), 1U);
    EXPECT_THAT(pairs(), ::testing::IsEmpty());
    hub_->take({gone("3")});
    EXPECT_EQ(hub_->partition().size(), 2U);
    EXPECT_EQ(pairs(), apart);
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
