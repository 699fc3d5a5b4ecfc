// Rejects: settled by what their source says anew, tried again in order, dismissed.
#include "pipeline/retry.hpp"

#include "hub_test.hpp"

namespace cx::pipeline::testing {
namespace {

using plugin::SourceRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Rejects : public HubTest {
protected:
    static SourceRecord good(const std::string& key, const std::string& name, int second = 0)
    {
        return says(key, second, {person(key, named(name, key + "@b.org"))});
    }
    // A record that its mapping refused once and would take today.
    static plugin::SourceReject once_bad(const SourceRecord& record)
    {
        return {.key = record.key,
                .payload = record.payload,
                .code = "mapping.key",
                .why = "no key",
                .position = "f:" + std::to_string(++positions)};
    }
    std::vector<store::RejectRow> in_state(const std::string& state, const std::string& code = "")
    {
        return hub_->store->view()->rejects(
            {.pipeline = "", .code = code, .state = state, .after_id = "", .limit = 100});
    }
    std::string id(std::size_t place = 0) { return in_state("open").at(place).id; }
    std::string name_of(const std::string& key)
    {
        const std::string profile = hub_->profile_of(key);
        return profile.empty() ? "" : hub_->golden_text(profile, "name");
    }
    Retries retries()
    {
        return {*hub_->store, *hub_->applier, *hub_->telemetry, clock_,
                [this](const std::string& pipeline,
                       const std::string& stream) -> std::optional<StreamContext> {
                    if (pipeline != "crm") return std::nullopt;
                    return hub_->stream(pipeline, stream);
                }};
    }
    std::uint64_t open() { return hub_->store->view()->totals().rejects_open; }

    static inline int positions = 0;
};

TEST_F(Rejects, ARetryStoresTheRecordAndClosesTheReject)
{
    hub_->take({}, {once_bad(good("1", "Ada King"))});
    const std::string reject = id();
    const auto report = retries().one(reject, std::nullopt);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->accepted, 1U);
    EXPECT_THAT(in_state("retried"), SizeIs(1));
    EXPECT_EQ(open(), 0U);
    EXPECT_THAT(hub_->partition(), SizeIs(1));
    const auto counts = hub_->store->view()->streams().at(0).counts;
    EXPECT_EQ(counts.read, 1U) << "a retry reads nothing";
    EXPECT_EQ(counts.accepted + counts.rejected, counts.read);
    EXPECT_EQ(retries().one(reject, std::nullopt).error().code, "reject.closed");
}

TEST_F(Rejects, ARetryThatFailsAgainLeavesTheRejectOpen)
{
    hub_->take({bad("1")});
    const auto report = retries().one(id(), std::nullopt);
    ASSERT_TRUE(report);
    ASSERT_THAT(report->refused, SizeIs(1));
    EXPECT_EQ(report->refused[0].id, id());
    EXPECT_EQ(report->accepted, 0U);
    EXPECT_EQ(open(), 1U);
}

TEST_F(Rejects, ACorrectedPayloadTakesThePlace)
{
    hub_->take({bad("1")});
    const auto report = retries().one(id(), good("1", "Ada King").payload);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->accepted, 1U);
    EXPECT_EQ(open(), 0U);
    EXPECT_NE(hub_->profile_of("1"), "");
}

TEST_F(Rejects, WhatCannotBeTriedIsTold)
{
    hub_->take({}, {unreadable("1")});
    EXPECT_EQ(retries().one(id(), std::nullopt).error().code, "reject.payload");
    EXPECT_EQ(retries().one(id(), "[]").error().code, "reject.payload");
    EXPECT_EQ(retries().one("nothing", std::nullopt).error().code, "api.no_reject");
    tick(10);
    hub_->store->purge_raw(clock_.now());
    EXPECT_EQ(retries().one(id(), std::nullopt).error().code, "reject.no_payload");
    std::string last;
    const RetryReport report = retries().page({}, last);
    ASSERT_THAT(report.refused, SizeIs(1));
    EXPECT_EQ(report.refused[0].code, "reject.no_payload");
    EXPECT_EQ(last, "");
}

TEST_F(Rejects, ARecordThatIsSaidAnewSettlesItsReject)
{
    hub_->take({}, {once_bad(good("1", "Old Name")), once_bad(good("2", "Other"))});
    hub_->take({good("1", "Ada King")});
    EXPECT_THAT(in_state("resolved"), SizeIs(1));
    EXPECT_EQ(open(), 1U);
    EXPECT_EQ(in_state("open")[0].key, "2");
    // The source's own order decides: the older word does not come back.
    const std::string settled = in_state("resolved")[0].id;
    const auto report = retries().one(settled, std::nullopt);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->superseded, 1U);
    EXPECT_EQ(report->accepted, 0U);
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(Rejects, ARemovalSettlesARejectToo)
{
    hub_->take({}, {once_bad(good("1", "Ada King"))});
    hub_->take({gone("1")});
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(hub_->profile_of("1"), "");
}

TEST_F(Rejects, WithinABatchTheLaterWordSettlesTheEarlier)
{
    hub_->take({bad("1"), good("1", "Ada King"), good("2", "Bea Lord"), bad("2")});
    EXPECT_THAT(in_state("resolved"), SizeIs(1));
    ASSERT_EQ(open(), 1U);
    EXPECT_EQ(in_state("open")[0].key, "2");
}

TEST_F(Rejects, WhereTheMappingTellsTimesTheyDecide)
{
    hub_->take({}, {once_bad(good("1", "Later Name", 20))});
    hub_->take({good("1", "Early Name", 10)});
    ASSERT_THAT(in_state("resolved"), SizeIs(1));
    const auto report = retries().one(in_state("resolved")[0].id, std::nullopt);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->accepted, 1U);
    EXPECT_THAT(hub_->versions("1"), SizeIs(2));
    EXPECT_TRUE(hub_->versions("1")[1].current);
}

TEST_F(Rejects, SeveralOfOneOriginAreTriedInTheirOrder)
{
    hub_->take({}, {once_bad(good("1", "First Name"))});
    tick();
    hub_->take({}, {once_bad(good("1", "Second Name"))});
    std::string last;
    const RetryReport report = retries().page({}, last);
    EXPECT_EQ(report.accepted, 2U);
    EXPECT_EQ(open(), 0U);
    EXPECT_THAT(in_state("retried"), SizeIs(2));
    const auto versions = hub_->versions("1");
    ASSERT_THAT(versions, SizeIs(2));
    EXPECT_NE(versions[1].data.find("Second"), std::string::npos);
    EXPECT_TRUE(versions[1].current);
}

TEST_F(Rejects, TheNewerOfTwoSettlesTheOlder)
{
    hub_->take({}, {once_bad(good("1", "First Name"))});
    tick();
    hub_->take({}, {once_bad(good("1", "Second Name"))});
    const std::string older = id(0);
    ASSERT_TRUE(retries().one(id(1), std::nullopt));
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(hub_->store->view()->reject(older)->state, "resolved");
    EXPECT_EQ(retries().one(older, std::nullopt)->superseded, 1U);
    EXPECT_THAT(hub_->versions("1"), SizeIs(1));
}

TEST_F(Rejects, TheOlderOfTwoLeavesTheNewerOpen)
{
    hub_->take({}, {once_bad(good("1", "First Name"))});
    tick();
    hub_->take({}, {once_bad(good("1", "Second Name"))});
    ASSERT_EQ(retries().one(id(0), std::nullopt)->accepted, 1U);
    EXPECT_EQ(open(), 1U);
    ASSERT_EQ(retries().one(id(0), std::nullopt)->accepted, 1U);
    EXPECT_NE(hub_->versions("1").at(1).data.find("Second"), std::string::npos);
}

TEST_F(Rejects, APageAtATime)
{
    for (int i = 0; i < 5; ++i) {
        hub_->take({}, {once_bad(good(std::to_string(i), "Ada King"))});
        tick();
    }
    std::string last;
    RetryReport report = retries().page({.pipeline = "crm", .code = "", .limit = 2}, last);
    EXPECT_EQ(report.accepted, 2U);
    EXPECT_NE(last, "");
    report = retries().page({.pipeline = "crm", .after_id = last, .limit = 9}, last);
    EXPECT_EQ(report.accepted, 3U);
    EXPECT_EQ(last, "");
    EXPECT_EQ(open(), 0U);
    EXPECT_EQ(retries().page({.pipeline = "other", .limit = 9}, last).accepted, 0U);
}

TEST_F(Rejects, ACommitThatFailsClosesNothing)
{
    hub_->take({}, {once_bad(good("1", "Ada King"))});
    hub_->store->hook = fail_nth("commit", 1);
    EXPECT_THROW((void)retries().one(id(), std::nullopt), store::StoreError);
    EXPECT_EQ(open(), 1U);
    EXPECT_EQ(retries().one(id(), std::nullopt)->accepted, 1U);
}

}  // namespace
}  // namespace cx::pipeline::testing
