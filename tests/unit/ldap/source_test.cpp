// All once, then what changed; each change once; from the middle after a restart.
#include "ldap/source.hpp"

#include "testhttp/host.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace directory {
namespace {

using cx::http::testing::TestHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using Ids = std::vector<std::string>;

// What lies in the directory, with its pages; each search gives another order.
struct Book {
    std::map<std::string, std::string> entries;  // Key -> time of change
    std::vector<std::string> filters;            // Of each search
    int pages_until_failure = -1;
    std::size_t turn = 0;
};

class FakeDirectory final : public Directory {
public:
    explicit FakeDirectory(Book& book) : book_(book) {}

    Page first(const Search& search) override
    {
        book_.filters.push_back(search.filter);
        rows_.clear();
        const std::size_t mark = search.filter.find(">=");
        const std::string since =
            mark == std::string::npos ? "" : search.filter.substr(mark + 2, 14);
        for (const auto& [key, changed] : book_.entries)
            if (changed.empty() || changed.substr(0, 14) >= since) rows_.emplace_back(key, changed);
        if (!rows_.empty())
            std::rotate(rows_.begin(),
                        rows_.begin() + static_cast<std::ptrdiff_t>(book_.turn++ % rows_.size()),
                        rows_.end());
        size_ = search.page_size;
        return next();
    }
    Page next() override
    {
        Page page;
        if (book_.pages_until_failure == 0) {
            book_.pages_until_failure = -1;
            page.status = cx::retry("the connection is gone");
            return page;
        }
        if (book_.pages_until_failure > 0) --book_.pages_until_failure;
        while (!rows_.empty() && page.entries.size() < size_) {
            page.entries.push_back({rows_.front().first, rows_.front().second, "{}"});
            rows_.erase(rows_.begin());
        }
        page.last = rows_.empty();
        return page;
    }
    void close() override { rows_.clear(); }

private:
    Book& book_;
    std::vector<std::pair<std::string, std::string>> rows_;
    std::size_t size_ = 0;
};

class LdapSourceTest : public testing::Test {
protected:
    LdapSourceTest()
    {
        stream_.base = "dc=x";
        stream_.page_size = 3;
        restart();
    }
    void restart()
    {
        source_ = std::make_unique<LdapSource>(
            [this] { return std::make_unique<FakeDirectory>(book_); },
            cx::StreamOptions<StreamOptions>{{"people", stream_}}, host_.host());
    }
    // One poll; whether there is more now.
    bool poll(std::uint32_t limit)
    {
        Collected collected{.ids = &ids_, .rejects = &rejects_, .room = limit};
        const cx_writer writer = {&collected, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        status_ =
            source_->poll({.stream = "people", .cursor = cursor_, .record_limit = limit}, out);
        if (status_.code != CX_OK) return false;
        cursor_ = collected.cursor;
        snapshot_end_ = collected.flags & CX_SNAPSHOT_END;
        return collected.flags & CX_MORE_NOW;
    }
    Ids run(std::uint32_t limit = 1000, bool restarts = false)
    {
        ids_.clear();
        snapshot_end_ = false;
        for (int polls = 0; poll(limit) && polls < 1000; ++polls)
            if (restarts) restart();
        return ids_;
    }
    void fill(int count)
    {
        for (int i = 0; i < count; ++i) book_.entries["e" + std::to_string(i)] = "20231101000000Z";
    }

    struct Collected {
        Ids* ids;
        Ids* rejects;
        std::uint32_t room;
        std::string cursor = {};
        std::uint32_t flags = 0;
    };
    static cx_status add(void* self, const cx_record* record)
    {
        auto& to = *static_cast<Collected*>(self);
        to.ids->emplace_back(cx::view(record->key));
        return --to.room == 0 ? CX_FULL : CX_OK;
    }
    static cx_status add_reject(void* self, const cx_record*, cx_text code, cx_text)
    {
        auto& to = *static_cast<Collected*>(self);
        to.rejects->emplace_back(cx::view(code));
        return --to.room == 0 ? CX_FULL : CX_OK;
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t flags)
    {
        auto& to = *static_cast<Collected*>(self);
        to.cursor = cx::view(next);
        to.flags = flags;
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}

    TestHost host_;  // Its clock stands at 2023-11-14T22:13:20Z.
    Book book_;
    StreamOptions stream_;
    std::unique_ptr<LdapSource> source_;
    std::string cursor_;
    Ids ids_;
    Ids rejects_;
    cx::Status status_;
    bool snapshot_end_ = false;
};

TEST_F(LdapSourceTest, AllOnceThenWhatChanged)
{
    fill(10);
    EXPECT_THAT(run(4), SizeIs(10));
    EXPECT_THAT(run(), IsEmpty());
    book_.entries["e3"] = "20231114221400Z";
    book_.entries["new"] = "20231114221400Z";
    EXPECT_THAT(run(), UnorderedElementsAre("e3", "new"));
    EXPECT_THAT(book_.filters, ElementsAre("(objectClass=person)",
                                           "(&(objectClass=person)(modifyTimestamp>="
                                           "20231114220820.0Z))",
                                           "(&(objectClass=person)(modifyTimestamp>="
                                           "20231114220820.0Z))"));
}

TEST_F(LdapSourceTest, TheOverlapGivesNothingTwiceAndMissesNoSecondChange)
{
    fill(3);
    book_.entries["e1"] = "20231114221200Z";  // Within the overlap
    EXPECT_THAT(run(), SizeIs(3));
    for (int i = 0; i < 3; ++i) {
        host_.now_us += 10'000'000;
        EXPECT_THAT(run(), IsEmpty());
    }
    book_.entries["e1"] = "20231114221201Z";
    EXPECT_THAT(run(), ElementsAre("e1"));
    EXPECT_THAT(run(), IsEmpty());
}

TEST_F(LdapSourceTest, ARestartInTheMiddleLosesAndRepeatsNothingInAnyOrder)
{
    fill(50);
    Ids all = run(7, true);
    EXPECT_THAT(all, SizeIs(50));
    std::sort(all.begin(), all.end());
    EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
    EXPECT_GT(book_.filters.size(), 5U);
}

TEST_F(LdapSourceTest, AConnectionThatIsLostBeginsTheSearchAgain)
{
    fill(10);
    book_.pages_until_failure = 2;
    EXPECT_THAT(run(), SizeIs(6));
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(run(), SizeIs(4));
    EXPECT_EQ(status_.code, CX_OK);
}

TEST_F(LdapSourceTest, AnEarlierCursorGivesTheBatchAgain)
{
    fill(6);
    poll(2);
    const std::string committed = cursor_;
    poll(2);
    cursor_ = committed;  // The commit of the second batch failed.
    EXPECT_THAT(run(), SizeIs(4));
}

TEST_F(LdapSourceTest, ASnapshotIsAllEveryTimeAndTellsItsEnd)
{
    stream_.mode = "snapshot";
    restart();
    fill(5);
    EXPECT_THAT(run(2, true), SizeIs(5));
    EXPECT_TRUE(snapshot_end_);
    book_.entries.erase("e0");
    EXPECT_THAT(run(), UnorderedElementsAre("e1", "e2", "e3", "e4"));
    EXPECT_TRUE(snapshot_end_);
    EXPECT_THAT(book_.filters.back(), "(objectClass=person)");
}

TEST_F(LdapSourceTest, AnEntryWithoutItsKeyIsRejected)
{
    fill(2);
    book_.entries[""] = "20231101000000Z";
    EXPECT_THAT(run(), SizeIs(2));
    EXPECT_THAT(rejects_, ElementsAre("ldap.key"));
}

TEST_F(LdapSourceTest, WithoutATimeOfChangeOnlySnapshotsWork)
{
    book_.entries["e0"] = "";
    EXPECT_THAT(run(), IsEmpty());
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("'modifyTimestamp'"));
    stream_.mode = "snapshot";
    restart();
    EXPECT_THAT(run(), SizeIs(1));
}

TEST_F(LdapSourceTest, OptionsAreChecked)
{
    stream_.filter = "objectClass=person";
    EXPECT_THROW(restart(), cx::BadOptions);
    stream_.filter = "(objectClass=user)";
    stream_.key = "objectGUID";
    restart();
    run();
    run();
    EXPECT_THAT(book_.filters.back(), HasSubstr("(whenChanged>="));
    cursor_ = "x";
    poll(1);
    EXPECT_EQ(status_.code, CX_FAILED);
}

}  // namespace
}  // namespace directory
