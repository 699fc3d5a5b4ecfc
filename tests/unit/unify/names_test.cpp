#include "unify/names.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::parsed;

ReadName read(std::string_view full)
{
    json::Value name;
    name["full"] = full;
    return read_person_name(name);
}

TEST(Names, LeavesTitlesOut)
{
    for (const std::string_view full :
         {"김옥분 대리", "김옥분님", "김옥분 고객님", "김 옥분", "김옥분씨"}) {
        const ReadName name = read(full);
        ASSERT_EQ(name.readings.size(), 1U) << full;
        EXPECT_EQ(name.readings[0].family_text, "김") << full;
        EXPECT_EQ(name.readings[0].given_text, "옥분") << full;
    }
    EXPECT_EQ(read("Dr. Ada Lovelace").readings.at(0).given_text, "ada");
    EXPECT_EQ(read("Ada Lovelace, PhD").readings.at(0).family_text, "lovelace");
}

TEST(Names, ReadsKoreanNamesInLatinLettersEitherWayRound)
{
    for (const std::string_view full :
         {"Kim Minjun", "Minjun Kim", "KIM, MIN JUN", "Min-jun Kim", "Gim Min Jun"}) {
        const ReadName name = read(full);
        ASSERT_FALSE(name.readings.empty()) << full;
        EXPECT_EQ(name.readings[0].family, "gim") << full;
        EXPECT_EQ(name.readings[0].given, "minjun") << full;
        EXPECT_TRUE(name.readings[0].korean) << full;
    }
}

TEST(Names, KeepsTwoReadingsWhereBothWordsAreSurnames)
{
    EXPECT_EQ(read("Han Yoo").readings.size(), 2U);
}

TEST(Names, ReadsWesternNames)
{
    const ReadName name = read("Robert E. van der Berg Jr.");
    ASSERT_EQ(name.readings.size(), 1U);
    EXPECT_EQ(name.readings[0].family_text, "vanderberg");
    EXPECT_EQ(name.readings[0].given_text, "robert");
    EXPECT_EQ(name.readings[0].middle, "e");
    EXPECT_EQ(name.generation, "jr");
    EXPECT_FALSE(name.readings[0].korean);
    EXPECT_EQ(read("Lucinda D'Arvello").readings.at(0).family_text, "darvello");
    EXPECT_EQ(read("Yu-jinBae").readings.at(0).family, "be") << "a lacking space";
    EXPECT_EQ(read("Ann McDonald").readings.at(0).family_text, "mcdonald");
}

TEST(Names, TakesPartsFromTheSourceWhereItPartsThem)
{
    const ReadName name = read_person_name(
        parsed(R"({"full":"Mary Ann Smith","family":"Ann Smith","given":"Mary"})"));
    EXPECT_EQ(name.readings.at(0).family_text, "annsmith");
    const ReadName inferred = read_person_name(
        parsed(R"({"full":"김민준","family":"김민","given":"준","split":"inferred"})"));
    EXPECT_EQ(inferred.readings.at(0).family_text, "김");
}

TEST(Names, ReadsTheRomanizedNameToo)
{
    const ReadName name = read_person_name(parsed(R"({"full":"박옥분","romanized":"BAK OKBOON"})"));
    ASSERT_EQ(name.readings.size(), 2U);
    EXPECT_EQ(name.readings[0].family, name.readings[1].family);
    EXPECT_EQ(name.readings[0].given, name.readings[1].given);
}

TEST(Names, TakesMasksAndPlaceholdersForNoName)
{
    EXPECT_TRUE(read("김*준").masked);
    EXPECT_TRUE(read("김*준").readings.empty());
    for (const std::string_view full :
         {"없음", "N/A", "unknown", "테스트", "", "123", "-", "회원님", "***"})
        EXPECT_TRUE(read(full).readings.empty()) << full;
    EXPECT_TRUE(read_person_name(json::Value()).readings.empty());
    EXPECT_TRUE(read_person_name(json::Array()).readings.empty());
}

TEST(Names, CountsSpellingsOfOneNameAsOnePerson)
{
    const auto skeleton = [](std::string_view full) {
        return name_skeleton(read(full).readings.at(0));
    };
    EXPECT_EQ(skeleton("김민준"), skeleton("Kim Min-jun"));
    EXPECT_EQ(skeleton("Bill Smith"), skeleton("William Smith"));
    EXPECT_EQ(skeleton("Smith William"), skeleton("William Smith"));
    EXPECT_NE(skeleton("김민준"), skeleton("김민지"));
}

TEST(Names, ReadsOrganizationsWithoutTheirLegalForm)
{
    const auto text = [](std::string_view name) { return read_organization_name(name).text; };
    EXPECT_EQ(text("(주)새벽물산"), "새벽물산");
    EXPECT_EQ(text("㈜새벽물산"), "새벽물산");
    EXPECT_EQ(text("새벽물산 주식회사"), "새벽물산");
    EXPECT_EQ(text("Acme, Inc."), text("ACME"));
    EXPECT_TRUE(read_organization_name("").readings.empty());
}

}  // namespace
}  // namespace cx::unify
