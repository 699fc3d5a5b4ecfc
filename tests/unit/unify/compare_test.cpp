#include "unify/compare.hpp"

#include "people.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::member;
using testing::person;

NameMatch match(std::string_view a, std::string_view b)
{
    const Features left = *member(1, person(a)).features;
    const Features right = *member(2, person(b)).features;
    EXPECT_EQ(compare_names(left, right), compare_names(right, left)) << a << " / " << b;
    return compare_names(left, right);
}

bool clash(std::string_view a, std::string_view b)
{
    return names_clash(*member(1, person(a)).features, *member(2, person(b)).features);
}

TEST(Compare, EqualNames)
{
    EXPECT_EQ(match("김민준", "Kim Min-jun"), NameMatch::equal);
    EXPECT_EQ(match("Lee, Jung-ho", "이정호"), NameMatch::equal);
    EXPECT_EQ(match("TOBIAS GARNER", "Garner, Tobias"), NameMatch::equal);
    EXPECT_EQ(match("María Müller", "Maria Muller"), NameMatch::equal);
    EXPECT_EQ(match("Tobias K. Garner", "Tobias Garner"), NameMatch::equal);
}

TEST(Compare, CompatibleNames)
{
    EXPECT_EQ(match("Bill Smith", "William Smith"), NameMatch::compatible);
    EXPECT_EQ(match("W. Smith", "William Smith"), NameMatch::compatible);
    EXPECT_EQ(match("김*준", "김민준"), NameMatch::compatible);
    EXPECT_EQ(match("M***** K**", "Minjun Kim"), NameMatch::compatible);
    EXPECT_EQ(match("Nahyun", "Kim Na-hyun"), NameMatch::compatible);
    EXPECT_EQ(match("Jonathon Price", "Jonathan Price"), NameMatch::compatible);
    EXPECT_EQ(match("Jenny Kim", "김은정"), NameMatch::compatible);
    EXPECT_EQ(match("نادر قاسم", "Nadir Qasim"), NameMatch::compatible);
    const Features swapped = *member(1, R"({"name":{"family":"보람","given":"신"}})").features;
    const Features straight = *member(2, R"({"name":{"family":"신","given":"보람"}})").features;
    EXPECT_EQ(compare_names(swapped, straight), NameMatch::compatible);
}

TEST(Compare, DifferentNames)
{
    EXPECT_EQ(match("김서현", "김서연"), NameMatch::differ) << "one syllable is half a given name";
    EXPECT_EQ(match("Tina Brown", "Nina Brown"), NameMatch::differ);
    EXPECT_EQ(match("김*준", "김민지"), NameMatch::differ);
    EXPECT_EQ(match("Robert Smith Sr", "Robert Smith Jr"), NameMatch::differ);
    EXPECT_EQ(match("Jenny Kim", "박은정"), NameMatch::differ);
}

TEST(Compare, SaysNothingWithoutANameOrBehindTwoMasks)
{
    EXPECT_EQ(match("김*준", "김*준"), NameMatch::unknown);
    EXPECT_EQ(match("", "김민준"), NameMatch::unknown);
    EXPECT_EQ(match("Tobias K. Garner", "Tobias B. Garner"), NameMatch::near);
}

TEST(Compare, ClashesOnlyWhereNamesArePlainlyDifferent)
{
    EXPECT_TRUE(clash("김민준", "김서연"));
    EXPECT_TRUE(clash("Tina Brown", "Robert Brown"));
    EXPECT_TRUE(clash("Robert Smith Sr", "Robert Smith Jr"));
    EXPECT_FALSE(clash("김민은", "김민온")) << "one jamo";
    EXPECT_FALSE(clash("Bill Smith", "William Smith"));
    EXPECT_FALSE(clash("김은정", "Jenny Kim")) << "two scripts";
    EXPECT_FALSE(clash("J. Brown", "Robert Brown")) << "an initial is no complete name";
    EXPECT_FALSE(clash("김*준", "박서연"));
    EXPECT_FALSE(clash("Anna Brown", "Anna Miller")) << "families change names";
}

TEST(Compare, PartialAndPlaceholderDatesSayNothing)
{
    const auto birth = [](std::string_view date) {
        return member(1, R"({"birth_date":")" + std::string(date) + "\"}").features->birth;
    };
    EXPECT_EQ(birth("1955-06-02"), "19550602");
    EXPECT_EQ(birth("--11-12"), "1112") << "a day of the year";
    for (const std::string_view date :
         {"1900-01-01", "1955", "1955-06", "0000-00-00", "", "x955-06-02"})
        EXPECT_EQ(birth(date), "") << date;
}

}  // namespace
}  // namespace cx::unify
