// Profiles: ids that resolve for ever, and what was known when.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Profiles : public StoreTest {};
CX_OVER_ENGINES(Profiles);

TEST_P(Profiles, AVersionComesBackAsItWasWritten)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1));
    ProfileVersion& written = batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    written.golden = json::Object{{"name", json::Object{{"given", "혜경"}}}, {"n", 1}};
    written.provenance = {{"name", person_key("a"), 1, "verified", "personal"},
                          {"n", person_key("a"), 1, "most_recent", "personal"},
                          {"contact_points/0", {"erp", "person", "erp:9"}, 300, "union", ""}};
    written.backfill = true;
    const ProfileVersion expected = written;
    commit(batch);

    const auto read = view()->profile(pid(1));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->seq, expected.seq);
    EXPECT_EQ(read->profile_id, pid(1));
    EXPECT_EQ(read->version, 1);
    EXPECT_EQ(read->kind, ProfileVersion::Kind::created);
    EXPECT_EQ(read->entity, "person");
    EXPECT_EQ(read->recorded_at, at(0));
    EXPECT_EQ(read->golden, expected.golden);
    EXPECT_EQ(read->provenance, expected.provenance);
    EXPECT_EQ(read->config_id, "config-1");
    EXPECT_TRUE(read->backfill);
    EXPECT_EQ(read->merged_into, "");
    EXPECT_EQ(id, 1);
}

TEST_P(Profiles, UnknownIdsResolveToNothing)
{
    EXPECT_FALSE(view()->resolve_profile(pid(1)));
    EXPECT_FALSE(view()->resolve_profile(""));
    EXPECT_FALSE(view()->resolve_profile("not a profile"));
    EXPECT_FALSE(view()->profile(pid(1)));
    EXPECT_THAT(view()->profile_history(pid(1)), IsEmpty());
    EXPECT_THAT(view()->members(pid(1)), IsEmpty());
    EXPECT_THAT(view()->members(pid(1), at(0)), IsEmpty());
}

TEST_P(Profiles, AMergedIdResolvesToWhereItsRecordIs)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_merge(a, b, pid(1), pid(2));

    EXPECT_EQ(view()->resolve_profile(pid(1)), pid(1));
    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(1));
    const auto gone = view()->profile(pid(2));
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->kind, ProfileVersion::Kind::removed);
    EXPECT_EQ(gone->merged_into, pid(1));
    EXPECT_TRUE(gone->golden.is_null());
    EXPECT_EQ(view()->totals().profiles, 1U);
    EXPECT_EQ(view()->totals().aliases, 1U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Profiles, AnAliasFollowsItsAnchorThroughFurtherMerges)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    const RecordId c = commit_person("c", pid(3));
    commit_merge(b, c, pid(2), pid(3));
    Batch batch = this->batch();
    batch.assign(b, pid(1), a);
    batch.assign(c, pid(1), a);
    batch.profile(pid(1), 2, ProfileVersion::Kind::merged);
    batch.profile(pid(2), 3, ProfileVersion::Kind::removed).merged_into = pid(1);
    batch.set.aliases.push_back({pid(2), b});
    commit(batch);

    EXPECT_EQ(view()->resolve_profile(pid(3)), pid(1));
    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(1));
}

TEST_P(Profiles, AnAliasFollowsItsAnchorThroughASplit)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_merge(a, b, pid(1), pid(2));
    Batch batch = this->batch();
    batch.assign(b, pid(3), b);
    batch.lineage(b, pid(1), pid(3), "split");
    batch.profile(pid(1), 3, ProfileVersion::Kind::split);
    batch.profile(pid(3), 1, ProfileVersion::Kind::created);
    commit(batch);

    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(3));
}

TEST_P(Profiles, AnIdThatNamesAProfileAgainIsNoAlias)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_merge(a, b, pid(1), pid(2));
    Batch batch = this->batch();
    batch.assign(b, pid(2), b);
    batch.lineage(b, pid(1), pid(2), "split");
    batch.profile(pid(1), 3, ProfileVersion::Kind::split);
    batch.profile(pid(2), 3, ProfileVersion::Kind::split);
    commit(batch);

    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(2));
    EXPECT_EQ(view()->totals().aliases, 0U);
    EXPECT_EQ(view()->totals().profiles, 2U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Profiles, AnAliasOfARemovedAnchorFollowsTheProfileItWasInLast)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    const RecordId c = commit_person("c", pid(3));
    commit_merge(a, b, pid(1), pid(2));
    Batch remove = this->batch();
    remove.remove_person(b, "b", 2);
    remove.lineage(b, pid(1), "", "left");
    commit(remove);
    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(1)) << "b was in 1 last";

    Batch merge = this->batch();
    merge.assign(a, pid(3), c);
    merge.profile(pid(3), 2, ProfileVersion::Kind::merged);
    merge.profile(pid(1), 3, ProfileVersion::Kind::removed).merged_into = pid(3);
    merge.set.aliases.push_back({pid(1), a});
    commit(merge);
    EXPECT_EQ(view()->resolve_profile(pid(2)), pid(3)) << "and 1 is in 3 now";
}

TEST_P(Profiles, AliasesInACircleEndInNothing)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    Batch batch = this->batch();
    batch.assign(a, pid(2), a);
    batch.assign(b, pid(1), b);
    batch.remove_person(a, "a", 2);
    batch.remove_person(b, "b", 2);
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    batch.profile(pid(2), 2, ProfileVersion::Kind::removed);
    batch.set.aliases = {{pid(1), a}, {pid(2), b}};
    commit(batch);
    EXPECT_FALSE(view()->resolve_profile(pid(1)));
}

TEST_P(Profiles, AProfileWithoutRecordsResolvesToNothingButKeepsItsHistory)
{
    const RecordId a = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.remove_person(a, "a", 2);
    batch.lineage(a, pid(1), "", "left");
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    commit(batch);

    EXPECT_FALSE(view()->resolve_profile(pid(1)));
    const auto history = view()->profile_history(pid(1));
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].kind, ProfileVersion::Kind::created);
    EXPECT_EQ(history[1].kind, ProfileVersion::Kind::removed);
    EXPECT_EQ(view()->totals().profiles, 0U);
    EXPECT_EQ(view()->totals().party_records, 0U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Profiles, AVersionInForceIsFoundAtItsTime)
{
    commit_person("a", pid(1));
    tick(10);
    Batch batch = this->batch();
    batch.profile(pid(1), 2, ProfileVersion::Kind::updated, "Ada King");
    commit(batch);

    EXPECT_FALSE(view()->profile(pid(1), at(-1)));
    EXPECT_EQ(view()->profile(pid(1), at(0))->version, 1);
    EXPECT_EQ(view()->profile(pid(1), at(9))->version, 1);
    EXPECT_EQ(view()->profile(pid(1), at(10))->version, 2);
    EXPECT_EQ(view()->profile(pid(1))->golden.text_of("name"), "Ada King");
}

TEST_P(Profiles, MembersOfAnyTime)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    tick(10);
    commit_merge(a, b, pid(1), pid(2));
    tick(10);
    Batch remove = this->batch();
    remove.remove_person(a, "a", 2);
    remove.lineage(a, pid(1), "", "left");
    commit(remove);

    EXPECT_THAT(keys_of(view()->members(pid(1))), ElementsAre("crm:b"));
    EXPECT_THAT(keys_of(view()->members(pid(1), at(20))), ElementsAre("crm:b"));
    EXPECT_THAT(keys_of(view()->members(pid(1), at(15))), ElementsAre("crm:a", "crm:b"));
    EXPECT_THAT(keys_of(view()->members(pid(1), at(5))), ElementsAre("crm:a"));
    EXPECT_THAT(keys_of(view()->members(pid(2), at(5))), ElementsAre("crm:b"));
    EXPECT_THAT(view()->members(pid(2), at(15)), IsEmpty());
    EXPECT_THAT(view()->members(pid(1), at(-1)), IsEmpty());
}

TEST_P(Profiles, MembersComeWithTheVersionThenInForce)
{
    Batch first = this->batch();
    const RecordId a = first.person("a", pid(1), R"({"v":1})");
    first.set.records[0].version.occurred_at = at(-100);
    first.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(first);
    tick(10);
    Batch second = this->batch();
    second.person_version(a, "a", 2, R"({"v":2})", at(-50));
    commit(second);
    tick(10);
    Batch late = this->batch();
    late.person_version(a, "a", 3, R"({"v":3})", at(-70), false);
    commit(late);
    tick(10);
    Batch equal = this->batch();
    equal.person_version(a, "a", 4, R"({"v":4})", at(-50));
    commit(equal);

    const auto data_at = [&](Timestamp time) {
        return view()->members(pid(1), time)[0].version.data;
    };
    EXPECT_EQ(data_at(at(5)), R"({"v":1})");
    EXPECT_EQ(data_at(at(15)), R"({"v":2})");
    EXPECT_EQ(data_at(at(25)), R"({"v":2})") << "the late one never came into force";
    EXPECT_EQ(data_at(at(35)), R"({"v":4})") << "of equal times the later recorded";
    EXPECT_EQ(data_at({}), R"({"v":4})");
    EXPECT_TRUE(view()->members(pid(1))[0].version.current);
}

TEST_P(Profiles, LineageNamesBothSides)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_merge(a, b, pid(1), pid(2));

    const auto kept = view()->lineage(pid(1));
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].detail, "created");
    EXPECT_EQ(kept[1].detail, "merged");
    EXPECT_EQ(kept[1].from, pid(2));
    EXPECT_EQ(kept[1].to, pid(1));
    EXPECT_EQ(kept[1].record, b);
    EXPECT_EQ(view()->lineage(pid(2)).size(), 2U);
    EXPECT_THAT(view()->lineage(pid(3)), IsEmpty());
}

TEST_P(Profiles, NewestProfilesAnswerForTheKnownIds)
{
    commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.profile(pid(1), 2, ProfileVersion::Kind::updated);
    commit(batch);
    const std::vector<std::string> asked{pid(1), pid(2)};
    const auto newest = view()->newest_profiles(asked);
    ASSERT_EQ(newest.size(), 1U);
    EXPECT_EQ(newest.at(pid(1)).version, 2);
}

TEST_P(Profiles, IdsComeInOrderPageByPage)
{
    for (const int n : {3, 1, 2}) commit_person(std::to_string(n), pid(n));
    const auto first = view()->profile_ids("", 2);
    EXPECT_THAT(first, ElementsAre(pid(1), pid(2)));
    EXPECT_THAT(view()->profile_ids(first.back(), 2), ElementsAre(pid(3)));
    EXPECT_THAT(view()->profile_ids(pid(3), 2), IsEmpty());
}

TEST_P(Profiles, AKeyLeadsToTheProfilesOfItsCarriers)
{
    Batch batch = this->batch();
    for (int i = 1; i <= 3; ++i) {
        const RecordId id = batch.person(std::to_string(i), pid(i));
        batch.keys(id, {{"email", "a@example.com", 1, false}});
        batch.profile(pid(i), 1, ProfileVersion::Kind::created);
    }
    commit(batch);
    EXPECT_THAT(view()->profiles_with_key("email", "a@example.com", 10),
                ElementsAre(pid(1), pid(2), pid(3)));
    EXPECT_THAT(view()->profiles_with_key("email", "a@example.com", 2),
                ElementsAre(pid(1), pid(2)));
    EXPECT_THAT(view()->profiles_with_key("email", "A@example.com", 2), IsEmpty());
    EXPECT_THAT(view()->profiles_with_key("none", "a@example.com", 2), IsEmpty());
}

TEST_P(Profiles, IdsThatAreNoUuidsWorkToo)
{
    commit_person("a", "golden-1");
    EXPECT_EQ(view()->resolve_profile("golden-1"), "golden-1");
    EXPECT_EQ(view()->profile("golden-1")->profile_id, "golden-1");
    EXPECT_THAT(view()->profile_ids("", 5), ElementsAre("golden-1"));
}

}  // namespace
}  // namespace cx::store
