// Generations of a stream that always sends everything.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Snapshot : public StoreTest {
protected:
    std::vector<std::string> missing(std::int64_t generation)
    {
        std::vector<std::string> keys;
        for (const Origin& origin : store_->snapshot_missing("crm", "contacts", generation, known_))
            keys.push_back(origin.key);
        return keys;
    }
    // The unchanged record `key` was seen in the generation.
    void see(const std::string& key, std::int64_t generation)
    {
        Batch batch = this->batch();
        const std::vector<Origin> asked{person_origin(key)};
        batch.set.origins.push_back(
            {person_origin(key), {}, view()->origins(asked)[0].payload_hash, ""});
        batch.set.snapshot_generation = generation;
        batch.stream("c");
        commit(batch);
    }

    std::uint64_t known_ = 0;
};
CX_OVER_ENGINES(Snapshot);

TEST_P(Snapshot, OriginsNotSeenInAGenerationAreMissing)
{
    for (const char* key : {"a", "b", "c"}) commit_person(key, pid(key[0]));
    const std::int64_t generation = store_->begin_snapshot("crm", "contacts");
    EXPECT_GE(generation, 1);
    see("a", generation);
    see("c", generation);
    EXPECT_THAT(missing(generation), ElementsAre("b"));
    EXPECT_EQ(known_, 3U);
    see("b", generation);
    EXPECT_THAT(missing(generation), IsEmpty());
}

TEST_P(Snapshot, AGenerationGoesOnAfterReopeningUntilItEnds)
{
    const std::int64_t first = store_->begin_snapshot("crm", "contacts");
    reopen();
    EXPECT_EQ(store_->begin_snapshot("crm", "contacts"), first);
    store_->end_snapshot("crm", "contacts", first);
    EXPECT_EQ(store_->begin_snapshot("crm", "contacts"), first + 1);
    store_->end_snapshot("crm", "contacts", first);
    EXPECT_EQ(store_->begin_snapshot("crm", "contacts"), first + 1)
        << "ending an old one ends nothing";
}

TEST_P(Snapshot, TheNextGenerationBeginsWithNobodySeen)
{
    commit_person("a", pid(1));
    std::int64_t generation = store_->begin_snapshot("crm", "contacts");
    see("a", generation);
    store_->end_snapshot("crm", "contacts", generation);
    generation = store_->begin_snapshot("crm", "contacts");
    EXPECT_THAT(missing(generation), ElementsAre("a"));
}

TEST_P(Snapshot, OriginsWithoutALiveRecordHaveNothingToMiss)
{
    const RecordId a = commit_person("a", pid(1));
    Batch batch = this->batch();
    batch.remove_person(a, "a", 2);
    batch.profile(pid(1), 2, ProfileVersion::Kind::removed);
    batch.set.origins.push_back({person_origin("filtered"), {}, {}, ""});
    commit(batch);
    const std::int64_t generation = store_->begin_snapshot("crm", "contacts");
    EXPECT_THAT(missing(generation), IsEmpty());
    EXPECT_EQ(known_, 0U);
}

TEST_P(Snapshot, StreamsHaveTheirOwnGenerations)
{
    commit_person("a", pid(1));
    const std::int64_t other = store_->begin_snapshot("erp", "partners");
    EXPECT_THAT(store_->snapshot_missing("erp", "partners", other, known_), IsEmpty());
    EXPECT_EQ(known_, 0U);
    EXPECT_THAT(store_->snapshot_missing("never", "seen", 1, known_), IsEmpty());
}

TEST_P(Snapshot, CursorAndCountersOfTheStreamStay)
{
    Batch batch = this->batch();
    batch.stream("c1", 4);
    commit(batch);
    const std::int64_t generation = store_->begin_snapshot("crm", "contacts");
    store_->end_snapshot("crm", "contacts", generation);
    EXPECT_EQ(view()->cursor("crm", "contacts"), "c1");
    EXPECT_EQ(view()->streams()[0].counts.read, 4U);
}

}  // namespace
}  // namespace cx::store
