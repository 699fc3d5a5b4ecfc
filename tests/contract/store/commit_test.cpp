// A commit is all or nothing, and refuses what contradicts the store.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class Commit : public StoreTest {};
CX_OVER_ENGINES(Commit);

TEST_P(Commit, NumbersStartAtOneAndCountOn)
{
    EXPECT_EQ(store_->next_seq(), 1);
    EXPECT_EQ(store_->next_record(), 1);
    commit_person("a", pid(1));
    EXPECT_EQ(store_->next_seq(), 3);
    EXPECT_EQ(store_->next_record(), 2);
    reopen();
    EXPECT_EQ(store_->next_seq(), 3);
    EXPECT_EQ(store_->next_record(), 2);
}

TEST_P(Commit, EverythingOfABatchIsThereAfterReopening)
{
    Batch batch = this->batch();
    batch.person("a", pid(1), R"({"name":"Ada"})");
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    batch.stream("page-2", 1);
    batch.set.texts["config-1"] = "identity: {}";
    commit(batch);
    reopen();

    const auto view = this->view();
    EXPECT_EQ(view->cursor("crm", "contacts"), "page-2");
    EXPECT_EQ(view->totals().profiles, 1U);
    EXPECT_EQ(view->totals().party_records, 1U);
    EXPECT_EQ(view->totals().last_seq, 2);
    EXPECT_EQ(view->current("person", "crm:a")->data, R"({"name":"Ada"})");
    EXPECT_EQ(view->profile(pid(1))->golden.text_of("name"), "Ada");
    EXPECT_EQ(view->text("config-1"), "identity: {}");
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Commit, AnEmptySetIsNoError)
{
    EXPECT_EQ(store_->commit({}).last_seq, 0);
    EXPECT_EQ(store_->next_seq(), 1);
    EXPECT_THAT(view()->streams(), IsEmpty());
}

TEST_P(Commit, CountersAddUp)
{
    Batch first = this->batch();
    first.stream("1", 10);
    first.set.counts.rejected = 2;
    first.set.counts.read += 2;
    first.set.counts.rejected_by_code = {{"csv.quote", 2}};
    first.set.counts.issues_by_code = {{"email.syntax", 1}};
    first.set.counts.with_issues = 1;
    commit(first);
    tick(5);
    Batch second = this->batch();
    second.stream("2", 3);
    second.set.counts.unchanged = 1;
    second.set.counts.filtered = 2;
    second.set.counts.issues_by_code = {{"email.syntax", 2}, {"date.unknown", 1}};
    commit(second);

    const auto streams = view()->streams();
    ASSERT_EQ(streams.size(), 1U);
    EXPECT_EQ(streams[0].cursor, "2");
    EXPECT_EQ(streams[0].last_success, at(5));
    const StreamCounts& counts = streams[0].counts;
    EXPECT_EQ(counts.read, 15U);
    EXPECT_EQ(counts.accepted, 13U);
    EXPECT_EQ(counts.rejected, 2U);
    EXPECT_EQ(counts.unchanged, 1U);
    EXPECT_EQ(counts.filtered, 2U);
    EXPECT_EQ(counts.with_issues, 1U);
    EXPECT_THAT(counts.rejected_by_code, ElementsAre(Pair("csv.quote", 2)));
    EXPECT_THAT(counts.issues_by_code,
                ElementsAre(Pair("date.unknown", 1), Pair("email.syntax", 3)));
}

TEST_P(Commit, WithoutACursorTheOldOneStays)
{
    Batch first = this->batch();
    first.stream("1");
    commit(first);
    Batch second = this->batch();
    second.stream("ignored");
    second.set.cursor.reset();
    commit(second);
    EXPECT_EQ(view()->cursor("crm", "contacts"), "1");
}

TEST_P(Commit, ALongCursorComesBackWhole)
{
    std::string cursor(1 << 20, 'x');
    cursor[1000] = '\0';
    Batch batch = this->batch();
    batch.stream(cursor);
    commit(batch);
    EXPECT_EQ(view()->cursor("crm", "contacts"), cursor);
}

TEST_P(Commit, LongDataAndManyIssuesComeBackWhole)
{
    std::string data = R"({"text":")";
    for (int i = 0; i < 5000; ++i) data += "lorem ipsum ";
    data += "\"}";
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1), data);
    batch.set.records[0].version.issues = {
        {"/name", "text.trimmed", model::Issue::Severity::info},
        {"/email", "email.syntax", model::Issue::Severity::error}};
    batch.profile(pid(1), 1, ProfileVersion::Kind::created, std::string(10'000, 'n'));
    commit(batch);

    const auto view = this->view();
    const auto version = view->current("person", "crm:a");
    ASSERT_TRUE(version);
    EXPECT_EQ(version->data, data);
    EXPECT_EQ(version->issues, batch.set.records[0].version.issues);
    const std::vector<RecordId> asked{id};
    EXPECT_EQ(view->parties(asked)[0].data, data);
    EXPECT_EQ(view->profile(pid(1))->golden.text_of("name"), std::string(10'000, 'n'));
}

TEST_P(Commit, VersionsFollowOneAnother)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1), R"({"v":1})");
    batch.person_version(id, "a", 2, R"({"v":2})");
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(batch);

    const std::vector<RecordKey> asked{person_key("a")};
    EXPECT_EQ(view()->heads(asked)[0]->version, 2);
    EXPECT_EQ(view()->current("person", "crm:a")->data, R"({"v":2})");
}

TEST_P(Commit, ALateVersionIsKeptButNotCurrent)
{
    Batch batch = this->batch();
    const RecordId id = batch.person("a", pid(1), R"({"v":"new"})");
    batch.set.records[0].version.occurred_at = at(100);
    batch.profile(pid(1), 1, ProfileVersion::Kind::created);
    commit(batch);
    Batch late = this->batch();
    late.person_version(id, "a", 2, R"({"v":"old"})", at(50), false);
    commit(late);

    const auto view = this->view();
    EXPECT_EQ(view->current("person", "crm:a")->data, R"({"v":"new"})");
    const std::vector<RecordKey> asked{person_key("a")};
    EXPECT_EQ(view->heads(asked)[0]->version, 2) << "the newest recorded";
    EXPECT_EQ(view->heads(asked)[0]->occurred_at, at(100)) << "of the current one";
    const auto versions = view->versions(person_key("a"));
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_TRUE(versions[0].current);
    EXPECT_FALSE(versions[1].current);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Commit, OneChangedRecordWritesFewRows)
{
    for (int i = 0; i < 50; ++i) commit_person("p" + std::to_string(i), pid(i));
    const std::vector<RecordKey> asked{person_key("p7")};
    const RecordId id = view()->heads(asked)[0]->id;
    Batch batch = this->batch();
    batch.person_version(id, "p7", 2, R"({"v":2})");
    batch.keys(id, {{"crm", "p7", 7, false}});
    batch.assign(id, pid(7), id);
    batch.profile(pid(7), 2, ProfileVersion::Kind::updated);
    // A version, its record, a profile version, its profile, the length of the feed. Equal keys and
    // assignments write nothing.
    EXPECT_EQ(commit(batch).rows_written, 5U);
}

// Refusals: what is wrong with the set, nothing of it visible, and the numbers still fit.
class Refusal : public StoreTest {
protected:
    Refusal() { commit_person("a", pid(1)); }

    void expect_refused(Batch batch)
    {
        const Seq seq = store_->next_seq();
        const RecordId record = store_->next_record();
        batch.stream("never");
        EXPECT_THROW(store_->commit(batch.set), StoreError);
        EXPECT_EQ(view()->cursor("crm", "contacts"), "");
        EXPECT_EQ(view()->totals().party_records, 1U);
        EXPECT_EQ(view()->totals().last_seq, 2);
        EXPECT_EQ(store_->next_seq(), seq);
        EXPECT_EQ(store_->next_record(), record);
        EXPECT_THAT(store_->check(), IsEmpty());
        commit_person("after", pid(99));  // The store goes on.
    }
};
CX_OVER_ENGINES(Refusal);

TEST_P(Refusal, AnOldSequenceNumber)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.set.records[0].version.seq = 1;
    expect_refused(batch);
}

TEST_P(Refusal, ASequenceNumberGivenTwice)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.profile(pid(2), 1, ProfileVersion::Kind::created).seq = batch.set.records[0].version.seq;
    expect_refused(batch);
}

TEST_P(Refusal, DescendingSequenceNumbers)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.person("c", pid(3));
    std::swap(batch.set.records[0].version.seq, batch.set.records[1].version.seq);
    expect_refused(batch);
}

TEST_P(Refusal, AVersionThatDoesNotFollow)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.person_version(1, "a", 3, "{}");
    expect_refused(batch);
}

TEST_P(Refusal, AVersionOfAnUnknownRecord)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.person_version(77, "x", 2, "{}");
    expect_refused(batch);
}

TEST_P(Refusal, ASecondRecordOfOneKey)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.person("a", pid(3));
    expect_refused(batch);
}

TEST_P(Refusal, AFirstVersionThatIsNotCurrent)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    batch.set.records[0].becomes_current = false;
    expect_refused(batch);
}

TEST_P(Refusal, AProfileVersionThatDoesNotFollow)
{
    Batch batch = this->batch();
    batch.profile(pid(1), 3, ProfileVersion::Kind::updated);
    expect_refused(batch);
}

TEST_P(Refusal, AnUnknownProfileThatBeginsWithVersionTwo)
{
    Batch batch = this->batch();
    batch.profile(pid(5), 2, ProfileVersion::Kind::updated);
    expect_refused(batch);
}

TEST_P(Refusal, ARejectIdGivenTwice)
{
    Batch batch = this->batch();
    batch.person("b", pid(2));
    RejectRow row;
    row.id = "r1";
    batch.set.rejects = {row, row};
    expect_refused(batch);
}

TEST_P(Refusal, WordsFirstUsedInARefusedCommitAreGoodInTheNext)
{
    Batch bad = this->batch();
    bad.person("b", pid(2));
    bad.set.records[0].version.mapping = "new/mapping@1";
    bad.set.records[0].version.version = 9;
    EXPECT_THROW(store_->commit(bad.set), StoreError);

    Batch good = this->batch();
    good.person("b", pid(2));
    good.set.records[0].version.mapping = "new/mapping@1";
    good.profile(pid(2), 1, ProfileVersion::Kind::created);
    commit(good);
    reopen();
    EXPECT_EQ(view()->current("person", "crm:b")->mapping, "new/mapping@1");
}

}  // namespace
}  // namespace cx::store
