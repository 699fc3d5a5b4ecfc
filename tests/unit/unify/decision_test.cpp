// What a steward says.
#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using Partition = std::vector<std::vector<model::RecordId>>;
using testing::member;
using testing::MemoryCandidates;
using testing::partition;
using testing::partition_of;
using testing::person;

Decision decide(Decision::Kind kind, const Member& a, const Member& b)
{
    return {.kind = kind, .a = a.features->record, .b = b.features->record, .id = "d"};
}

constexpr auto must = Decision::Kind::must;
constexpr auto cannot = Decision::Kind::cannot;

TEST(Decisions, CannotKeepsEvenExactLinksApart)
{
    const std::string data =
        person("김민준", "k@naver.com", "", R"("identifiers":[{"ns":"kr.ci","value":"c"}])");
    const std::vector<Member> members = {member(1, data), member(2, data)};
    EXPECT_EQ(partition_of(members), (Partition{{1, 2}}));
    EXPECT_EQ(partition_of(members, {decide(cannot, members[0], members[1])}),
              (Partition{{1}, {2}}));
}

TEST(Decisions, ASplitOutlastsTheNextArrival)
{
    std::vector<Member> members = {member(1, person("김민준", "a@naver.com", "+821012345670")),
                                   member(2, person("김민준", "b@naver.com", "+821012345670"))};
    const std::vector<Decision> split = {decide(cannot, members[0], members[1])};
    members.push_back(member(3, person("김민준", "b@naver.com", "+821012345670")));
    EXPECT_EQ(partition_of(members, split).size(), 2U);
}

TEST(Decisions, MustJoinsWhatSharesNothing)
{
    const std::vector<Member> members = {member(1, person("김은정", "a@naver.com")),
                                         member(2, person("Jenny Smith", "b@gmail.com"))};
    EXPECT_EQ(partition_of(members), (Partition{{1}, {2}}));
    const std::vector<Decision> merge = {decide(must, members[0], members[1])};
    EXPECT_EQ(partition_of(members, merge), (Partition{{1, 2}}));

    MemoryCandidates live;
    for (const Member& each : members) live.put(each);
    live.all_decisions = merge;
    EXPECT_EQ(partition(resolve(std::vector<model::RecordId>{1}, live, default_model())),
              (Partition{{1, 2}}))
        << "the other record of a decision is found by its key";
}

TEST(Decisions, MustBringsEachOnesCompanionsAlong)
{
    // Married: another family and, in this record, another given name. Each name has two records.
    const std::vector<Member> members = {member(1, person("Anna Brown", "anna@x.org")),
                                         member(2, person("Anna Brown", "anna@x.org")),
                                         member(3, person("Robyn Miller", "robyn@x.org")),
                                         member(4, person("Robyn Miller", "robyn@x.org"))};
    EXPECT_EQ(partition_of(members).size(), 2U);
    EXPECT_EQ(partition_of(members, {decide(must, members[0], members[2])}),
              (Partition{{1, 2, 3, 4}}));
}

TEST(Decisions, MustOverrulesBirthDatesButNotExclusiveIds)
{
    const auto data = [](std::string_view birth, std::string_view ci) {
        return person("김민준", "", "",
                      R"("birth_date":")" + std::string(birth) +
                          R"(","identifiers":[{"ns":"kr.ci","value":")" + std::string(ci) + "\"}]");
    };
    const std::vector<Member> births = {member(1, data("1955-06-02", "")),
                                        member(2, data("1984-09-17", ""))};
    EXPECT_EQ(partition_of(births, {decide(must, births[0], births[1])}), (Partition{{1, 2}}));
    const std::vector<Member> ids = {member(1, data("", "c1")), member(2, data("", "c2"))};
    EXPECT_EQ(partition_of(ids, {decide(must, ids[0], ids[1])}), (Partition{{1}, {2}}));
}

TEST(Decisions, CannotBeatsMust)
{
    const std::vector<Member> members = {member(1, person("김민준")), member(2, person("김민준"))};
    EXPECT_EQ(partition_of(members, {decide(must, members[0], members[1]),
                                     decide(cannot, members[1], members[0])}),
              (Partition{{1}, {2}}));
}

TEST(Decisions, AboutRecordsThatAreGoneSayNothing)
{
    const std::vector<Member> members = {member(1, person("김민준"))};
    const Member gone = member(2, person("김민준"));
    EXPECT_EQ(
        partition_of(members, {decide(must, members[0], gone), decide(cannot, gone, members[0])}),
        (Partition{{1}}));
    EXPECT_EQ(partition_of(members, {decide(must, members[0], members[0])}), (Partition{{1}}));
}

}  // namespace
}  // namespace cx::unify
