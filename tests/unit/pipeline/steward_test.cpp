// A person's word on who is one: it wins over what the data say and outlives what sources do.
#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = model::ProfileVersion::Kind;

class Stewarding : public HubTest {
protected:
    static std::string member(const std::string& id) { return "crm " + contact(id); }

    // Father and son of one name with one address, linked wrongly; each has an order.
    static std::vector<plugin::SourceRecord> family()
    {
        return {says("1", 10, {person("1", named("Bo Berg", "bo@berg.org")), order("A", "1")}),
                says("2", 20, {person("2", named("Bo Berg", "bo@berg.org")), order("B", "2")})};
    }
    Result<api::Steward::Outcome> split(const std::string& id)
    {
        const std::vector<model::RecordKey> records{person_key(id)};
        return hub_->steward->split(hub_->profile_of(id), records, "ann", "father and son");
    }
    Result<api::Steward::Outcome> merge(const std::string& a, const std::string& b)
    {
        return hub_->steward->merge(hub_->profile_of(a), hub_->profile_of(b), "ann", "one person");
    }
    std::vector<std::string> owned(const std::string& profile)
    {
        const auto view = hub_->store->view();
        std::vector<std::string> keys;
        for (const auto& version : view->owned(view->owner_keys(profile), "", false, {}, 100))
            keys.push_back(version.key.key);
        return keys;
    }
};

TEST_F(Stewarding, ASplitGivesBothProfilesWithWhatTheyOwn)
{
    hub_->take(family());
    const std::string together = hub_->profile_of("1");
    const auto seq = hub_->store->view()->totals().last_seq;
    const auto outcome = split("2");
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_THAT(outcome->profiles, SizeIs(2));
    EXPECT_EQ(hub_->partition(), (Partition{{member("1")}, {member("2")}}));
    EXPECT_THAT(owned(hub_->profile_of("1")), ElementsAre("erp.order@test:A"));
    EXPECT_THAT(owned(hub_->profile_of("2")), ElementsAre("erp.order@test:B"));
    // A correction of the one is published, and the other.
    std::set<std::string> corrected;
    for (const store::Change& change : hub_->store->view()->changes(seq, 100)) {
        EXPECT_EQ(change.profile->kind,
                  change.profile_id == together ? Kind::split : Kind::created);
        corrected.insert(change.profile_id);
    }
    EXPECT_EQ(corrected, (std::set{hub_->profile_of("1"), hub_->profile_of("2")}));
    EXPECT_TRUE(corrected.contains(together));
}

TEST_F(Stewarding, ASplitWithoutNamesUndoesTheLastMerge)
{
    hub_->take({family()[0]});
    const std::string one = hub_->profile_of("1");
    hub_->take({says("2", 20, {person("2", named("Bo Berg", "bo@else.org"))})});
    const std::string two = hub_->profile_of("2");
    tick();
    hub_->take({says("2", 30, {person("2", named("Bo Berg", "bo@berg.org"))})});
    ASSERT_EQ(hub_->profile_of("2"), one);
    ASSERT_TRUE(hub_->steward->split(one, {}, "ann", "wrong merge"));
    EXPECT_EQ(hub_->profile_of("1"), one);
    EXPECT_EQ(hub_->resolve(two), hub_->profile_of("2"));
    EXPECT_NE(hub_->profile_of("2"), one);
}

TEST_F(Stewarding, ASplitOutlivesEverythingBeingReadAgain)
{
    hub_->take(family());
    ASSERT_TRUE(split("2"));
    const auto before = hub_->profile_of("2");
    hub_->take(family());
    hub_->take({gone("1"), gone("2")});
    hub_->take(family());
    hub_->take({says("2", 30, {person("2", named("Bo Berg", "bo@berg.org", "", "", "Bobby"))})});
    EXPECT_EQ(hub_->partition(), (Partition{{member("1")}, {member("2")}}));
    EXPECT_EQ(hub_->resolve(before), hub_->profile_of("2"));
}

TEST_F(Stewarding, AMergeOutlivesEverythingBeingReadAgain)
{
    const std::vector<plugin::SourceRecord> strangers = {
        says("1", 10, {person("1", named("Ada King"))}),
        says("2", 10, {person("2", named("Countess Lovelace"))})};
    hub_->take(strangers);
    const std::string two = hub_->profile_of("2");
    ASSERT_TRUE(merge("1", "2"));
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_EQ(hub_->resolve(two), hub_->profile_of("1"));
    hub_->take(strangers);
    hub_->take({says("2", 20, {person("2", named("A. Lovelace"))})});
    EXPECT_THAT(hub_->partition(), SizeIs(1));
}

TEST_F(Stewarding, TheNewestWordWins)
{
    hub_->take(family());
    ASSERT_TRUE(split("2"));
    ASSERT_TRUE(merge("1", "2"));
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    ASSERT_TRUE(split("2"));
    EXPECT_THAT(hub_->partition(), SizeIs(2));
}

TEST_F(Stewarding, AMergeTakesBackOnlyThePairsItJoins)
{
    // given: 1, which shares an address with 2 and another with 3, was put apart from both
    const std::vector<plugin::SourceRecord> records = {
        says("1", 10,
             {person("1", R"({"name":{"full":"Bo Berg"},"contact_points":[{"email":"bo@berg.org"},)"
                          R"({"email":"bo@work.org"}]})")}),
        says("2", 10, {person("2", named("Bo Berg", "bo@berg.org"))}),
        says("3", 10, {person("3", named("Bo Berg", "bo@work.org"))})};
    hub_->take(records);
    ASSERT_TRUE(split("1"));
    ASSERT_THAT(hub_->partition(), SizeIs(3));
    // when: 1 and 2 are one after all
    ASSERT_TRUE(merge("1", "2"));
    // then: 3 is still another, also once everything was read again
    const Partition expected{{member("1"), member("2")}, {member("3")}};
    EXPECT_EQ(hub_->partition(), expected);
    hub_->take({gone("1"), gone("2"), gone("3")});
    hub_->take(records);
    EXPECT_EQ(hub_->partition(), expected);
}

TEST_F(Stewarding, ASplitOfOneLeavesTheOthersThatWereMerged)
{
    hub_->take({says("1", 10, {person("1", named("Ada King"))}),
                says("2", 10, {person("2", named("Bo Berg", "bo@berg.org"))}),
                says("3", 10, {person("3", named("Bo Berg", "bo@berg.org"))})});
    ASSERT_TRUE(merge("1", "2"));
    ASSERT_THAT(hub_->partition(), SizeIs(1));
    ASSERT_TRUE(split("3"));
    EXPECT_EQ(hub_->partition(), (Partition{{member("1"), member("2")}, {member("3")}}));
}

TEST_F(Stewarding, AnExclusiveIdentifierStandsAgainstAMerge)
{
    hub_->take({says("1", 10, {person("1", named("Ada King", "", "", "c1"))}),
                says("2", 10, {person("2", named("Ada King", "", "", "c2"))})});
    const auto refused = merge("1", "2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "steward.exclusive");
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("kr.ci"));
    EXPECT_THAT(hub_->store->view()->all_decisions(), IsEmpty());
    EXPECT_THAT(hub_->partition(), SizeIs(2));
}

TEST_F(Stewarding, WhatCannotBeDoneIsRefused)
{
    hub_->take(family());
    const std::string id = hub_->profile_of("1");
    const auto code = [](const auto& result) { return result ? "" : result.error().code; };
    const auto split_off = [&](const std::string& profile, std::vector<model::RecordKey> records) {
        return code(hub_->steward->split(profile, records, "ann", ""));
    };
    EXPECT_EQ(split_off(ids_.next(), {person_key("1")}), "steward.no_profile");
    EXPECT_EQ(split_off(id, {}), "steward.no_merge");
    EXPECT_EQ(split_off(id, {person_key("9")}), "steward.not_member");
    EXPECT_EQ(split_off(id, {person_key("1"), person_key("2")}), "steward.all_members");
    EXPECT_EQ(code(hub_->steward->merge(id, id, "ann", "")), "steward.same_profile");
    EXPECT_EQ(code(hub_->steward->merge(id, ids_.next(), "ann", "")), "steward.no_profile");
}

TEST_F(Stewarding, AFailedCommitOfASplitChangesNothing)
{
    hub_->take(family());
    hub_->store->hook = fail_nth("commit", 1);
    EXPECT_THROW(static_cast<void>(split("2")), store::StoreError);
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    EXPECT_TRUE(split("2"));
    EXPECT_THAT(hub_->partition(), SizeIs(2));
}

}  // namespace
}  // namespace cx::pipeline::testing
