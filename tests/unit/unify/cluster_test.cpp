// What joins and parts clusters where weights decide: a chain of three records, the outer two of
// which clash.
#include "unify/cluster.hpp"

#include "people.hpp"
#include "unify/birth.hpp"
#include "unify/mailbox.hpp"
#include "unify/score.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cx::unify {
namespace {

using testing::member;

// Weights in whole bits: an equal mailbox says 10, birth dates that differ say `births`.
IdentityModel model_with(int births, double overrule_above)
{
    ScoreModel scores;
    scores.prior = 0.5;
    scores.merge_above = 0.99;
    scores.review_above = 0.5;
    scores.overrule_above = overrule_above;
    const auto set = [&](Fact fact, auto level, int bits) {
        scores.chances[static_cast<std::size_t>(fact)][static_cast<std::size_t>(level)] = {
            0.5 * std::exp2(std::min(0, bits)), 0.5 * std::exp2(-std::max(0, bits))};
    };
    set(Fact::email, MailboxMatch::same, 10);
    set(Fact::birth, BirthMatch::differ, births);
    IdentityModel model = default_model();
    model.scorer = std::make_shared<const Scorer>(scores);
    return model;
}

std::string data(std::string_view emails, std::string_view birth, std::string_view ci = "")
{
    return R"({"birth_date":")" + std::string(birth) + R"(","contact_points":[)" +
           std::string(emails) + R"(],"identifiers":[{"ns":"kr.ci","value":")" + std::string(ci) +
           "\"}]}";
}

constexpr std::string_view one = R"({"email":"pepper2001@naver.com"})";
constexpr std::string_view both =
    R"({"email":"pepper2001@naver.com"},{"email":"lantern77@naver.com"})";
constexpr std::string_view other = R"({"email":"lantern77@naver.com"})";

std::vector<Member> chain(const IdentityModel& model, std::string_view ci = "",
                          std::string_view other_ci = "")
{
    return {member(1, data(one, "1950-01-02", ci), model), member(2, data(both, ""), model),
            member(3, data(other, "1988-11-23", other_ci), model)};
}

Component component_of(const std::vector<Member>& members, const IdentityModel& model,
                       const std::vector<Decision>& decisions = {})
{
    Resolution resolution = resolve_all(members, decisions, model);
    EXPECT_EQ(resolution.components.size(), 1U);
    return resolution.components.at(0);
}

Decision decide(Decision::Kind kind, const Member& a, const Member& b)
{
    return {.kind = kind, .a = a.features->record, .b = b.features->record, .id = "d"};
}

TEST(Cluster, AClashYieldsToTheMeanOfAllPairs)
{
    // The mean of -6 and +10 is 2.
    const IdentityModel model = model_with(-6, 2);
    const Component component = component_of(chain(model), model);
    EXPECT_EQ(component.cluster_count(), 1U);
    EXPECT_TRUE(component.vetoes.empty());
    ASSERT_EQ(component.edges.size(), 2U);
    EXPECT_EQ(component.edges[0].rule, "scored");
    EXPECT_EQ(component.edges[0].weight, 10 * bit);
}

TEST(Cluster, AClashHoldsWhereTheMeanIsLess)
{
    const IdentityModel model = model_with(-6, 2.5);
    const Component component = component_of(chain(model), model);
    EXPECT_EQ(component.cluster_count(), 2U);
    ASSERT_EQ(component.vetoes.size(), 1U);
    EXPECT_EQ(component.vetoes[0].rule, "birth_date");
}

TEST(Cluster, PairsThatTogetherSpeakAgainstItKeepClustersApart)
{
    // The mean of -20 and +10 is -5.
    const IdentityModel model = model_with(-20, -8);
    EXPECT_EQ(component_of(chain(model), model).cluster_count(), 2U);
}

TEST(Cluster, AnExclusiveIdentifierIsNeverOverruled)
{
    const IdentityModel model = model_with(0, -30);
    const Component component = component_of(chain(model, "c1", "c2"), model);
    EXPECT_EQ(component.cluster_count(), 2U);
    ASSERT_EQ(component.vetoes.size(), 1U);
    EXPECT_EQ(component.vetoes[0].rule, "exclusive");
    EXPECT_EQ(component.vetoes[0].ns, "kr.ci");
}

TEST(Cluster, AStewardsWordIsNeverOverruled)
{
    const IdentityModel model = model_with(0, -30);
    const std::vector<Member> members = chain(model);
    const Component apart =
        component_of(members, model, {decide(Decision::Kind::cannot, members[0], members[2])});
    EXPECT_EQ(apart.cluster_count(), 2U);
    ASSERT_EQ(apart.vetoes.size(), 1U);
    EXPECT_EQ(apart.vetoes[0].rule, "decision");
}

TEST(Cluster, AStewardOverrulesAClash)
{
    const IdentityModel model = model_with(-6, 30);
    const std::vector<Member> members = chain(model);
    const Component joined =
        component_of(members, model, {decide(Decision::Kind::must, members[0], members[2])});
    EXPECT_EQ(joined.cluster_count(), 1U);
}

TEST(Cluster, AnOversizedComponentHasNoScoredEdges)
{
    IdentityModel model = model_with(0, 0);
    model.component_records = 2;
    const Component component = component_of(chain(model), model);
    EXPECT_TRUE(component.oversized);
    EXPECT_EQ(component.cluster_count(), 3U);
    EXPECT_TRUE(component.edges.empty());
}

TEST(Cluster, TheHeavierEdgeComesFirst)
{
    Edge light{.a = 0, .b = 1, .strength = 30, .rule = "scored", .weight = 7 * bit};
    Edge heavy{.a = 1, .b = 2, .strength = 30, .rule = "scored", .weight = 8 * bit};
    Edge exact{.a = 2, .b = 3, .strength = 50, .rule = "email_strict"};
    EXPECT_TRUE(better(heavy, light));
    EXPECT_FALSE(better(light, heavy));
    EXPECT_TRUE(better(exact, heavy));
    light.weight = heavy.weight;
    EXPECT_TRUE(better(light, heavy)) << "of equal ones that of the earlier members";
}

}  // namespace
}  // namespace cx::unify
