// The promise of the partition, on generated people: it follows from the set of records, not from
// how they came.
#include "incremental.hpp"
#include "population.hpp"
#include "unify/score.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace cx::unify {
namespace {

using testing::Incremental;
using testing::member;
using testing::partition;
using Partition = std::vector<std::vector<model::RecordId>>;

std::vector<Member> population(unsigned seed, int people, const IdentityModel& model)
{
    std::vector<Member> members;
    for (const auto& record : cx::testing::PopulationMaker(seed).people(people))
        members.push_back(
            member(static_cast<model::RecordId>(members.size()) + 1, record.data, model));
    return members;
}

// Every key of this model is near its limit.
IdentityModel narrow_model()
{
    IdentityModel model = default_model();
    model.candidate_records = 6;
    model.key_read_records = 5;
    model.component_records = 12;
    model.namespaces["email"].cap = 2;
    model.namespaces["phone"].cap = 2;
    return model;
}

void feed(Incremental& hub, std::span<const Member> members, std::size_t batch)
{
    for (std::size_t at = 0; at < members.size(); at += batch) {
        const auto part = members.subspan(at, std::min(batch, members.size() - at));
        hub.apply({part.begin(), part.end()}, {});
    }
}

// Half, delete a tenth, the rest, the tenth again.
void feed_with_detour(Incremental& hub, const std::vector<Member>& members, std::size_t batch)
{
    const std::span<const Member> all(members);
    const std::size_t half = members.size() / 2;
    feed(hub, all.first(half), batch);
    const auto tenth = all.first(members.size() / 10);
    std::vector<model::RecordId> gone;
    for (const Member& each : tenth) gone.push_back(each.id);
    hub.apply({}, gone);
    ASSERT_EQ(hub.clusters(), hub.expected()) << "after the deletion";
    feed(hub, all.subspan(half), batch);
    feed(hub, tenth, batch);
}

void expect_one_partition(std::vector<Member> members, const IdentityModel& model)
{
    const Partition whole = partition(resolve_all(members, {}, model));
    std::mt19937 dice(7);
    for (int order = 0; order < 5; ++order) {
        std::shuffle(members.begin(), members.end(), dice);
        EXPECT_EQ(partition(resolve_all(members, {}, model)), whole) << "order " << order;
        for (const std::size_t batch : {1U, 100U, 5000U}) {
            Incremental straight(model);
            feed(straight, members, batch);
            EXPECT_EQ(straight.clusters(), whole) << "order " << order << ", by " << batch;
            Incremental detour(model);
            feed_with_detour(detour, members, batch);
            EXPECT_EQ(detour.clusters(), whole) << "order " << order << ", by " << batch;
        }
    }
}

TEST(Partition, FollowsFromTheSet)
{
    expect_one_partition(population(11, 150, default_model()), default_model());
}

TEST(Partition, FollowsFromTheSetWhereEveryLimitIsCrossed)
{
    const IdentityModel model = narrow_model();
    for (unsigned seed = 1; seed <= 4; ++seed)
        expect_one_partition(population(seed, 60, model), model);
}

// Records change, too: each is first somebody else's, then its own.
TEST(Partition, FollowsFromTheSetWhereRecordsChange)
{
    const IdentityModel narrow = narrow_model();
    for (const IdentityModel* model : {&default_model(), &narrow}) {
        const std::vector<Member> members = population(21, 80, *model);
        std::vector<Member> former = members;
        std::mt19937 dice(3);
        for (Member& each : former) {
            const model::RecordId id = each.id;
            each = members[dice() % members.size()];
            each.id = id;
            Features features = *each.features;
            features.record = members[id - 1].features->record;
            features.tie = members[id - 1].features->tie;
            // Its own key is its own.
            features.keys.front() = members[id - 1].features->keys.front();
            each.features = std::make_shared<const Features>(std::move(features));
        }
        Incremental hub(*model);
        feed(hub, former, 10);
        ASSERT_EQ(hub.clusters(), hub.expected());
        feed(hub, members, 7);
        EXPECT_EQ(hub.clusters(), partition(resolve_all(members, {}, *model)));
    }
}

TEST(Partition, MergeThenSplitRestoresTheMembers)
{
    const std::vector<Member> members = population(31, 60, default_model());
    const Partition before = testing::partition_of(members);
    std::mt19937 dice(5);
    for (int round = 0; round < 20; ++round) {
        const auto& one = before[dice() % before.size()];
        const auto& other = before[dice() % before.size()];
        if (one == other) continue;
        const auto key = [&](model::RecordId id) { return members[id - 1].features->record; };
        const Decision merge{
            .kind = Decision::Kind::must, .a = key(one[0]), .b = key(other[0]), .id = "merge"};
        const Partition merged = testing::partition_of(members, {merge});
        EXPECT_TRUE(std::any_of(merged.begin(), merged.end(), [&](const auto& cluster) {
            return std::binary_search(cluster.begin(), cluster.end(), one[0]) &&
                   std::binary_search(cluster.begin(), cluster.end(), other[0]);
        })) << round;
        // The split takes the merge back and forbids each pair.
        std::vector<Decision> split;
        for (const model::RecordId a : one)
            for (const model::RecordId b : other)
                split.push_back(
                    {.kind = Decision::Kind::cannot, .a = key(a), .b = key(b), .id = "split"});
        EXPECT_EQ(testing::partition_of(members, split), before) << round;
    }
}

TEST(Partition, EveryScoredEdgeAddsUp)
{
    const IdentityModel& model = default_model();
    const std::vector<Member> members = population(41, 400, model);
    const Resolution resolution = resolve_all(members, {}, model);
    std::size_t scored = 0;
    for (const Component& component : resolution.components) {
        for (const Edge& edge : component.edges) {
            if (edge.rule != "scored") continue;
            ++scored;
            int sum = model.scorer->prior();
            for (const Scorer::Term& term : model.scorer->terms(edge.evidence))
                sum += term.weight + term.frequency;
            EXPECT_EQ(sum, edge.weight);
            EXPECT_GE(edge.weight, model.scorer->merge_from());
        }
    }
    EXPECT_GT(scored, 50U);
}

// A wrong merge is worse than a missed one.
TEST(Partition, FindsThePeopleOfThePopulation)
{
    const auto records = cx::testing::PopulationMaker(51).people(1500);
    std::vector<Member> members;
    for (const auto& record : records)
        members.push_back(member(static_cast<model::RecordId>(members.size()) + 1, record.data));
    std::map<int, std::size_t> sizes;
    for (const auto& record : records) ++sizes[record.person];
    const auto pairs = [](std::size_t n) { return n * (n - 1) / 2; };
    std::size_t true_pairs = 0;
    for (const auto& [person, size] : sizes) true_pairs += pairs(size);
    std::size_t joined = 0;
    std::size_t right = 0;
    for (const auto& cluster : testing::partition_of(members)) {
        std::map<int, std::size_t> of;
        for (const model::RecordId id : cluster) ++of[records[id - 1].person];
        joined += pairs(cluster.size());
        for (const auto& [person, size] : of) right += pairs(size);
    }
    const double precision = static_cast<double>(right) / static_cast<double>(joined);
    const double recall = static_cast<double>(right) / static_cast<double>(true_pairs);
    RecordProperty("precision", std::to_string(precision));
    RecordProperty("recall", std::to_string(recall));
    EXPECT_GE(precision, 0.99);
    EXPECT_GE(recall, 0.85);
}

}  // namespace
}  // namespace cx::unify
