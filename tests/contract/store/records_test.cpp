// Records and what hangs on people; the feed of changes; exports.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Records : public StoreTest {
protected:
    std::vector<std::string> owned_keys(const std::vector<std::string>& owners,
                                        const std::string& entity, bool events_only,
                                        Timestamp before, int limit)
    {
        std::vector<std::string> keys;
        for (const RecordVersion& version :
             view()->owned(owners, entity, events_only, before, limit))
            keys.push_back(version.key.key);
        return keys;
    }
    std::vector<std::string> feed(Seq after, int limit)
    {
        std::vector<std::string> texts;
        for (const Change& change : view()->changes(after, limit))
            texts.push_back(
                std::to_string(change.seq) + " " + change.kind + " " +
                (change.record ? change.record->key.key : change.profile->profile_id.substr(35)));
        return texts;
    }
};
CX_OVER_ENGINES(Records);

TEST_P(Records, AVersionComesBackAsItWasWritten)
{
    Batch batch = this->batch();
    batch.order("o1", "crm:a", at(7), R"({"total":"1.50"})");
    RecordVersion& written = batch.set.records[0].version;
    written.occurred_at = at(6);
    written.observed_at = at(8);
    written.issues = {{"/total", "decimal.rounded", model::Issue::Severity::warn}};
    const RecordVersion expected = written;
    commit(batch);

    const auto read = view()->current("order", "shop:o1", "shop");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->seq, expected.seq);
    EXPECT_EQ(read->record, expected.record);
    EXPECT_EQ(read->key, expected.key);
    EXPECT_EQ(read->kind, model::EntityKind::state);
    EXPECT_EQ(read->version, 1);
    EXPECT_EQ(read->op, RecordVersion::Op::upsert);
    EXPECT_EQ(read->occurred_at, at(6));
    EXPECT_EQ(read->observed_at, at(8));
    EXPECT_EQ(read->recorded_at, at(0));
    EXPECT_EQ(read->origin, expected.origin);
    EXPECT_EQ(read->mapping, expected.mapping);
    EXPECT_EQ(read->owner, "crm:a");
    EXPECT_EQ(read->time, at(7));
    EXPECT_EQ(read->data, expected.data);
    EXPECT_EQ(read->hash, expected.hash);
    EXPECT_EQ(read->issues, expected.issues);
    EXPECT_TRUE(read->current);
}

TEST_P(Records, CurrentPrefersALiveRecordWhereNoSourceIsNamed)
{
    const RecordId a = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.remove_person(a, "a", 2);
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    batch.person("x", pid(2), R"({"from":"erp"})");
    batch.set.records.back().version.key = {"erp", "person", "crm:a"};
    batch.profile(pid(2), 1, ProfileVersion::Kind::created);
    commit(batch);

    EXPECT_EQ(view()->current("person", "crm:a")->data, R"({"from":"erp"})");
    EXPECT_EQ(view()->current("person", "crm:a", "crm")->op, RecordVersion::Op::remove);
    EXPECT_FALSE(view()->current("person", "crm:a", "shop"));
    EXPECT_FALSE(view()->current("order", "crm:a"));
    EXPECT_FALSE(view()->current("person", "crm:zzz"));
}

TEST_P(Records, VersionsTellTheWholeStory)
{
    const RecordId a = commit_person("a", pid(1));
    tick(1);
    Batch update = this->batch();
    update.person_version(a, "a", 2, R"({"v":2})");
    commit(update);
    Batch remove = this->batch();
    remove.remove_person(a, "a", 3);
    remove.profile(pid(1), 2, ProfileVersion::Kind::removed);
    commit(remove);

    const auto versions = view()->versions(person_key("a"));
    ASSERT_EQ(versions.size(), 3U);
    EXPECT_EQ(versions[1].version, 2);
    EXPECT_EQ(versions[1].recorded_at, at(1));
    EXPECT_EQ(versions[2].op, RecordVersion::Op::remove);
    EXPECT_EQ(versions[2].data, "");
    EXPECT_TRUE(versions[2].current);
    EXPECT_THAT(view()->versions(person_key("b")), IsEmpty());
}

TEST_P(Records, OwnedRecordsComeNewestFirstAndPageByTime)
{
    Batch batch = this->batch();
    batch.order("o1", "crm:a", at(1));
    batch.order("o2", "crm:a", at(2));
    batch.event("e3", "crm:a", at(3));
    batch.event("e4", "web:7", at(4));
    batch.event("e5", "crm:b", at(5));
    commit(batch);

    const std::vector<std::string> owners{"web:7", "crm:a", "crm:a"};
    EXPECT_THAT(owned_keys(owners, "", false, {}, 10),
                ElementsAre("shop:e4", "shop:e3", "shop:o2", "shop:o1"));
    EXPECT_THAT(owned_keys(owners, "", false, {}, 2), ElementsAre("shop:e4", "shop:e3"));
    EXPECT_THAT(owned_keys(owners, "", false, at(3), 10), ElementsAre("shop:o2", "shop:o1"));
    EXPECT_THAT(owned_keys(owners, "", true, {}, 10), ElementsAre("shop:e4", "shop:e3"));
    EXPECT_THAT(owned_keys(owners, "order", false, {}, 1), ElementsAre("shop:o2"));
    EXPECT_THAT(owned_keys(owners, "unheard_of", false, {}, 10), IsEmpty());
    EXPECT_THAT(owned_keys({}, "", false, {}, 10), IsEmpty());
}

TEST_P(Records, OwnedRecordsFollowTheirOwnerAndLeaveWhenRemoved)
{
    Batch batch = this->batch();
    const RecordId o1 = batch.order("o1", "crm:a", at(1));
    const RecordId o2 = batch.order("o2", "crm:a", at(2));
    commit(batch);

    Batch next = this->batch();
    next.order("x", "crm:b", at(9));  // Turned into the second version of o1: it moves to b.
    RecordVersion& moved = next.set.records[0].version;
    moved.record = o1;
    moved.key.key = "shop:o1";
    moved.version = 2;
    next.order("y", "crm:a", at(2));
    RecordVersion& removed = next.set.records[1].version;
    removed.record = o2;
    removed.key.key = "shop:o2";
    removed.version = 2;
    removed.op = RecordVersion::Op::remove;
    removed.data.clear();
    commit(next);

    EXPECT_THAT(owned_keys({"crm:a"}, "", false, {}, 10), IsEmpty());
    EXPECT_THAT(owned_keys({"crm:b"}, "", false, {}, 10), ElementsAre("shop:o1"));
    EXPECT_EQ(view()->totals().state_records, 1U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Records, OwnerKeysAreOwnKeysAndIdentifiersOfAllMembers)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_merge(a, b, pid(1), pid(2));
    Batch batch = this->batch();
    batch.keys(b, {{"crm", "b", 7, false},
                   {"loyalty.member", "L:7", 7, true},
                   {"~word_birth", "0123456789abcdef", 7, false}});
    commit(batch);
    EXPECT_THAT(view()->owner_keys(pid(1)), ElementsAre("crm:a", "crm:b", "loyalty.member:L:7"));
    EXPECT_THAT(view()->owner_keys(pid(2)), IsEmpty());
    EXPECT_THAT(view()->owner_keys_of(std::vector<RecordId>{2, 1}),
                ElementsAre("crm:a", "crm:b", "loyalty.member:L:7"));
}

TEST_P(Records, WhatHangsOnAStateIsOfWhoeverHasTheState)
{
    commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.order("card", "crm:a", at(1));
    batch.order("plain", "crm:a", at(1));
    batch.event("points", "shop:card", at(2));
    batch.order("ring-1", "shop:ring-2", at(1));
    batch.order("ring-2", "shop:ring-1", at(1));
    commit(batch);
    EXPECT_EQ(view()->profile_of_owner("shop:card"), pid(1));
    EXPECT_EQ(view()->profile_of_owner("shop:nothing"), "");
    EXPECT_EQ(view()->profile_of_owner("shop:ring-1"), "");
    EXPECT_THAT(view()->owner_keys(pid(1)), ElementsAre("crm:a", "shop:card"));
    EXPECT_THAT(view()->belongings(pid(1)).owned, SizeIs(3));
    std::string profile;
    for (const Change& change : view()->changes(0, 100))
        if (change.record && change.record->key.key == "shop:points") profile = change.profile_id;
    EXPECT_EQ(profile, pid(1));
}

TEST_P(Records, TheFeedMergesProfilesAndEntitiesInOneOrder)
{
    Batch batch = this->batch();
    batch.person("a", pid(1));                                // 1, not a change
    batch.order("o1", "crm:a", at(1));                        // 2
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);  // 3
    batch.event("e1", "crm:a", at(2));                        // 4
    commit(batch);
    Batch next = this->batch();
    next.profile(pid(1), 2, ProfileVersion::Kind::updated);  // 5
    commit(next);

    EXPECT_THAT(feed(0, 10),
                ElementsAre("2 entity shop:o1", "3 profile 1", "4 event shop:e1", "5 profile 1"));
    EXPECT_THAT(feed(2, 2), ElementsAre("3 profile 1", "4 event shop:e1"));
    EXPECT_THAT(feed(5, 10), IsEmpty());
    EXPECT_THAT(feed(0, 0), IsEmpty());
}

TEST_P(Records, TheFeedNamesTheProfileOfTheOwnerAsOfNow)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    Batch batch = this->batch();
    batch.order("own", "crm:b", at(1));
    batch.order("by-identifier", "loyalty.member:77", at(1));
    batch.order("nobody's", "crm:zzz", at(1));
    batch.order("ownerless", "", at(1));
    batch.keys(b, {{"crm", "b", 7, false}, {"loyalty.member", "77", 7, false}});
    commit(batch);
    const auto owners = [&] {
        std::vector<std::string> ids;
        for (const Change& change : view()->changes(4, 4)) ids.push_back(change.profile_id);
        return ids;
    };
    EXPECT_THAT(owners(), ElementsAre(pid(2), pid(2), "", ""));
    commit_merge(a, b, pid(1), pid(2));
    EXPECT_THAT(owners(), ElementsAre(pid(1), pid(1), "", ""));
}

TEST_P(Records, AVersionThatNeverCameIntoForceIsNoChange)
{
    Batch batch = this->batch();
    const RecordId id = batch.order("o1", "crm:a", at(1));
    commit(batch);
    Batch late = this->batch();
    late.order("x", "crm:a", at(0));
    late.set.records[0].version.record = id;
    late.set.records[0].version.key.key = "shop:o1";
    late.set.records[0].version.version = 2;
    late.set.records[0].becomes_current = false;
    commit(late);
    EXPECT_THAT(feed(0, 10), ElementsAre("1 entity shop:o1"));
}

TEST_P(Records, ExportsVisitAllInAStableOrderAndStopWhenTold)
{
    const RecordId a = commit_person("a", pid(2));
    commit_person("b", pid(1));
    Batch batch = this->batch();
    batch.person_version(a, "a", 2, R"({"v":2})");
    batch.event("e1", "crm:a", at(2));
    commit(batch);

    const auto view = this->view();
    std::vector<std::string> versions;
    view->each_version([&](const RecordVersion& version) {
        versions.push_back(version.key.key + "@" + std::to_string(version.version) +
                           (version.current ? "*" : ""));
        return true;
    });
    EXPECT_THAT(versions, ElementsAre("crm:a@1", "crm:b@1*", "crm:a@2*", "shop:e1@1*"));
    std::vector<std::string> profiles;
    view->each_profile([&](const ProfileVersion& profile) {
        profiles.push_back(profile.profile_id);
        // The same view may be asked more while it visits.
        EXPECT_TRUE(view->profile(profile.profile_id));
        return true;
    });
    EXPECT_THAT(profiles, ElementsAre(pid(1), pid(2)));
    std::vector<std::string> members;
    view->each_member([&](const RecordKey& key, const std::string& profile_id) {
        members.push_back(key.key + "=" + profile_id);
        return true;
    });
    EXPECT_THAT(members, ElementsAre("crm:a=" + pid(2), "crm:b=" + pid(1)));
    int visited = 0;
    view->each_version([&](const RecordVersion&) { return ++visited < 2; });
    EXPECT_EQ(visited, 2);
}

TEST_P(Records, AViewDoesNotSeeWhatComesLater)
{
    commit_person("a", pid(1));
    const auto before = view();
    commit_person("b", pid(2));
    EXPECT_FALSE(before->current("person", "crm:b"));
    EXPECT_EQ(before->totals().profiles, 1U);
    EXPECT_TRUE(view()->current("person", "crm:b"));
}

TEST_P(Records, RawPayloadsAreKeptUntilPurged)
{
    Batch batch = this->batch();
    batch.person("a", pid(1));
    batch.set.origins[0].raw = R"({"ID":"a"})";
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    batch.set.rejects.push_back({.id = "r1",
                                 .pipeline = "crm",
                                 .stream = "contacts",
                                 .key = "z",
                                 .position = "",
                                 .code = "x",
                                 .config_line = "",
                                 .why = "",
                                 .remedy = "",
                                 .payload = "secret",
                                 .recorded_at = {},
                                 .state = "open"});
    commit(batch);
    tick(10);
    Batch next = this->batch();
    next.person("b", pid(2));
    next.set.origins[0].raw = std::string(5000, 'b');
    next.profile(pid(2), 1, ProfileVersion::Kind::created);
    commit(next);

    const auto raws = [&] {
        std::vector<std::string> texts;
        std::int64_t after = 0;
        const auto page = [&] { return view()->raw_page("crm", "contacts", after, 1); };
        for (auto rows = page(); !rows.empty(); rows = page()) {
            texts.push_back(rows[0].origin.key + " " + rows[0].payload.substr(0, 10));
            after = rows[0].position;
        }
        EXPECT_EQ(view()->raw_count("crm", "contacts"), texts.size());
        EXPECT_THAT(view()->raw_page("crm", "others", 0, 9), IsEmpty());
        return texts;
    };
    EXPECT_THAT(raws(), ElementsAre("a {\"ID\":\"a\"}", "b bbbbbbbbbb"));
    EXPECT_EQ(store_->purge_raw(at(5)), 2U);
    EXPECT_THAT(raws(), ElementsAre("b bbbbbbbbbb"));
    EXPECT_EQ(view()->reject("r1")->payload, "");
    EXPECT_EQ(store_->purge_raw(at(5)), 0U);
    EXPECT_TRUE(view()->current("person", "crm:a")) << "only the raw payload goes";
}

TEST_P(Records, ARawPayloadMayStayUntilItsRecordGoes)
{
    Batch batch = this->batch();
    batch.person("a", pid(1));
    batch.set.origins[0].raw = R"({"ID":"a"})";
    batch.set.origins[0].raw_stays = true;
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    const model::Origin origin = batch.set.origins[0].origin;
    commit(batch);
    tick(10'000);
    EXPECT_EQ(store_->purge_raw(at(9'000)), 0U);
    EXPECT_TRUE(view()->raw(origin));
    Batch next = this->batch();
    next.set.origins.push_back({.origin = origin, .raw_stays = true, .raw_goes = true});
    commit(next);
    EXPECT_FALSE(view()->raw(origin));
}

}  // namespace
}  // namespace cx::store
