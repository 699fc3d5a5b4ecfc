// How long changes are kept for readers, and the snapshot for those who come later.
#include "store_test.hpp"

#include <gmock/gmock.h>

#include <map>

namespace cx::store {
namespace {

constexpr std::uint64_t plenty = 1ULL << 40U;

class Feed : public StoreTest {
protected:
    // One more order, committed; answers its seq.
    Seq commit_order(const std::string& key, const std::string& data = "{}")
    {
        Batch batch = this->batch();
        batch.order(key, "crm:a", at(1), data);
        return commit(batch).last_seq;
    }
    // Everything by pages of `limit`: key or profile -> op; what comes twice has "twice".
    std::map<std::string, std::string> snapshot(int limit, Seq& next)
    {
        std::map<std::string, std::string> all;
        next = 0;
        for (bool complete = false; !complete;) {
            const SnapshotPage page = view()->snapshot(next, limit);
            for (const Change& change : page.changes) {
                const std::string name =
                    change.record ? change.record->key.key : change.profile_id.substr(35);
                const std::string op(change.record ? to_text(change.record->op)
                                                   : to_text(change.profile->kind));
                if (!all.emplace(name, op).second) all[name] = "twice";
                EXPECT_GT(change.seq, next);
            }
            next = page.next;
            complete = page.complete;
        }
        return all;
    }
};
CX_OVER_ENGINES(Feed);

TEST_P(Feed, IsWholeUntilItIsTrimmed)
{
    const Seq last = commit_order("o1");
    EXPECT_EQ(view()->feed().floor, 0);
    EXPECT_EQ(view()->feed().newest, last);
    EXPECT_EQ(store_->trim_feed(at(0), plenty), 0);
}

TEST_P(Feed, IsTrimmedByAgeAndNeverGrowsBack)
{
    const Seq first = commit_order("o1");
    tick(60);
    const Seq second = commit_order("o2");
    tick(60);
    commit_order("o3");
    EXPECT_EQ(store_->trim_feed(at(30), plenty), first);
    EXPECT_EQ(store_->trim_feed(at(90), plenty), second);
    EXPECT_EQ(store_->trim_feed(at(0), plenty), second);
    EXPECT_EQ(view()->feed().floor, second);
    reopen();
    EXPECT_EQ(view()->feed().floor, second);
}

TEST_P(Feed, IsTrimmedBySize)
{
    std::vector<Seq> seqs;
    for (int i = 0; i < 10; ++i) {
        std::string noise;
        for (int k = 0; k < 2000; ++k)
            noise += static_cast<char>('a' + (k * k + i * 7 + k / 3) % 26);
        seqs.push_back(commit_order("o" + std::to_string(i), R"({"x":")" + noise + R"("})"));
        tick(60);
    }
    const Seq floor = store_->trim_feed(at(-1), 400);
    EXPECT_GT(floor, seqs[0]);
    EXPECT_LT(floor, seqs[9]);
}

TEST_P(Feed, MarksAreFew)
{
    for (int i = 0; i < 20; ++i) {
        commit_order("o" + std::to_string(i));
        tick(1);
    }
    // Of the commits of ten seconds the first has the mark.
    EXPECT_EQ(store_->trim_feed(at(10), plenty), 1);
}

TEST_P(Feed, ASnapshotHoldsTheNewestOfEverythingOnce)
{
    const RecordId a = commit_person("a", pid(1));
    const RecordId b = commit_person("b", pid(2));
    commit_order("o1");
    commit_merge(a, b, pid(1), pid(2));
    const std::map<std::string, std::string> expected{
        {"1", "merged"}, {"2", "removed"}, {"shop:o1", "upsert"}};
    for (const int limit : {1, 2, 100}) {
        Seq next = 0;
        EXPECT_EQ(snapshot(limit, next), expected) << "pages of " << limit;
        EXPECT_EQ(next, view()->feed().newest);
        EXPECT_TRUE(view()->changes(next, 10).empty());
    }
}

TEST_P(Feed, WhatChangesWhileASnapshotIsTakenComesBehindIt)
{
    commit_order("o1");
    const RecordId a = commit_person("a", pid(1));
    const SnapshotPage first = view()->snapshot(0, 1);
    EXPECT_EQ(first.changes.at(0).record->key.key, "shop:o1");
    EXPECT_FALSE(first.complete);
    Batch batch = this->batch();
    batch.person_version(a, "a", 2, R"({"n":2})");
    batch.profile(pid(1), 2, ProfileVersion::Kind::updated, "Augusta");
    commit(batch);
    const SnapshotPage second = view()->snapshot(first.next, 10);
    EXPECT_TRUE(second.complete);
    ASSERT_EQ(second.changes.size(), 1U);
    EXPECT_EQ(second.changes[0].profile->version, 2);
}

TEST_P(Feed, ASnapshotIsThereAlsoForWhatTheFeedKeepsNoLonger)
{
    commit_order("o1");
    tick(60);
    commit_order("o2");
    store_->trim_feed(at(3600), plenty);
    Seq next = 0;
    EXPECT_EQ(snapshot(10, next).size(), 2U);
}

TEST_P(Feed, ASinkRemembersThatItTakesASnapshot)
{
    store_->save_sink({.sink = "warehouse", .delivered = 7, .resync = true});
    reopen();
    EXPECT_TRUE(view()->sinks().at(0).resync);
}

TEST_P(Feed, AnEmptyStoreHasACompleteSnapshot)
{
    const SnapshotPage page = view()->snapshot(0, 10);
    EXPECT_TRUE(page.complete);
    EXPECT_EQ(page.next, 0);
}

}  // namespace
}  // namespace cx::store
