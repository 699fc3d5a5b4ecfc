#include "unify/hangul.hpp"

#include "unify/text.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

TEST(Hangul, FoldsTheSpellingsOfOneGivenName)
{
    struct Row {
        std::u32string_view hangul;
        std::vector<std::string_view> spellings;
    };
    const Row rows[] = {
        {U"현우", {"hyunwoo", "hyeonu", "hyun-woo", "hyun woo", "hyeonwoo"}},
        {U"은정", {"eunjung", "eunjeong", "eun joung", "eunchung"}},
        {U"지훈", {"jihoon", "ji-hun", "jihun", "chihoon"}},
        {U"영희", {"younghee", "yeonghui", "yunghi", "young-hee"}},
        {U"수현", {"soohyun", "suhyeon", "soo hyun"}},
        {U"하은", {"haeun", "ha-eun"}},
        {U"고은", {"goeun", "ko-eun", "koeun"}},
        {U"서연", {"seoyeon", "seo-youn"}},
        {U"경숙", {"kyungsuk", "gyeongsook", "kyoungsook"}},
        {U"지은", {"jieun", "ji-eun", "chieun"}},
        {U"상일", {"sangil", "sang-il"}},
        {U"예은", {"yeeun", "ye-eun"}},
        {U"혁환", {"hyukhwan", "hyeok-hwan"}},
        {U"철수", {"chulsoo", "cheolsu", "chul soo"}},
        {U"수인", {"suin", "soo-in"}},
        {U"의진", {"euijin", "uijin"}},
    };
    for (const Row& row : rows)
        for (const std::string_view spelling : row.spellings)
            EXPECT_EQ(romanized_skeleton(spelling).value_or("none"), hangul_skeleton(row.hangul))
                << spelling << " for " << encode(row.hangul);
}

TEST(Hangul, KeepsDifferentSoundsApart)
{
    EXPECT_NE(hangul_skeleton(U"민준"), hangul_skeleton(U"민지"));
    EXPECT_NE(hangul_skeleton(U"정호"), hangul_skeleton(U"종호"));
    EXPECT_NE(hangul_skeleton(U"하나"), hangul_skeleton(U"한나라"));
}

TEST(Hangul, ReadsNoForeignNameAsSyllables)
{
    for (const std::string_view name :
         {"grace", "stephen", "christopher", "alexandria", "fred", "", "x", "wright"})
        EXPECT_FALSE(romanized_skeleton(name)) << name;
}

TEST(Hangul, KnowsSurnamesInAllTheirSpellings)
{
    for (const std::string_view spelling : {"lee", "yi", "rhee", "i"})
        EXPECT_EQ(surname_skeleton(spelling).value_or("none"),
                  surname_skeleton(std::u32string_view(U"이")))
            << spelling;
    for (const std::string_view spelling : {"park", "bak", "pak"})
        EXPECT_EQ(surname_skeleton(spelling).value_or("none"),
                  surname_skeleton(std::u32string_view(U"박")))
            << spelling;
    EXPECT_EQ(surname_skeleton(std::u32string_view(U"류")),
              surname_skeleton(std::u32string_view(U"유")));
    EXPECT_FALSE(surname_skeleton(std::string_view("smith")));
    EXPECT_FALSE(surname_skeleton(std::string_view("")));
    EXPECT_FALSE(surname_skeleton(std::u32string_view(U"현우")));
}

TEST(Hangul, PartsANameByTheSurnameTable)
{
    EXPECT_EQ(surname_length(U"김민수"), 1U);
    EXPECT_EQ(surname_length(U"남궁민수"), 2U);
    EXPECT_EQ(surname_length(U"남궁민"), 2U);
    EXPECT_EQ(surname_length(U"선우진"), 1U);
    EXPECT_EQ(surname_length(U"존스미스"), 0U);
    EXPECT_EQ(surname_length(U""), 0U);
}

TEST(Hangul, CountsOneWrongJamoAsOneEdit)
{
    EXPECT_EQ(edits(jamo(U"민은"), jamo(U"민온"), 3), 1);
    EXPECT_EQ(edits(jamo(U"지훈"), jamo(U"지후"), 3), 1);
    EXPECT_GT(edits(jamo(U"민준"), jamo(U"서연"), 3), 2);
}

}  // namespace
}  // namespace cx::unify
