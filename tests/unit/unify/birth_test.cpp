#include "unify/birth.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

BirthMatch match(std::string_view a, std::string_view b)
{
    EXPECT_EQ(compare_births(a, b), compare_births(b, a)) << a << " / " << b;
    return compare_births(a, b);
}

TEST(Birth, ComparesDatesByTheWaysToGetThemWrong)
{
    struct Row {
        std::string_view name;
        std::string_view a;
        std::string_view b;
        BirthMatch expected;
    };
    const Row rows[] = {
        {"equal", "19830517", "19830517", BirthMatch::same},
        {"equal first of January", "19830101", "19830101", BirthMatch::same_round},
        {"equal first of July", "19830701", "19830701", BirthMatch::same_round},
        {"one digit of the day", "19830517", "19830518", BirthMatch::near},
        {"one digit of the year", "19830517", "19840517", BirthMatch::near},
        {"another decade", "19830517", "19730517", BirthMatch::near},
        {"neighbours exchanged", "19830517", "19380517", BirthMatch::near},
        {"day and month exchanged", "19830509", "19830905", BirthMatch::near},
        {"another century", "19150823", "20150823", BirthMatch::near},
        {"a lunar date", "19830517", "19830629", BirthMatch::near},
        {"a lunar date over the new year", "19821219", "19830201", BirthMatch::near},
        {"the nearest lunar date", "19830502", "19830519", BirthMatch::near},
        {"the farthest lunar date", "19830502", "19830624", BirthMatch::near},
        {"too near for a lunar date", "19830502", "19830518", BirthMatch::two_digits},
        {"too far for a lunar date", "19830502", "19830625", BirthMatch::close},
        {"the year alone, of one", "19830101", "19830918", BirthMatch::year},
        {"the year alone, a digit off", "19830101", "19830107", BirthMatch::year},
        {"years alone, one apart", "19830101", "19840101", BirthMatch::close},
        {"years alone, a digit apart", "19830101", "19930101", BirthMatch::differ},
        {"years alone, a century apart", "19150101", "20150101", BirthMatch::differ},
        {"the year alone, one apart", "19830101", "19821126", BirthMatch::close},
        {"the same day of the year", "19830517", "19610517", BirthMatch::month_day},
        {"the same year", "19830517", "19831104", BirthMatch::close},
        {"years one apart", "19830517", "19841104", BirthMatch::close},
        {"years two apart", "19830517", "19851104", BirthMatch::differ},
        {"two digits", "19830517", "19930617", BirthMatch::two_digits},
        {"two digits, the same day of the year", "19830517", "19910517", BirthMatch::month_day},
        {"three digits", "19830517", "19930628", BirthMatch::differ},
        {"nothing alike", "19830517", "19561228", BirthMatch::differ},
        {"a leap day, misread", "19840229", "19840228", BirthMatch::near},
        {"days alone, equal", "0517", "0517", BirthMatch::month_day},
        {"day alone against a date", "19830517", "0517", BirthMatch::month_day},
        {"days alone, a slip apart", "0517", "0518", BirthMatch::unknown},
        {"days alone, exchanged", "0509", "0905", BirthMatch::unknown},
        {"days alone, others", "0517", "1104", BirthMatch::differ},
        {"first of January alone", "0101", "0101", BirthMatch::unknown},
        {"first of January alone against a date", "0101", "19830517", BirthMatch::unknown},
        {"missing", "", "19830517", BirthMatch::unknown},
        {"both missing", "", "", BirthMatch::unknown},
        {"a year alone is no date", "198305", "19830517", BirthMatch::unknown},
        {"letters", "1983o517", "19830517", BirthMatch::unknown},
        {"bytes", "\xFF\xFE\x80\x01", "0517", BirthMatch::unknown},
    };
    for (const Row& row : rows) EXPECT_EQ(match(row.a, row.b), row.expected) << row.name;
}

// Holds for what compares best: nothing that clashes is evidence for one person.
TEST(Birth, NothingThatClashesIsNear)
{
    const std::string_view dates[] = {"19830517", "19840517", "19380517", "19830905",
                                      "20150823", "19150823", "19821219", "19830201",
                                      "19610517", "19830101", "18991231", "20000229"};
    for (const std::string_view a : dates) {
        for (const std::string_view b : dates) {
            if (!births_clash(a, b)) continue;
            EXPECT_GT(match(a, b), BirthMatch::year) << a << " / " << b;
        }
    }
}

TEST(Birth, DatesClashOnlyWhenSure)
{
    EXPECT_TRUE(births_clash("19550602", "19840917"));
    EXPECT_TRUE(births_clash("19550602", "19840602"));
    EXPECT_FALSE(births_clash("19550602", "19550917")) << "the same year";
    EXPECT_FALSE(births_clash("19550602", "19560602")) << "one digit";
    EXPECT_FALSE(births_clash("19780309", "19870309")) << "two digits exchanged";
    EXPECT_FALSE(births_clash("19841215", "19850204")) << "a lunar date over the new year";
    EXPECT_FALSE(births_clash("19150401", "20150401")) << "a guessed century";
    EXPECT_FALSE(births_clash("19780309", "19770903")) << "day and month exchanged, and one digit";
    EXPECT_FALSE(births_clash("19421105", "19431202")) << "registered in the year after";
    EXPECT_TRUE(births_clash("19421105", "19440126"));
    EXPECT_FALSE(births_clash("19741128", "19841127")) << "two digits";
    EXPECT_TRUE(births_clash("19541128", "19841127")) << "two digits, and a generation";
    EXPECT_FALSE(births_clash("", "19550602"));
    EXPECT_FALSE(births_clash("1955", "1984"));
}

TEST(Birth, AGenerationLiesBetweenParentsAndChildren)
{
    EXPECT_TRUE(generation_apart("19550602", "19840917"));
    EXPECT_TRUE(generation_apart("19840917", "19690602"));
    EXPECT_FALSE(generation_apart("19840917", "19700602"));
}

}  // namespace
}  // namespace cx::unify
