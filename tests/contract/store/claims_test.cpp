// Records that several origins say: who holds one, who else claims it.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = ClaimUpdate::Kind;

class Claims : public StoreTest {
protected:
    // The person crm:a of origin a, which the origin L1 of another stream says too, earlier.
    Claims() : id_(commit_person("a", pid(1)))
    {
        Batch batch = this->batch();
        batch.person_version(id_, "a", 2, R"({"v":"lead"})", at(-9), false).origin = lead_;
        batch.set.origins.push_back({lead_, at(-9), hash128("lead"), ""});
        batch.set.claims.push_back({id_, lead_, Kind::claims, 2});
        commit(batch);
    }

    OriginState state_of(const Origin& origin)
    {
        const std::vector<Origin> asked{origin};
        return view()->origins(asked)[0];
    }
    void update(ClaimUpdate update)
    {
        Batch batch = this->batch();
        batch.set.claims.push_back(std::move(update));
        commit(batch);
    }

    const Origin lead_{"crm", "leads", "L1"};
    RecordId id_;
};
CX_OVER_ENGINES(Claims);

TEST_P(Claims, AnOriginTellsWhatItClaims)
{
    const OriginState state = state_of(lead_);
    EXPECT_THAT(state.emitted, IsEmpty());
    ASSERT_THAT(state.claimed, SizeIs(1));
    EXPECT_EQ(state.claimed[0].head.id, id_);
    EXPECT_EQ(state.claimed[0].head.origin, person_origin("a"));
    EXPECT_EQ(state.claimed[0].head.version, 2);
    EXPECT_EQ(state.claimed[0].head.in_force, 1);
    EXPECT_EQ(state.claimed[0].claim.version, 2);
    EXPECT_EQ(state.claimed[0].claim.said_at, at(-9));
    EXPECT_EQ(state.claimed[0].claim.hash, hash128(R"({"v":"lead"})"));
    EXPECT_THAT(state_of(person_origin("a")).claimed, IsEmpty());
}

TEST_P(Claims, ARecordTellsWhoElseSaysIt)
{
    const auto claims = view()->claims(id_);
    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims.begin()->first, lead_);
    EXPECT_EQ(claims.begin()->second.said_at, at(-9));
    EXPECT_EQ(view()->version_of(id_, 2)->data, R"({"v":"lead"})");
    EXPECT_FALSE(view()->version_of(id_, 3));
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Claims, AClaimIsReplacedAndWithdrawn)
{
    Batch batch = this->batch();
    batch.person_version(id_, "a", 3, R"({"v":"other"})", at(-8), false).origin = lead_;
    batch.set.claims.push_back({id_, lead_, Kind::claims, 3});
    commit(batch);
    EXPECT_EQ(view()->claims(id_).at(lead_).version, 3);
    update({id_, lead_, Kind::withdraws});
    update({id_, lead_, Kind::withdraws});
    EXPECT_THAT(view()->claims(id_), IsEmpty());
}

TEST_P(Claims, AnotherOriginHoldsARecordWithoutANewVersion)
{
    Batch batch = this->batch();
    batch.set.claims.push_back({id_, lead_, Kind::withdraws});
    batch.set.claims.push_back({id_, person_origin("a"), Kind::claims, 1});
    batch.set.claims.push_back({id_, lead_, Kind::holds});
    commit(batch);
    EXPECT_THAT(state_of(lead_).emitted, SizeIs(1));
    EXPECT_EQ(state_of(lead_).emitted[0].in_force, 1);
    EXPECT_EQ(state_of(lead_).emitted[0].said_at, Timestamp{}) << "the version is undated";
    EXPECT_THAT(state_of(person_origin("a")).claimed, SizeIs(1));
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Claims, AClaimIsAWordToMissInASnapshot)
{
    const std::int64_t generation = store_->begin_snapshot("crm", "leads");
    std::uint64_t known = 0;
    EXPECT_THAT(store_->snapshot_missing("crm", "leads", generation, known), ElementsAre(lead_));
    EXPECT_EQ(known, 1U);
}

TEST_P(Claims, AClaimThatContradictsIsFound)
{
    update({id_, person_origin("a"), Kind::claims, 1});
    EXPECT_THAT(store_->check(), SizeIs(1));
    update({id_, person_origin("a"), Kind::withdraws});
    update({id_, lead_, Kind::claims, 9});
    EXPECT_THAT(store_->check(), SizeIs(1));
}

// The past is what was in force then, though a later version happened earlier.
TEST_P(Claims, TheVersionInForceIsTheLastThatCameIntoForce)
{
    tick(10);
    Batch batch = this->batch();
    batch.person_version(id_, "a", 3, R"({"v":"lead"})", at(-9)).origin = lead_;
    batch.set.claims.push_back({id_, lead_, Kind::withdraws});
    commit(batch);
    EXPECT_EQ(view()->members(pid(1), at(5))[0].version.version, 1);
    EXPECT_EQ(view()->members(pid(1), at(10))[0].version.version, 3);
    EXPECT_EQ(view()->members(pid(1))[0].version.version, 3);
}

}  // namespace
}  // namespace cx::store
