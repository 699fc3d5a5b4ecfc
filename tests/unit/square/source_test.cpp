// All once, then what changed; each change once; from the middle after a restart.
#include "square/source.hpp"

#include "testhttp/fake_square.hpp"
#include "testhttp/host.hpp"

#include <gmock/gmock.h>

#include <memory>

namespace square {
namespace {

using cx::http::testing::FakeSquare;
using cx::http::testing::Received;
using cx::http::testing::Server;
using cx::http::testing::TestHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Ids = std::vector<std::string>;

class SquareSourceTest : public testing::Test {
protected:
    SquareSourceTest() { restart(); }

    void restart()
    {
        SquareOptions options;
        options.url = server_.url();
        options.token = "token";
        source_ = std::make_unique<SquareSource>(
            options, cx::StreamOptions<StreamOptions>{{"customers", stream_}}, host_.host());
    }
    // One poll; false when there is nothing more for now.
    bool poll(std::uint32_t limit)
    {
        Collected collected{.ids = &ids_, .room = limit};
        const cx_writer writer = {&collected, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        const cx::Status status =
            source_->poll({.stream = "customers", .cursor = cursor_, .record_limit = limit}, out);
        why_ = status.why;
        if (status.code != CX_OK) return false;
        cursor_ = collected.cursor;
        snapshot_end_ = collected.flags & CX_SNAPSHOT_END;
        return collected.flags & CX_MORE_NOW;
    }
    Ids run(std::uint32_t limit = 1000, bool restarts = false)
    {
        ids_.clear();
        for (int polls = 0; poll(limit) && polls < 1000; ++polls)
            if (restarts) restart();
        return ids_;
    }
    void fill(int count)
    {
        for (int i = 0; i < count; ++i)
            square_.rows.push_back({"c" + std::to_string(i), "2023-11-01T00:00:00Z"});
    }
    // Ten minutes later, on both sides.
    void later(const std::string& date)
    {
        const std::lock_guard lock(square_.mutex);
        square_.date = date;
    }

    struct Collected {
        Ids* ids;
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
    static cx_status add_reject(void* self, const cx_record* record, cx_text, cx_text)
    {
        return add(self, record);
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t flags)
    {
        static_cast<Collected*>(self)->cursor = cx::view(next);
        static_cast<Collected*>(self)->flags = flags;
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}

    TestHost host_;
    FakeSquare square_;
    Server server_{[this](const Received& got) { return square_.answer(got); }};
    StreamOptions stream_{.object = "customers", .page_size = 4};
    std::unique_ptr<SquareSource> source_;
    std::string cursor_;
    std::string why_;
    Ids ids_;
    bool snapshot_end_ = false;
};

TEST_F(SquareSourceTest, ReadsAllInPagesAtEveryLimitAndAcrossRestarts)
{
    fill(11);
    const Ids all = run();
    EXPECT_THAT(all, SizeIs(11));
    for (std::uint32_t limit = 1; limit <= 12; ++limit)
        for (const bool restarts : {false, true}) {
            cursor_.clear();
            EXPECT_EQ(run(limit, restarts), all) << limit;
        }
}

TEST_F(SquareSourceTest, ThenOnlyWhatChangedAndEachChangeOnce)
{
    fill(6);
    run();
    EXPECT_THAT(run(), IsEmpty());
    // Changed within the overlap of the run that ends now.
    square_.rows[2].updated_at = "2023-11-14T22:12:50Z";
    EXPECT_THAT(run(), ElementsAre("c2"));
    EXPECT_THAT(run(), IsEmpty());
    restart();
    EXPECT_THAT(run(), IsEmpty());
    square_.rows[2].updated_at = "2023-11-14T22:13:10Z";
    square_.rows.push_back({"c6", "2023-11-14T22:13:15Z"});
    EXPECT_THAT(run(), ElementsAre("c2", "c6"));
    later("Tue, 14 Nov 2023 22:23:20 GMT");
    EXPECT_THAT(run(), IsEmpty());
    // Shown late: it changed before the last run began.
    square_.rows[0].updated_at = "2023-11-14T22:22:30Z";
    EXPECT_THAT(run(), ElementsAre("c0"));
    EXPECT_THAT(run(), IsEmpty());
}

TEST_F(SquareSourceTest, SquaresClockCountsNotOurs)
{
    fill(1);
    host_.now_us += 3600LL * 1'000'000;  // An hour ahead.
    run();
    square_.rows[0].updated_at = "2023-11-14T22:14:00Z";
    EXPECT_THAT(run(), ElementsAre("c0"));
}

TEST_F(SquareSourceTest, AForgottenPageBeginsTheSearchAgain)
{
    fill(9);
    EXPECT_TRUE(poll(1000));
    square_.life = 2;
    restart();
    while (poll(1000)) {
    }
    EXPECT_EQ(why_, "");
    EXPECT_THAT(ids_, SizeIs(13));  // The first page twice.
    EXPECT_EQ(ids_.back(), "c8");
    EXPECT_FALSE(host_.lines.empty());
    EXPECT_THAT(run(), IsEmpty());
}

TEST_F(SquareSourceTest, ASnapshotIsAllEveryTime)
{
    stream_.mode = "snapshot";
    restart();
    fill(5);
    EXPECT_THAT(run(), SizeIs(5));
    EXPECT_TRUE(snapshot_end_);
    square_.rows.erase(square_.rows.begin());
    EXPECT_THAT(run(2, true), ElementsAre("c1", "c2", "c3", "c4"));
    EXPECT_TRUE(snapshot_end_);
}

TEST_F(SquareSourceTest, BeginsWhereItIsTold)
{
    stream_.since = "2023-11-10T00:00:00Z";
    restart();
    fill(3);
    square_.rows[1].updated_at = "2023-11-12T00:00:00Z";
    EXPECT_THAT(run(), ElementsAre("c1"));
}

TEST_F(SquareSourceTest, RefusesOptionsThatMakeNoSense)
{
    const auto refusal = [&](const std::string& name, const StreamOptions& stream) {
        SquareOptions options;
        options.token = "token";
        try {
            SquareSource(options, cx::StreamOptions<StreamOptions>{{name, stream}}, host_.host());
            return std::string();
        } catch (const cx::BadOptions& bad) {
            return std::string(bad.what());
        }
    };
    EXPECT_EQ(refusal("customers", {}), "");
    EXPECT_THAT(refusal("people", {}), HasSubstr("'object'"));
    EXPECT_THAT(refusal("orders", {}), HasSubstr("'location_ids'"));
    EXPECT_EQ(refusal("orders", {.location_ids = {"L1"}}), "");
    EXPECT_THAT(refusal("customers", {.location_ids = {"L1"}}), HasSubstr("'location_ids'"));
    EXPECT_THAT(refusal("customers", {.since = "yesterday"}), HasSubstr("'since'"));
    cursor_ = "[1]";
    poll(1);
    EXPECT_THAT(why_, HasSubstr("cursor"));
}

}  // namespace
}  // namespace square
