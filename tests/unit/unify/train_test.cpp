// Training finds the rates by which a population was made, and families do not mislead it.
#include "unify/train.hpp"

#include "people.hpp"
#include "population.hpp"
#include "unify/birth.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cx::unify {
namespace {

using testing::member;

struct Known {
    std::vector<Member> members;
    std::vector<int> person;
};

Known population(unsigned seed, int people, cx::testing::PopulationRates rates)
{
    Known known;
    for (const auto& record : cx::testing::PopulationMaker(seed, rates).people(people)) {
        known.members.push_back(
            member(static_cast<model::RecordId>(known.members.size()) + 1, record.data));
        known.person.push_back(record.person);
    }
    return known;
}

ScoreModel trained(std::span<const Member> members, TrainReport& report)
{
    const std::vector<TrainPair> pairs = train_pairs(members, members.size(), default_model());
    return train({.members = members,
                  .seeds = members.size(),
                  .pairs = pairs,
                  .records = members.size(),
                  .model = &default_model()},
                 "trained-1", report);
}

LevelChance of(const ScoreModel& model, Fact fact, auto level)
{
    return model.chances[static_cast<std::size_t>(fact)][static_cast<std::size_t>(level)];
}

constexpr Fact learnt[] = {Fact::family, Fact::given, Fact::birth, Fact::email,
                           Fact::phone,  Fact::place, Fact::gender};

// Too many records for a sanitized build.
#ifndef CX_SANITIZED

using Shares = std::array<std::array<double, levels_max>, fact_count>;

// How often each level is met between records of one person.
Shares truth_of(const Known& known)
{
    const KeyFlags none;
    PairScores scores(default_model(), none);
    Shares met{};
    std::array<double, fact_count> all{};
    for (std::size_t a = 0; a < known.members.size(); ++a) {
        for (std::size_t b = a + 1; b < known.members.size() && known.person[b] == known.person[a];
             ++b) {
            const Evidence evidence = scores.between(known.members[a], known.members[b])->evidence;
            for (std::size_t fact = 0; fact < fact_count; ++fact) {
                if (evidence.levels[fact] == 0) continue;
                ++met[fact][evidence.levels[fact]];
                ++all[fact];
            }
        }
    }
    for (std::size_t fact = 0; fact < fact_count; ++fact)
        for (double& share : met[fact]) share /= std::max(1.0, all[fact]);
    return met;
}

double of(const Shares& shares, Fact fact, auto level)
{
    return shares[static_cast<std::size_t>(fact)][static_cast<std::size_t>(level)];
}

TEST(Train, FindsTheRatesOfThePopulation)
{
    const Known known = population(1, 2500, {.shared_phone = 20, .shared_email = 5});
    TrainReport report;
    const ScoreModel model = trained(known.members, report);
    EXPECT_EQ(model.id, "trained-1");
    const Shares truth = truth_of(known);
    for (const Fact fact : learnt)
        for (std::size_t level = 1; level < level_names(fact).size(); ++level)
            EXPECT_NEAR(of(model, fact, level).m, of(truth, fact, level), 0.06)
                << fact_name(fact) << " " << level_names(fact)[level];
    // Birth dates were drawn from 65 years of 336 days.
    EXPECT_NEAR(of(model, Fact::birth, BirthMatch::same).u, 1.0 / (65 * 336), 3e-5);
    EXPECT_NEAR(of(model, Fact::gender, GenderLevel::same).u, 0.5, 0.02);

    std::size_t matches = 0;
    for (std::size_t a = 0; a < known.members.size(); ++a)
        for (std::size_t b = a + 1; b < known.members.size() && known.person[b] == known.person[a];
             ++b)
            ++matches;
    EXPECT_NEAR(report.matches / static_cast<double>(matches), 1, 0.15);
    const double records = static_cast<double>(known.members.size());
    EXPECT_NEAR(model.prior * records * records / (2 * static_cast<double>(matches)), 1, 0.15);
    EXPECT_GT(report.rounds, 1);
    EXPECT_GT(report.pairs, matches);
}

// Everybody lives in a family that shares its telephone, its mailbox and its address.
TEST(Train, FamiliesDoNotTeachThatGivenNamesDiffer)
{
    const Known known = population(
        2, 2500,
        {.shared_phone = 100, .shared_email = 80, .korean = 0, .alone = 0, .members_max = 6});
    TrainReport report;
    const ScoreModel model = trained(known.members, report);
    const Shares truth = truth_of(known);
    EXPECT_NEAR(of(model, Fact::given, GivenLevel::differ).m,
                of(truth, Fact::given, GivenLevel::differ), 0.03);
    EXPECT_NEAR(of(model, Fact::birth, BirthMatch::differ).m,
                of(truth, Fact::birth, BirthMatch::differ), 0.045);
    EXPECT_NEAR(of(model, Fact::gender, GenderLevel::differ).m, 0.0, 0.05);
}

#endif

TEST(Train, TheOrderOfTheRecordsChangesNothing)
{
    Known known = population(3, 60, {});
    TrainReport report;
    const ScoreModel model = trained(known.members, report);
    std::mt19937 dice(9);
    std::shuffle(known.members.begin(), known.members.end(), dice);
    TrainReport again;
    const ScoreModel other = trained(known.members, again);
    EXPECT_EQ(again.pairs, report.pairs);
    EXPECT_EQ(again.matches, report.matches);
    EXPECT_EQ(other.prior, model.prior);
    EXPECT_EQ(other.families, model.families);
    EXPECT_EQ(other.givens, model.givens);
    for (std::size_t fact = 0; fact < fact_count; ++fact)
        for (std::size_t level = 0; level < levels_max; ++level) {
            EXPECT_EQ(other.chances[fact][level].m, model.chances[fact][level].m);
            EXPECT_EQ(other.chances[fact][level].u, model.chances[fact][level].u);
        }
}

TEST(Train, FewRecordsChangeLittle)
{
    const Known known = population(4, 5, {});
    TrainReport report;
    const ScoreModel model = trained(known.members, report);
    const ScoreModel& shipped = default_score_model();
    for (const Fact fact : learnt)
        for (std::size_t level = 1; level < level_names(fact).size(); ++level)
            EXPECT_NEAR(of(model, fact, level).m, of(shipped, fact, level).m, 0.1)
                << fact_name(fact) << " " << level_names(fact)[level];
    TrainReport nothing;
    EXPECT_NEAR(of(trained({}, nothing), Fact::given, GivenLevel::equal).m,
                of(shipped, Fact::given, GivenLevel::equal).m, 1e-9);
}

TEST(Train, AKeyTeachesNothingOfItself)
{
    const auto teaches = [](FactBits own, Fact fact) {
        return (facts_taught_by(own) & bit_of(fact)) != 0;
    };
    const FactBits birth = bit_of(Fact::birth);
    EXPECT_FALSE(teaches(birth, Fact::birth));
    EXPECT_TRUE(teaches(birth, Fact::given));
    EXPECT_TRUE(teaches(birth, Fact::phone));
    const FactBits name = bit_of(Fact::family) | bit_of(Fact::given) | bit_of(Fact::order);
    EXPECT_FALSE(teaches(name, Fact::given));
    EXPECT_FALSE(teaches(name, Fact::family));
    EXPECT_TRUE(teaches(name, Fact::birth));
    // What a family shares tells nothing of what it does not.
    for (const Fact shared : {Fact::phone, Fact::email, Fact::place}) {
        EXPECT_FALSE(teaches(bit_of(shared), Fact::given)) << fact_name(shared);
        EXPECT_FALSE(teaches(bit_of(shared), Fact::birth)) << fact_name(shared);
        EXPECT_FALSE(teaches(bit_of(shared), Fact::gender)) << fact_name(shared);
    }
}

}  // namespace
}  // namespace cx::unify
