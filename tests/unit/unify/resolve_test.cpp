#include "unify/resolve.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::are_one;
using testing::exact_model;
using testing::member;
using testing::MemoryCandidates;
using testing::partition_of;
using testing::person;

std::string with_ci(std::string_view name, std::string_view ci, std::string_view more = "")
{
    return R"({"name":{"full":")" + std::string(name) +
           R"("},"identifiers":[{"ns":"kr.ci","value":")" + std::string(ci) + "\"}]" +
           std::string(more) + "}";
}

std::string verified_email(std::string_view name, std::string_view email)
{
    return R"({"name":{"full":")" + std::string(name) +
           R"("},"contact_points":[{"kind":"email","email":")" + std::string(email) +
           R"(","verified":true}]})";
}

TEST(Resolve, EqualExclusiveIdsLinkWhateverElseIsMissing)
{
    EXPECT_TRUE(are_one(with_ci("김민준", "c1"), with_ci("Minjun Kim", "c1")));
    EXPECT_TRUE(are_one(with_ci("김민준", "c1"), with_ci("Jenny Park", "c1")));
    EXPECT_TRUE(are_one(with_ci("", "c1"), with_ci("", "c1")));
}

TEST(Resolve, DifferentExclusiveIdsKeepEverythingElseApart)
{
    const std::string point =
        R"(,"contact_points":[{"kind":"email","email":"kim@naver.com","verified":true}])";
    EXPECT_FALSE(are_one(with_ci("김민준", "c1", point), with_ci("김민준", "c2", point)));
    EXPECT_TRUE(are_one(with_ci("김민준", "c1", point), with_ci("김민준", "c1", point)));
}

TEST(Resolve, AChildBehindTheIdentifierOfAParentStaysApart)
{
    EXPECT_FALSE(are_one(with_ci("김영수", "c1", R"(,"birth_date":"1975-03-04")"),
                         with_ci("김하늘", "c1", R"(,"birth_date":"2011-09-20")")));
    EXPECT_TRUE(are_one(with_ci("김영수", "c1", R"(,"birth_date":"1975-03-04")"),
                        with_ci("김영수", "c1", R"(,"birth_date":"2011-09-20")")));
}

TEST(Resolve, IdsThatLinkAloneYieldToClashes)
{
    const auto with_card = [](std::string_view name, std::string_view birth) {
        return R"({"name":{"full":")" + std::string(name) + R"("},"birth_date":")" +
               std::string(birth) + R"(","identifiers":[{"ns":"loyalty.member@kr","value":"77"}]})";
    };
    EXPECT_TRUE(are_one(with_card("김민준", "1980-01-02"), with_card("김민중", "")));
    EXPECT_FALSE(are_one(with_card("김민준", "1980-01-02"), with_card("김민준", "1956-07-13")));
    EXPECT_FALSE(are_one(with_card("김민준", ""), with_card("김서연", "")));
}

TEST(Resolve, AnInstanceIsAWorldOfItsOwn)
{
    const auto with_id = [](std::string_view ns) {
        return R"({"name":{"full":"김민준"},"identifiers":[{"ns":")" + std::string(ns) +
               R"(","value":"77"}]})";
    };
    EXPECT_TRUE(are_one(with_id("sap.bp@kr"), with_id("sap.bp@kr")));
    EXPECT_FALSE(are_one(with_id("sap.bp@kr"), with_id("sap.bp@us")));
    EXPECT_FALSE(are_one(with_id("nobody.knows"), with_id("nobody.knows")));
}

TEST(Resolve, AnEqualAddressNeedsAnEqualName)
{
    EXPECT_TRUE(are_one(person("김민준", "kim@naver.com"), person("Kim Minjun", "KIM@naver.com")));
    EXPECT_TRUE(
        are_one(person("김민준", "", "+821012345670"), person("김 민준", "", "+821012345670")));
    EXPECT_FALSE(are_one(person("김민준", "kim@naver.com"), person("김서연", "kim@naver.com")));
    EXPECT_FALSE(are_one(person("Bill Smith", "b@smith.org"),
                         person("William Smith", "b@smith.org"), exact_model()));
    EXPECT_FALSE(are_one(person("", "kim@naver.com"), person("", "kim@naver.com")));
    EXPECT_FALSE(are_one(person("김민준", "kim@naver.com"), person("", "kim@naver.com")));
}

TEST(Resolve, AVerifiedAddressNeedsACompatibleName)
{
    EXPECT_TRUE(are_one(verified_email("Bill Smith", "b@smith.org"),
                        person("William Smith", "b@smith.org")));
    EXPECT_TRUE(
        are_one(verified_email("김*준", "kim@naver.com"), person("김민준", "kim@naver.com")));
    EXPECT_FALSE(
        are_one(verified_email("김서연", "kim@naver.com"), person("김민준", "kim@naver.com")));
    EXPECT_FALSE(
        are_one(verified_email("김*준", "kim@naver.com"), person("김*준", "kim@naver.com")));
}

TEST(Resolve, ALandlineNeedsVerification)
{
    EXPECT_FALSE(are_one(person("김민준", "", "+82262812345"), person("김민준", "", "+82262812345"),
                         exact_model()));
}

TEST(Resolve, AClashOfBirthDatesKeepsNamesakesApart)
{
    EXPECT_FALSE(are_one(person("김영호", "", "+821012345670", R"("birth_date":"1955-06-02")"),
                         person("김영호", "", "+821012345670", R"("birth_date":"1984-09-17")")));
}

TEST(Resolve, PersonsAndOrganizationsNeverMeet)
{
    const std::string data =
        R"({"name":"김민준","contact_points":[{"kind":"email","email":"kim@naver.com"}]})";
    std::vector<Member> members;
    for (const std::string_view entity : {"person", "organization", "organization"}) {
        const auto id = static_cast<model::RecordId>(members.size()) + 1;
        const model::RecordKey key{"crm", std::string(entity), "x:" + std::to_string(id)};
        members.push_back({id, extract_shared(key, testing::parsed(data), default_model())});
    }
    EXPECT_EQ(partition_of(members), (std::vector<std::vector<model::RecordId>>{{1}, {2, 3}}));
}

TEST(Resolve, TheCapCountsPeopleNotRecords)
{
    std::vector<Member> members;
    for (int i = 0; i < 12; ++i)
        members.push_back(
            member(i + 1, person(i % 2 == 0 ? "김민준" : "KIM MINJUN", "kim@naver.com")));
    EXPECT_EQ(partition_of(members).size(), 1U) << "twelve records of one loyal customer";

    const std::string_view names[] = {"김민준", "김서연", "박지훈", "최은정", "이영희"};
    members.clear();
    for (const std::string_view name : names) {
        members.push_back(
            member(static_cast<model::RecordId>(members.size()) + 1, person(name, "us@naver.com")));
        members.push_back(
            member(static_cast<model::RecordId>(members.size()) + 1, person(name, "us@naver.com")));
    }
    EXPECT_EQ(partition_of(members).size(), 5U) << "five people share one address";
    members.push_back(member(11, person("정현우", "us@naver.com")));
    EXPECT_EQ(partition_of(members).size(), 11U) << "the sixth suspends it";
    EXPECT_EQ(resolve_all(members, {}, default_model()).suspended_keys, 1U);
}

TEST(Resolve, AnIdThatLinksAloneSurvivesSpellingsButNotAFlood)
{
    const std::string_view spellings[] = {"김민준", "Kim Minjoon", "Minjun Kym", "M. Kim"};
    std::vector<Member> members;
    for (const std::string_view name : spellings)
        members.push_back(
            member(static_cast<model::RecordId>(members.size()) + 1, with_ci(name, "c1")));
    EXPECT_EQ(partition_of(members).size(), 1U);

    const std::string_view people[] = {"김민준", "박서연", "이지훈", "최은정", "정영희", "강현우"};
    members.clear();
    for (const std::string_view name : people)
        members.push_back(
            member(static_cast<model::RecordId>(members.size()) + 1, with_ci(name, "same")));
    EXPECT_EQ(partition_of(members).size(), 6U) << "a source that sends one constant value";
}

TEST(Resolve, ACrowdedKeyLinksNobody)
{
    IdentityModel model = default_model();
    model.key_read_records = 10;
    std::vector<Member> members;
    for (int i = 1; i <= 11; ++i)
        members.push_back(member(i, person("김민준", "kim@naver.com"), model));
    EXPECT_EQ(partition_of(members, {}, model).size(), 11U);
    members.pop_back();
    EXPECT_EQ(partition_of(members, {}, model).size(), 1U);
}

TEST(Resolve, AnOversizedComponentKeepsIdsOnly)
{
    IdentityModel model = default_model();
    model.component_records = 6;
    std::vector<Member> members;
    for (int i = 1; i <= 6; ++i)
        members.push_back(member(i, person("김민준", "kim@naver.com"), model));
    EXPECT_EQ(partition_of(members, {}, model).size(), 1U);
    members.push_back(member(
        7, person("김민준", "kim@naver.com", "", R"("identifiers":[{"ns":"kr.ci","value":"c1"}])"),
        model));
    members.push_back(member(8, with_ci("김민준", "c1"), model));
    const Resolution resolution = resolve_all(members, {}, model);
    ASSERT_EQ(resolution.components.size(), 1U);
    EXPECT_TRUE(resolution.components[0].oversized);
    EXPECT_EQ(resolution.components[0].cluster_count(), 7U);
}

TEST(Resolve, TheBridgeBetweenTwoPeopleJoinsOnlyOne)
{
    const std::vector<Member> members = {
        member(1, person("김영호", "a@naver.com", "+821012345670", R"("birth_date":"1955-06-02")")),
        member(2, person("김영호", "b@naver.com", "+821012345670", R"("birth_date":"1984-09-17")")),
        member(3, person("김영호", "b@naver.com", "+821012345670"))};
    const Resolution resolution = resolve_all(members, {}, default_model());
    ASSERT_EQ(resolution.components.size(), 1U);
    EXPECT_EQ(resolution.components[0].cluster_count(), 2U);
    ASSERT_FALSE(resolution.components[0].vetoes.empty());
    EXPECT_EQ(resolution.components[0].vetoes[0].rule, "birth_date");
}

TEST(Resolve, TheSpanningTreeHoldsAClusterByItsBestReasons)
{
    const std::vector<Member> members = {
        member(1, with_ci("김민준", "c1",
                          R"(,"contact_points":[{"kind":"email","email":"k@naver.com"}])")),
        member(2, with_ci("김민준", "c1",
                          R"(,"contact_points":[{"kind":"email","email":"k@naver.com"}])")),
        member(3, person("김민준", "k@naver.com"))};
    const Resolution resolution = resolve_all(members, {}, default_model());
    ASSERT_EQ(resolution.components.size(), 1U);
    const std::vector<Edge> tree = spanning_tree(resolution.components[0], 0);
    ASSERT_EQ(tree.size(), 2U);
    EXPECT_EQ(tree[0].rule, "id");
    EXPECT_EQ(tree[0].key->ns, "kr.ci");
    EXPECT_EQ(tree[1].rule, "email_strict");
    EXPECT_TRUE(spanning_tree(resolution.components[0], 9).empty());
}

TEST(Resolve, AsksOnlyForWhatIsNear)
{
    MemoryCandidates live;
    for (int i = 1; i <= 1000; ++i)
        live.put(member(i, person("김민준", "kim" + std::to_string(i / 2) + "@naver.com")));
    const Resolution resolution =
        resolve(std::vector<model::RecordId>{500, 4711}, live, default_model());
    ASSERT_EQ(resolution.components.size(), 1U);
    EXPECT_EQ(resolution.components[0].members.size(), 2U);
    EXPECT_LE(live.calls, 8);
    EXPECT_TRUE(resolve(std::vector<model::RecordId>{}, live, default_model()).components.empty());
    EXPECT_TRUE(
        resolve(std::vector<model::RecordId>{99999}, live, default_model()).components.empty());
}

}  // namespace
}  // namespace cx::unify
