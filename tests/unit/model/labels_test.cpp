#include "model/labels.hpp"

#include <gtest/gtest.h>

namespace cx::model {
namespace {

Taxonomy taxonomy()
{
    Taxonomy made;
    made.groups = {{"public", "classification"},       {"internal", "classification"},
                   {"confidential", "classification"}, {"restricted", "classification"},
                   {"pii.direct", "personal"},         {"pii.indirect", "personal"},
                   {"identity.key", "personal"},       {"sensitive.health", "sensitive"},
                   {"sensitive.id", "sensitive"},      {"contract.no_export", "contract"},
                   {"purpose.support", "purpose"},     {"secret.credential", "secret"}};
    return made;
}

bool passes(std::vector<std::string> accepts, std::string_view labels)
{
    return Accepts(std::move(accepts)).passes(LabelSet::parse(labels), taxonomy());
}

TEST(LabelSet, IsSortedAndUnique)
{
    LabelSet set({"pii.direct", "identity.key", "pii.direct"});
    set.add("internal");
    set.add("internal");
    EXPECT_EQ(set.text(), "identity.key internal pii.direct");
    EXPECT_EQ(LabelSet::parse(" pii.direct  internal identity.key "), set);
    EXPECT_TRUE(set.contains("internal"));
    EXPECT_FALSE(set.contains("pii"));
    LabelSet more({"public"});
    more.add(set);
    EXPECT_EQ(more.all().size(), 4U);
}

TEST(Accepts, LetsPassWhatNothingGuards)
{
    EXPECT_TRUE(passes({}, ""));
    EXPECT_TRUE(passes({}, "public"));
    EXPECT_TRUE(passes({}, "internal purpose.support retention.30d"));
}

TEST(Accepts, WantsEveryGuardAccepted)
{
    EXPECT_FALSE(passes({}, "pii.direct"));
    EXPECT_TRUE(passes({"pii.direct"}, "pii.direct"));
    EXPECT_FALSE(passes({"pii.direct"}, "pii.direct sensitive.health"));
    EXPECT_TRUE(passes({"pii.direct", "sensitive.*"}, "pii.direct sensitive.health"));
    EXPECT_TRUE(passes({"pii.*"}, "pii.direct pii.indirect"));
    EXPECT_FALSE(passes({"pii.*"}, "identity.key"));
    EXPECT_FALSE(passes({}, "confidential"));
    EXPECT_FALSE(passes({"confidential"}, "restricted"));
    EXPECT_FALSE(passes({"pii.*"}, "contract.no_export"));
}

TEST(Accepts, NeverPassesWhatTheTaxonomyDoesNotKnow)
{
    EXPECT_FALSE(passes({}, "pii.drect"));
    EXPECT_FALSE(passes({"pii.drect"}, "pii.drect"));
    EXPECT_FALSE(passes({"pii.*"}, "pii.drect"));
    EXPECT_FALSE(passes({"retention.*"}, "retention."));
    EXPECT_TRUE(taxonomy().guards("pii.drect"));
}

TEST(Accepts, NeverPassesASecret)
{
    EXPECT_FALSE(passes({"secret.credential"}, "secret.credential"));
    EXPECT_FALSE(passes({"secret.*"}, "secret.credential"));
}

TEST(Accepts, TakesAPatternForFamiliesOnly)
{
    EXPECT_FALSE(passes({"*"}, "pii.direct"));
    EXPECT_FALSE(passes({"pii"}, "pii.direct"));
    EXPECT_FALSE(passes({"p.*"}, "pii.direct"));
    EXPECT_FALSE(passes({".*"}, "pii.direct"));
}

}  // namespace
}  // namespace cx::model
