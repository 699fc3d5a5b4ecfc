// What a batch reads before it decides.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BatchReads : public StoreTest {};
CX_OVER_ENGINES(BatchReads);

TEST_P(BatchReads, AnEmptyStoreAnswersEveryQuestion)
{
    const auto view = this->view();
    const std::vector<Origin> origins{person_origin("a")};
    const std::vector<RecordKey> keys{person_key("a")};
    const std::vector<KeyRow> match_keys{{"email", "a@example.com"}};
    const std::vector<RecordId> ids{1};
    const std::vector<std::int64_t> components{1};
    const std::vector<std::string> profiles{pid(1)};

    ASSERT_EQ(view->origins(origins).size(), 1U);
    EXPECT_FALSE(view->origins(origins)[0].known);
    EXPECT_FALSE(view->heads(keys)[0]);
    EXPECT_THAT(view->carriers(match_keys, 10)[0], IsEmpty());
    EXPECT_THAT(view->keys_of(ids)[0], IsEmpty());
    EXPECT_THAT(view->parties(ids), IsEmpty());
    EXPECT_THAT(view->component_members(components), IsEmpty());
    EXPECT_THAT(view->profile_members(profiles), IsEmpty());
    EXPECT_THAT(view->decisions(keys), IsEmpty());
    EXPECT_EQ(view->cursor("crm", "contacts"), "");
    EXPECT_THAT(view->newest_profiles(profiles), IsEmpty());
}

TEST_P(BatchReads, OriginTellsWhatItEmittedLast)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1), R"({"v":1})");
    batch.set.origins[0].occurred_at = at(-5);
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(batch);

    const std::vector<Origin> asked{person_origin("b"), person_origin("a")};
    const auto states = view()->origins(asked);
    ASSERT_EQ(states.size(), 2U);
    EXPECT_FALSE(states[0].known);
    EXPECT_TRUE(states[1].known);
    EXPECT_EQ(states[1].occurred_at, at(-5));
    EXPECT_EQ(states[1].payload_hash, hash128(R"({"v":1})"));
    ASSERT_EQ(states[1].emitted.size(), 1U);
    const RecordHead& head = states[1].emitted[0];
    EXPECT_EQ(head.id, id);
    EXPECT_EQ(head.key, person_key("a"));
    EXPECT_EQ(head.version, 1);
    EXPECT_EQ(head.op, RecordVersion::Op::upsert);
    EXPECT_EQ(head.hash, hash128(R"({"v":1})"));
    EXPECT_EQ(head.origin, person_origin("a"));
    EXPECT_EQ(head.profile_id, pid(1));
    EXPECT_EQ(head.component, id);
}

TEST_P(BatchReads, OriginStillTellsRemovedRecords)
{
    const RecordId id = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.remove_person(id, "a", 2);
    batch.lineage(id, pid(1), "", "left");
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    commit(batch);

    const std::vector<Origin> asked{person_origin("a")};
    const auto states = view()->origins(asked);
    ASSERT_EQ(states[0].emitted.size(), 1U);
    EXPECT_EQ(states[0].emitted[0].op, RecordVersion::Op::remove);
    EXPECT_EQ(states[0].emitted[0].version, 2);
    EXPECT_EQ(states[0].emitted[0].profile_id, pid(1)) << "the last one";
}

TEST_P(BatchReads, ARecordTakenOverByAnotherOriginLeavesTheFirst)
{
    const RecordId id = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.person_version(id, "a", 2, R"({"v":2})").origin = {"crm", "leads", "L1"};
    batch.set.origins.push_back({{"crm", "leads", "L1"}, {}, {}, ""});
    commit(batch);

    const std::vector<Origin> asked{person_origin("a"), {"crm", "leads", "L1"}};
    const auto states = view()->origins(asked);
    EXPECT_THAT(states[0].emitted, IsEmpty());
    ASSERT_EQ(states[1].emitted.size(), 1U);
    EXPECT_EQ(states[1].emitted[0].id, id);
}

TEST_P(BatchReads, AnOriginThatOnlyARecordNamesIsNotKnown)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1));
    batch.set.origins.clear();
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(batch);

    const std::vector<Origin> asked{person_origin("a")};
    const auto states = view()->origins(asked);
    EXPECT_FALSE(states[0].known);
    ASSERT_EQ(states[0].emitted.size(), 1U);
    EXPECT_EQ(states[0].emitted[0].id, id);
}

TEST_P(BatchReads, HeadsLineUpWithTheirKeys)
{
    commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));

    RecordKey other_source = person_key("b");
    other_source.source = "erp";
    const std::vector<RecordKey> asked{person_key("b"), person_key("none"), other_source,
                                       person_key("b")};
    const auto heads = view()->heads(asked);
    ASSERT_EQ(heads.size(), 4U);
    ASSERT_TRUE(heads[0]);
    EXPECT_EQ(heads[0]->id, b);
    EXPECT_FALSE(heads[1]);
    EXPECT_FALSE(heads[2]);
    EXPECT_EQ(heads[3]->id, b);
}

TEST_P(BatchReads, CarriersComeInOrderUpToTheLimit)
{
    Batch batch = this->batch();
    std::vector<RecordId> ids;
    for (int i = 0; i < 5; ++i) {
        const RecordId id = batch.person(std::to_string(i), pid(i));
        batch.keys(id,
                   {{"email", "family@example.com", static_cast<std::uint64_t>(i) - 1, i == 0}});
        batch.profile(pid(i), 1, ProfileVersion::Kind::created);
        ids.push_back(id);
    }
    commit(batch);

    const std::vector<KeyRow> asked{
        {"email", "family@example.com"}, {"email", "none"}, {"fax", "1"}};
    const auto carriers = view()->carriers(asked, 3);
    ASSERT_EQ(carriers.size(), 3U);
    ASSERT_EQ(carriers[0].size(), 3U);
    EXPECT_EQ(carriers[0][0].record, ids[0]);
    EXPECT_EQ(carriers[0][0].skeleton, ~std::uint64_t{0}) << "all 64 bits are kept";
    EXPECT_EQ(carriers[0][2].record, ids[2]);
    EXPECT_THAT(carriers[1], IsEmpty());
    EXPECT_THAT(carriers[2], IsEmpty());
}

TEST_P(BatchReads, KeysAreReplacedAsASet)
{
    const RecordId id = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.person_version(id, "a", 2, R"({"v":2})");
    batch.keys(
        id,
        {{"crm", "a", 7, false}, {"email", "b@example.com", 9, true}, {"phone", "+821", 9, false}});
    commit(batch);
    tick(1);
    Batch next = this->batch();
    next.person_version(id, "a", 3, R"({"v":3})");
    next.keys(id, {{"email", "b@example.com", 9, false}, {"phone", "+822", 9, false}});
    commit(next);

    const std::vector<RecordId> asked{id};
    const auto keys = view()->keys_of(asked);
    std::vector<std::string> texts;
    for (const KeyRow& key : keys[0])
        texts.push_back(key.ns + ":" + key.value + (key.verified ? "!" : ""));
    std::sort(texts.begin(), texts.end());
    EXPECT_THAT(texts, ElementsAre("email:b@example.com", "phone:+822"));
    EXPECT_EQ(view()->totals().keys, 2U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(BatchReads, TheLastOfTwoKeySetsOfOneRecordCounts)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1));
    batch.person_version(id, "a", 2, R"({"v":2})");
    batch.keys(id, {{"email", "x@example.com", 1, false}});
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(batch);

    const std::vector<RecordId> asked{id};
    const auto keys = view()->keys_of(asked);
    ASSERT_EQ(keys[0].size(), 1U);
    EXPECT_EQ(keys[0][0].value, "x@example.com");
    EXPECT_EQ(view()->totals().keys, 1U);
}

TEST_P(BatchReads, PartiesAreLiveOnesWithTheirData)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    Batch batch = this->batch();
    batch.remove_person(b, "b", 2);
    batch.profile(pid(2), 2, ProfileVersion::Kind::removed);
    const RecordId order = batch.order("1", "crm:a", at(0));
    commit(batch);

    const std::vector<RecordId> asked{a, b, order, 999};
    const auto parties = view()->parties(asked);
    ASSERT_EQ(parties.size(), 1U);
    EXPECT_EQ(parties[0].id, a);
    EXPECT_EQ(parties[0].key, person_key("a"));
    EXPECT_EQ(parties[0].data, R"({"id":"a"})");
    EXPECT_EQ(parties[0].mapping, "crm/contact@1");
    EXPECT_EQ(parties[0].profile_id, pid(1));
}

TEST_P(BatchReads, MembersOfComponentsAndProfilesAreLiveRecords)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    const RecordId c = commit_person("c", pid(3));
    commit_merge(a, b, pid(1), pid(2));

    const std::vector<std::int64_t> components{a, c, c};
    EXPECT_THAT(view()->component_members(components), ElementsAre(a, b, c));
    const std::vector<std::string> profiles{pid(1), pid(2)};
    EXPECT_THAT(view()->profile_members(profiles), ElementsAre(a, b));

    Batch batch = this->batch();
    batch.remove_person(b, "b", 2);
    commit(batch);
    EXPECT_THAT(view()->component_members(components), ElementsAre(a, c));
    EXPECT_THAT(view()->profile_members(profiles), ElementsAre(a));
}

TEST_P(BatchReads, DecisionsAreFoundByEitherSide)
{
    Batch batch = this->batch();
    batch.set.decisions.push_back({"d1",
                                   DecisionRow::Kind::cannot,
                                   person_key("a"),
                                   person_key("b"),
                                   "kim",
                                   "not the same",
                                   {}});
    batch.set.decisions.push_back({"d1",
                                   DecisionRow::Kind::cannot,
                                   person_key("a"),
                                   person_key("c"),
                                   "kim",
                                   "not the same",
                                   {}});
    batch.set.decisions.push_back(
        {"d2", DecisionRow::Kind::must, person_key("x"), person_key("y"), "lee", "", {}});
    commit(batch);

    const std::vector<RecordKey> both{person_key("a"), person_key("b")};
    EXPECT_EQ(view()->decisions(both).size(), 2U) << "no row twice";
    const std::vector<RecordKey> y{person_key("y")};
    const auto found = view()->decisions(y);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, "d2");
    EXPECT_EQ(found[0].kind, DecisionRow::Kind::must);
    EXPECT_EQ(found[0].a, person_key("x"));
    EXPECT_EQ(found[0].recorded_at, at(0));
}

TEST_P(BatchReads, RevokedDecisionsHoldOnlyInThePast)
{
    Batch batch = this->batch();
    batch.set.decisions.push_back(
        {"d1", DecisionRow::Kind::cannot, person_key("a"), person_key("b"), "kim", "", {}});
    commit(batch);
    tick(10);
    Batch revoke = this->batch();
    revoke.set.revoked_decisions.push_back("d1");
    commit(revoke);

    const std::vector<RecordKey> a{person_key("a")};
    EXPECT_THAT(view()->decisions(a), IsEmpty());
    EXPECT_THAT(view()->all_decisions(), IsEmpty());
    EXPECT_THAT(view()->decisions_at(a, at(-1)), IsEmpty());
    EXPECT_EQ(view()->decisions_at(a, at(5)).size(), 1U);
    EXPECT_THAT(view()->decisions_at(a, at(10)), IsEmpty());
}

}  // namespace
}  // namespace cx::store
