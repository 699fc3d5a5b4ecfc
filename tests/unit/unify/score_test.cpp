#include "unify/score.hpp"

#include "people.hpp"
#include "unify/birth.hpp"
#include "unify/mailbox.hpp"
#include "unify/place.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cx::unify {
namespace {

template <typename Level>
void set(Evidence& evidence, Fact fact, Level level)
{
    evidence.levels[static_cast<std::size_t>(fact)] = static_cast<std::uint8_t>(level);
}

int term_of(const Scorer& scorer, const Evidence& evidence, Fact fact)
{
    return scorer.terms(evidence)[static_cast<std::size_t>(fact)].weight;
}

// Two people of one family: all that a household shares.
Evidence household(GivenLevel given)
{
    Evidence evidence;
    set(evidence, Fact::family, FamilyLevel::equal);
    set(evidence, Fact::given, given);
    set(evidence, Fact::email, MailboxMatch::same);
    set(evidence, Fact::phone, PhoneLevel::mobile);
    set(evidence, Fact::place, PlaceMatch::unit);
    return evidence;
}

TEST(Score, TermsAndPriorAddUpToTheWeight)
{
    const Scorer scorer(default_score_model());
    std::mt19937 dice(1);
    for (int i = 0; i < 5000; ++i) {
        Evidence evidence;
        for (std::size_t fact = 0; fact < fact_count; ++fact)
            evidence.levels[fact] =
                static_cast<std::uint8_t>(dice() % level_names(static_cast<Fact>(fact)).size());
        int sum = scorer.prior();
        for (const Scorer::Term& term : scorer.terms(evidence)) sum += term.weight + term.frequency;
        EXPECT_EQ(scorer.weight(evidence), sum);
    }
}

TEST(Score, WeightsAreLogarithmsOfTheChances)
{
    ScoreModel model;
    model.prior = 1.0 / 1025;
    model.merge_above = 0.8;
    model.review_above = 0.5;
    model.chances[static_cast<std::size_t>(Fact::gender)][1] = {0.96, 0.03};
    const Scorer scorer(model);
    EXPECT_EQ(scorer.prior(), -10 * bit);
    EXPECT_EQ(scorer.merge_from(), 2 * bit);
    EXPECT_EQ(scorer.review_from(), 0);
    Evidence evidence;
    EXPECT_EQ(scorer.weight(evidence), -10 * bit) << "nothing is known";
    set(evidence, Fact::gender, GenderLevel::same);
    EXPECT_EQ(scorer.weight(evidence), -5 * bit);
    set(evidence, Fact::gender, GenderLevel::differ);
    EXPECT_EQ(scorer.weight(evidence), -10 * bit) << "a level that the model does not know";
}

TEST(Score, ProbabilityIsOfTheOdds)
{
    EXPECT_DOUBLE_EQ(probability(0), 0.5);
    EXPECT_DOUBLE_EQ(probability(2 * bit), 0.8);
    EXPECT_NEAR(probability(-2 * bit), 0.2, 1e-12);
    EXPECT_LT(probability(-40 * bit), 1e-12);
}

TEST(Score, AHouseholdCountsOnce)
{
    const Scorer scorer(default_score_model());
    for (const GivenLevel given :
         {GivenLevel::differ, GivenLevel::slip, GivenLevel::garbled, GivenLevel::unknown}) {
        const Evidence evidence = household(given);
        int counted = 0;
        for (const Fact fact : {Fact::email, Fact::phone, Fact::place})
            counted += term_of(scorer, evidence, fact) > 0 ? 1 : 0;
        EXPECT_EQ(counted, 1);
    }
    EXPECT_LT(scorer.weight(household(GivenLevel::differ)), scorer.merge_from())
        << "a family is no person";
    const Evidence one = household(GivenLevel::equal);
    for (const Fact fact : {Fact::email, Fact::phone, Fact::place})
        EXPECT_GT(term_of(scorer, one, fact), 0);
    EXPECT_GE(scorer.weight(one), scorer.merge_from());
}

// Brothers on one mailbox, of whom one record names the family only.
TEST(Score, AnotherBirthDateBehindNoGivenNameTellsOfTwo)
{
    const Scorer scorer(default_score_model());
    Evidence evidence;
    set(evidence, Fact::family, FamilyLevel::equal);
    set(evidence, Fact::email, MailboxMatch::same);
    EXPECT_GT(term_of(scorer, evidence, Fact::family), 0);
    EXPECT_GE(scorer.weight(evidence), scorer.merge_from());
    set(evidence, Fact::birth, BirthMatch::differ);
    EXPECT_EQ(term_of(scorer, evidence, Fact::family), 0);
    EXPECT_LT(scorer.weight(evidence), scorer.merge_from());
}

TEST(Score, WhatSpeaksAgainstAHouseholdCountsStill)
{
    const Scorer scorer(default_score_model());
    Evidence evidence = household(GivenLevel::differ);
    set(evidence, Fact::place, PlaceMatch::differ);
    set(evidence, Fact::email, MailboxMatch::differ);
    EXPECT_LT(term_of(scorer, evidence, Fact::place), 0);
    EXPECT_LT(term_of(scorer, evidence, Fact::email), 0);
    EXPECT_GT(term_of(scorer, evidence, Fact::phone), 0);
}

TEST(Score, OneOfTwoThatWeighTheSameCounts)
{
    ScoreModel model = default_score_model();
    model.chances[static_cast<std::size_t>(Fact::phone)][1] =
        model.chances[static_cast<std::size_t>(Fact::email)][1];
    const Scorer scorer(model);
    const Evidence evidence = household(GivenLevel::differ);
    EXPECT_EQ(
        (term_of(scorer, evidence, Fact::phone) > 0) + (term_of(scorer, evidence, Fact::email) > 0),
        1);
}

TEST(Score, FrequenciesCorrectByEightBitsAtMost)
{
    ScoreModel model = default_score_model();
    const double usual = model
                             .chances[static_cast<std::size_t>(Fact::family)]
                                     [static_cast<std::size_t>(FamilyLevel::equal)]
                             .u;
    constexpr std::uint64_t rare = 1;
    constexpr std::uint64_t common = 2;
    constexpr std::uint64_t rarest = 3;
    constexpr std::uint64_t everybody = 4;
    model.families = {{rare, usual / 4}, {common, usual * 4}, {rarest, 1e-12}, {everybody, 1}};
    ASSERT_GE(1 / usual, 2.0);
    const Scorer scorer(model);
    Evidence evidence;
    set(evidence, Fact::family, FamilyLevel::equal);
    const auto correction = [&](std::uint64_t value) {
        evidence.family = value;
        return scorer.terms(evidence)[static_cast<std::size_t>(Fact::family)].frequency;
    };
    EXPECT_EQ(correction(rare), 2 * bit);
    EXPECT_EQ(correction(common), -2 * bit);
    EXPECT_EQ(correction(rarest), 8 * bit);
    EXPECT_GE(correction(everybody), -8 * bit);
    EXPECT_LT(correction(everybody), -4 * bit);
    EXPECT_EQ(correction(4711), 0) << "a name that is not known has the usual weight";
    EXPECT_EQ(correction(0), 0);
}

TEST(Score, TheShippedModelIsSound)
{
    const ScoreModel& model = default_score_model();
    EXPECT_EQ(model.merge_above, 0.99);
    EXPECT_EQ(model.review_above, 0.5);
    for (std::size_t i = 0; i < fact_count; ++i) {
        const auto fact = static_cast<Fact>(i);
        for (std::size_t level = 0; level < levels_max; ++level) {
            const LevelChance& chance = model.chances[i][level];
            const bool known = level > 0 && level < level_names(fact).size();
            EXPECT_EQ(chance.m > 0, known) << fact_name(fact) << " " << level;
            EXPECT_EQ(chance.u > 0, known) << fact_name(fact) << " " << level;
            EXPECT_LT(chance.m, 1);
            EXPECT_LT(chance.u, 1);
        }
    }
}

}  // namespace
}  // namespace cx::unify
