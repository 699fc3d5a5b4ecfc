// The partition is a function of the set: whatever the order, the batches, the removals on the way.
#include "incremental.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace cx::unify {
namespace {

using testing::Incremental;
using testing::member;
using testing::partition;
using testing::person;

// Few names, addresses, numbers and ids, so that everything happens: caps crossed, bridges,
// clashes, vetoes.
std::string random_data(std::mt19937& random)
{
    const auto one_of = [&random](auto& list) { return list[random() % std::size(list)]; };
    static constexpr const char* names[] = {
        "김민준",      "Kim Minjun",      "김민지",          "김*준",      "M. Kim",
        "박서연",      "Park Seoyeon",    "Jenny Kim",       "Bill Smith", "William Smith",
        "Smith, Bill", "Robert Smith Sr", "Robert Smith Jr", "",           "이영희",
        "최현우",      "정수빈",          "강지훈"};
    static constexpr const char* births[] = {"",           "",           "1980-01-02",
                                             "1981-01-02", "1955-07-13", "2001-11-30"};
    std::string points;
    if (random() % 3 == 0)
        points = R"({"kind":"address","address":{"lines":[")" + std::to_string(1 + random() % 4) +
                 R"( Kiln Lane"],"locality":"Elmsmere","postal_code":"0623)" +
                 std::to_string(random() % 3) + R"("}})";
    if (random() % 5 == 0)
        points += (points.empty() ? "" : ",") + std::string(R"({"handle":"pepper200)") +
                  std::to_string(random() % 3) + "\"}";
    for (std::size_t i = random() % 3; i > 0; --i) {
        const std::string verified = random() % 3 == 0 ? R"(,"verified":true)" : "";
        const std::string digit = std::to_string(random() % 9);
        points += points.empty() ? "" : ",";
        points += random() % 2 == 0
                      ? R"({"email":"pepper200)" + digit + R"(@naver.com")" + verified + "}"
                      : R"({"phone":"+82101234567)" + digit + "\"" + verified + "}";
    }
    std::string ids;
    if (random() % 4 == 0)
        ids = R"({"ns":"kr.ci","value":"c)" + std::to_string(random() % 6) + "\"}";
    if (random() % 4 == 0)
        ids += (ids.empty() ? "" : ",") + std::string(R"({"ns":"loyalty.member@kr","value":"m)") +
               std::to_string(random() % 8) + "\"}";
    return R"({"name":{"full":")" + std::string(one_of(names)) + R"("},"birth_date":")" +
           one_of(births) + R"(","contact_points":[)" + points + R"(],"identifiers":[)" + ids +
           "]}";
}

void run(unsigned seed, const IdentityModel& model)
{
    std::mt19937 random(seed);
    std::vector<Member> members;
    const int count = 20 + static_cast<int>(random() % 60);
    for (int i = 1; i <= count; ++i) members.push_back(member(i, random_data(random), model));
    std::vector<Decision> decisions;
    for (std::size_t i = random() % 4; i > 0; --i)
        decisions.push_back(
            {.kind = random() % 2 == 0 ? Decision::Kind::must : Decision::Kind::cannot,
             .a = members[random() % members.size()].features->record,
             .b = members[random() % members.size()].features->record,
             .id = std::to_string(i)});
    const auto whole = partition(resolve_all(members, decisions, model));

    Incremental hub(model);
    std::vector<Member> waiting = members;
    std::shuffle(waiting.begin(), waiting.end(), random);
    std::size_t at = 0;
    while (at < waiting.size()) {
        const std::size_t size = std::min<std::size_t>(waiting.size() - at, 1 + random() % 10);
        std::vector<Member> batch(waiting.begin() + static_cast<std::ptrdiff_t>(at),
                                  waiting.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
        std::vector<Decision> now;
        if (!decisions.empty() && random() % 3 == 0) {
            now.push_back(decisions.back());
            decisions.pop_back();
        }
        // Records on their way: an older version first, a stranger that leaves again.
        std::vector<model::RecordId> gone;
        if (random() % 2 == 0) {
            const model::RecordId stranger = 1000 + static_cast<model::RecordId>(random() % 3);
            if (random() % 2 == 0)
                batch.push_back(member(stranger, random_data(random), model));
            else
                gone.push_back(stranger);
        }
        if (random() % 2 == 0) {
            const Member& later = waiting[random() % waiting.size()];
            if (std::none_of(batch.begin(), batch.end(),
                             [&](const Member& each) { return each.id == later.id; }) &&
                std::none_of(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(at),
                             [&](const Member& each) { return each.id == later.id; }))
                batch.push_back(member(later.id, random_data(random), model));
        }
        hub.apply(batch, gone, now);
        ASSERT_EQ(hub.clusters(), hub.expected())
            << "seed " << seed << ", after " << at << " records";
    }
    hub.apply({}, {1000, 1001, 1002}, decisions);
    EXPECT_EQ(hub.clusters(), whole) << "seed " << seed;
}

#ifdef CX_SANITIZED
constexpr unsigned seeds = 5;
#else
constexpr unsigned seeds = 150;
#endif

TEST(Order, ChangesNothing)
{
    for (unsigned seed = 1; seed <= seeds; ++seed) run(seed, default_model());
}

TEST(Order, ChangesNothingAtTheLimits)
{
    IdentityModel model = default_model();
    model.component_records = 8;
    model.key_read_records = 7;
    model.namespaces["email"].cap = 2;
    model.namespaces["phone"].cap = 3;
    for (unsigned seed = 1; seed <= seeds; ++seed) run(seed, model);
}

TEST(Order, ChangesNothingInTheWholeEither)
{
    std::mt19937 random(5);
    std::vector<Member> members;
    for (int i = 1; i <= 200; ++i) members.push_back(member(i, random_data(random)));
    const auto first = partition(resolve_all(members, {}, default_model()));
    for (int round = 0; round < 5; ++round) {
        std::shuffle(members.begin(), members.end(), random);
        EXPECT_EQ(partition(resolve_all(members, {}, default_model())), first);
    }
}

TEST(Order, RemovingTheBridgeSplits)
{
    Incremental hub(default_model());
    hub.apply(
        {member(1, person("김민준", "a@naver.com")), member(2, person("김민준", "b@naver.com"))},
        {});
    EXPECT_EQ(hub.clusters().size(), 2U);
    hub.apply(
        {member(
            3,
            R"({"name":{"full":"김민준"},"contact_points":[{"email":"a@naver.com"},{"email":"b@naver.com"}]})")},
        {});
    EXPECT_EQ(hub.clusters().size(), 1U);
    hub.apply({}, {3});
    EXPECT_EQ(hub.clusters().size(), 2U);
}

TEST(Order, ARecordWhoseEvidenceDisappearsLeaves)
{
    Incremental hub(default_model());
    hub.apply(
        {member(1, person("김민준", "a@naver.com")), member(2, person("김민준", "a@naver.com"))},
        {});
    EXPECT_EQ(hub.clusters().size(), 1U);
    hub.apply({member(2, person("김민준", "other@naver.com"))}, {});
    EXPECT_EQ(hub.clusters().size(), 2U);
}

TEST(Order, CapsAreCrossedUpAndDown)
{
    Incremental hub(default_model());
    hub.apply(
        {member(1, person("김민준", "us@naver.com")), member(2, person("김민준", "us@naver.com"))},
        {});
    EXPECT_EQ(hub.clusters().size(), 1U);
    const char* others[] = {"박서연", "이지훈", "최은정", "정영희", "강현우"};
    for (int i = 0; i < 5; ++i) hub.apply({member(10 + i, person(others[i], "us@naver.com"))}, {});
    EXPECT_EQ(hub.clusters().size(), 7U) << "the sixth person took the address from all";
    hub.apply({}, {12});
    EXPECT_EQ(hub.clusters().size(), 5U) << "and gave it back by leaving";
}

}  // namespace
}  // namespace cx::unify
