// Families, namesakes and heirs of telephone numbers: what shares much and is not one person.
#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::are_one;
using testing::exact_model;
using testing::member;
using testing::partition_of;
using testing::person;

const std::string phone = "+821012345670";

std::string verified_phone(std::string_view name, std::string_view extra = "")
{
    return R"({"name":{"full":")" + std::string(name) +
           R"("},"contact_points":[{"kind":"phone","phone":")" + phone + R"(","verified":true}])" +
           (extra.empty() ? "" : "," + std::string(extra)) + "}";
}

TEST(Family, AFamilyPhoneJoinsNobody)
{
    const std::vector<Member> members = {
        member(1, verified_phone("김영수")), member(2, person("이미영", "", phone)),
        member(3, person("김하늘", "", phone)), member(4, person("김바다", "", phone)),
        member(5, person("김영수", "", phone))};
    EXPECT_EQ(partition_of(members),
              (std::vector<std::vector<model::RecordId>>{{1, 5}, {2}, {3}, {4}}));
}

TEST(Family, FatherAndSonOfOneName)
{
    EXPECT_FALSE(are_one(verified_phone("Robert Smith Sr"), verified_phone("Robert Smith Jr")));
    EXPECT_TRUE(are_one(verified_phone("Robert Smith Jr"), verified_phone("Robert Smith")));
    EXPECT_FALSE(are_one(verified_phone("Robert Smith II"), verified_phone("Robert I Smith")));
    EXPECT_TRUE(are_one(verified_phone("Robert Smith"), verified_phone("Robert I Smith")));
    // The one who says nothing goes with one of them, never joins the two.
    const std::vector<Member> members = {member(1, verified_phone("Robert Smith Sr")),
                                         member(2, verified_phone("Robert Smith Jr")),
                                         member(3, verified_phone("Robert Smith"))};
    EXPECT_EQ(partition_of(members).size(), 2U);
}

TEST(Family, TwinsShareAllButTheGivenName)
{
    const std::string birth = R"("birth_date":"2001-05-06")";
    EXPECT_FALSE(
        are_one(verified_phone("김서현", birth), verified_phone("김서연", birth), exact_model()));
    EXPECT_FALSE(are_one(verified_phone("Anna Brown", birth), verified_phone("Hanna Brown", birth),
                         exact_model()) &&
                 are_one(verified_phone("Mia Brown", birth), verified_phone("Tia Brown", birth),
                         exact_model()));
}

TEST(Family, ASharedInitialDoesNotBridgeSiblings)
{
    const std::vector<Member> members = {member(1, verified_phone("Sarah Kim")),
                                         member(2, verified_phone("Steven Kim")),
                                         member(3, verified_phone("S. Kim"))};
    const auto partition = partition_of(members);
    EXPECT_EQ(partition.size(), 2U);
}

TEST(Family, AnotherScriptDoesNotBridgeSiblings)
{
    // Jenny Kim may be either sister; she joins one, and the sisters stay two.
    const std::vector<Member> members = {member(1, verified_phone("김은정")),
                                         member(2, verified_phone("김수빈")),
                                         member(3, verified_phone("Jenny Kim"))};
    EXPECT_EQ(partition_of(members).size(), 2U);
}

TEST(Family, ANumberHandedToANewPersonDoesNotJoinThem)
{
    EXPECT_FALSE(are_one(verified_phone("김영수"), verified_phone("박서연")));
    EXPECT_FALSE(are_one(verified_phone("김민준", R"("birth_date":"1961-01-05")"),
                         verified_phone("김민준", R"("birth_date":"1998-11-23")")));
}

TEST(Family, AMaskedExportDoesNotBecomeEverybody)
{
    const std::vector<Member> members = {member(1, person("김*준", "", phone)),
                                         member(2, person("김민준", "", phone)),
                                         member(3, person("김하준", "", phone))};
    EXPECT_EQ(partition_of(members, {}, exact_model()).size(), 3U) << "unverified";
    const std::vector<Member> verified = {member(1, verified_phone("김*준")),
                                          member(2, person("김민준", "", phone)),
                                          member(3, person("김하준", "", phone))};
    EXPECT_EQ(partition_of(verified).size(), 2U);
}

}  // namespace
}  // namespace cx::unify
