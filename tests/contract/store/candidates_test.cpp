// Candidate keys, and their index that may be made later.
#include "store_test.hpp"

#include <gmock/gmock.h>

#include <numeric>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t high = ~std::uint64_t{0} - 1;

class Candidates : public StoreTest {
protected:
    // A person with these keys, each with a sketch that tells the person apart.
    RecordId person(Batch& batch, int number, std::vector<std::uint64_t> hashes)
    {
        const RecordId id = batch.person(std::to_string(number), pid(number));
        const auto sketch = static_cast<std::uint64_t>(number);
        batch.candidates(id, {std::move(hashes), sketch, high - sketch});
        batch.profile(pid(number), 1, ProfileVersion::Kind::created);
        return id;
    }

    std::vector<RecordId> who(std::uint64_t hash, std::size_t limit = 100)
    {
        const std::vector<std::uint64_t> asked{hash};
        const auto carriers = view()->candidate_carriers(asked, limit);
        std::vector<RecordId> records;
        for (const CandidateCarrier& carrier : carriers[0]) records.push_back(carrier.record);
        return records;
    }
};

CX_OVER_ENGINES(Candidates);

TEST_P(Candidates, ComeInOrderUpToTheLimitWithTheirSketches)
{
    Batch batch = this->batch();
    for (int i = 1; i <= 4; ++i) person(batch, i, {5, high});
    commit(batch);
    EXPECT_THAT(who(5), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(who(high, 2), ElementsAre(1, 2)) << "all 64 bits are kept";
    EXPECT_THAT(who(6), IsEmpty());
    const std::vector<std::uint64_t> asked{high};
    const auto carriers = view()->candidate_carriers(asked, 9);
    EXPECT_EQ(carriers[0][2].names, 3U);
    EXPECT_EQ(carriers[0][2].traits, high - 3);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Candidates, OfACrowdedKeyOnlyTheNumberIsTold)
{
    Batch batch = this->batch();
    for (int i = 1; i <= 40; ++i) person(batch, i, {5});
    commit(batch);
    for (const std::size_t limit : {17U, 40U}) EXPECT_THAT(who(5, limit), SizeIs(limit));
    std::vector<RecordId> all(40);
    std::iota(all.begin(), all.end(), RecordId{1});
    EXPECT_EQ(who(5, 41), all);
    EXPECT_THAT(who(5, 16), ElementsAreArray(all.begin(), all.begin() + 16));
}

TEST_P(Candidates, AreReplacedAsASetAndGoWithTheirRecord)
{
    Batch batch = this->batch();
    const RecordId id = person(batch, 1, {5, 7});
    commit(batch);
    tick(1);
    Batch next = this->batch();
    next.person_version(id, "1", 2, R"({"v":2})");
    next.candidates(id, {{7, 9}, 77, 78});
    commit(next);
    EXPECT_THAT(who(5), IsEmpty());
    const std::vector<std::uint64_t> asked{7, 9};
    for (const auto& carriers : view()->candidate_carriers(asked, 9)) {
        ASSERT_EQ(carriers.size(), 1U);
        EXPECT_EQ(carriers[0].names, 77U) << "a key that stays has the new sketch";
    }
    const std::vector<RecordId> ids{id, 99};
    EXPECT_EQ(view()->candidate_keys_of(ids)[0], (CandidateKeys{{7, 9}, 77, 78}));
    EXPECT_EQ(view()->candidate_keys_of(ids)[1], CandidateKeys());
    EXPECT_THAT(store_->check(), IsEmpty());

    Batch last = this->batch();
    last.candidates(id, {});
    commit(last);
    EXPECT_THAT(who(7), IsEmpty());
    EXPECT_EQ(view()->candidate_keys_of(ids)[0], CandidateKeys());
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Candidates, LeftOutOfTheIndexAreFoundOnceItIsMade)
{
    const std::uint64_t middle = std::uint64_t{1} << 63;
    Batch held = batch();
    held.set.index_later = true;
    const RecordId a = person(held, 1, {1, middle, high});
    const RecordId b = person(held, 2, {1, middle - 1});
    commit(held);
    EXPECT_EQ(view()->totals().candidates_waiting, 5U);
    EXPECT_THAT(who(1), IsEmpty());
    EXPECT_THAT(store_->check(), IsEmpty()) << "what waits is not missing";

    // One that changes meanwhile, and one that came after a crash, without waiting.
    tick(1);
    Batch next = batch();
    next.person_version(b, "2", 2, R"({"v":2})");
    next.candidates(b, {{1, 4}, 2, 3});
    const RecordId c = person(next, 3, {1, high});
    commit(next);

    constexpr std::uint64_t slices = 3;
    for (int times = 0; times < 2; ++times)  // A crash in between begins anew.
        for (std::uint64_t slice = 0; slice + 1 < slices; ++slice)
            store_->index_candidates(slice, slices);
    EXPECT_GT(view()->totals().candidates_waiting, 0U);
    store_->index_candidates(slices - 1, slices);
    EXPECT_EQ(view()->totals().candidates_waiting, 0U);
    EXPECT_THAT(who(1), ElementsAre(a, b, c));
    EXPECT_THAT(who(4), ElementsAre(b));
    EXPECT_THAT(who(middle), ElementsAre(a));
    EXPECT_THAT(who(middle - 1), IsEmpty()) << "it went before the index was made";
    EXPECT_THAT(who(high), ElementsAre(a, c));
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Candidates, AWritersViewSeesWhatItWroteAndLetsItWriteOn)
{
    Batch batch = this->batch();
    person(batch, 1, {5});
    commit(batch);
    {
        const auto view = store_->writer_view();
        const std::vector<std::uint64_t> asked{5};
        EXPECT_EQ(view->candidate_carriers(asked, 9)[0].size(), 1U);
        EXPECT_EQ(store_->next_record(), 2) << "numbers may be asked for meanwhile";
    }
    tick(1);
    Batch next = this->batch();
    person(next, 2, {5});
    commit(next);
    EXPECT_THAT(who(5), ElementsAre(1, 2));
}

}  // namespace
}  // namespace cx::store
