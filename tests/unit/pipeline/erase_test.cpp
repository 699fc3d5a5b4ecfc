// Erasure: nothing is left in any byte, nothing comes back, nobody else is touched.
#include "hub_test.hpp"

#include <fstream>
#include <iterator>
#include <tuple>

namespace cx::pipeline::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Erasing : public HubTest {
protected:
    static std::vector<plugin::SourceRecord> ada()
    {
        return {says("canary-key-1", 10,
                     {person("canary-key-1", named("Canary Adason", "canary.mail@example.org")),
                      order("canary-order-1", "canary-key-1", "canary tea"),
                      visit("canary-visit-1", "canary-key-1")}),
                says("canary-key-2", 11,
                     {person("canary-key-2", named("Canary Adason", "canary.mail@example.org"))})};
    }
    static plugin::SourceRecord bob()
    {
        return says(
            "9", 10,
            {person("9", named("Bob Berg", "bob@berg.org")), order("B", "9"), visit("V", "9")});
    }
    api::Rights::Erased erase(const std::string& contact_id)
    {
        const auto erased = hub_->rights->erase(hub_->profile_of(contact_id), "ann", "she asked");
        EXPECT_TRUE(erased) << erased.error().message;
        return *erased;
    }
    std::string bytes(const std::string& name) const
    {
        std::ifstream file(folder_.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    bool in_files(const std::string& text) const
    {
        return bytes("hub.db").find(text) != std::string::npos ||
               bytes("hub.db-wal").find(text) != std::string::npos;
    }
    std::string everything_of(const std::string& profile)
    {
        const auto view = hub_->store->view();
        std::string all;
        for (const auto& version : view->profile_history(profile))
            all += std::to_string(version.seq) + json::write(version.golden);
        for (const auto& owned : view->owned(view->owner_keys(profile), "", false, {}, 100))
            all += owned.key.key + owned.data;
        for (const auto& member : view->members(profile)) all += member.version.data;
        return all;
    }
};

TEST_F(Erasing, LeavesNothingInAnyByte)
{
    hub_->take(ada(), {unreadable("canary-key-1")});
    hub_->take({bob()});
    tick();
    hub_->take({says("canary-key-1", 20,
                     {person("canary-key-1", named("Canary Adason", "canary.mail@example.org",
                                                   "+821087654321"))})});
    ASSERT_TRUE(in_files("canary"));
    const std::string others = everything_of(hub_->profile_of("9"));

    const auto erased = erase("canary-key-1");
    EXPECT_TRUE(erased.clean);
    EXPECT_EQ(erased.records, 4U);
    EXPECT_FALSE(in_files("canary"));
    EXPECT_FALSE(in_files("Canary"));
    const std::string backup = (folder_.path() / "backup.db").string();
    hub_->store->backup(backup);
    EXPECT_EQ(bytes("backup.db").find("anary"), std::string::npos);
    EXPECT_EQ(everything_of(hub_->profile_of("9")), others);
    EXPECT_THAT(hub_->store->view()->rejects({.state = ""}), IsEmpty());
    EXPECT_EQ(hub_->store->view()->totals().profiles, 1U);
}

TEST_F(Erasing, TakesWhatHangsOnAStateAndLetsNoneOfItBack)
{
    const auto points = [](const std::string& id) {
        const std::string card = "erp.order@test:canary-card";
        return says(id, 12,
                    {{"visit", "web.visit@test:" + id, card, R"({"visitor":")" + card + R"("})"}});
    };
    hub_->take({says("1", 10, {person("1", named("Ada Adason")), order("canary-card", "1")}),
                points("canary-points-1"), bob()});
    EXPECT_EQ(erase("1").records, 3U);
    EXPECT_FALSE(in_files("canary"));
    EXPECT_EQ(hub_->take({points("canary-points-2")}).rejected, 1U);
    EXPECT_FALSE(in_files("canary-points-2\""));
}

#ifdef CX_SANITIZED
constexpr int rows = 300;
#else
constexpr int rows = 3000;
#endif

TEST_F(Erasing, ManyRowsMovedBetweenPagesLeaveNothing)
{
    std::vector<plugin::SourceRecord> records;
    for (int i = 0; i < rows; ++i) {
        // Keys in no order, so that pages are split and rows move.
        const std::string id =
            std::to_string((i * 7919LL) % 10007) + "-canary-" + std::to_string(i);
        records.push_back(says(id, 10,
                               {person(id, named("Person " + id, id + "@example.org")),
                                order("o" + id, id, std::string(200, 'x') + id)}));
    }
    for (std::size_t at = 0; at < records.size(); at += 300)
        hub_->take({records.begin() + static_cast<std::ptrdiff_t>(at),
                    records.begin() + static_cast<std::ptrdiff_t>(at) + 300});
    for (int i = 0; i < rows; i += 60) {
        const std::string id =
            std::to_string((i * 7919LL) % 10007) + "-canary-" + std::to_string(i);
        erase(id);
        EXPECT_FALSE(in_files(id + "@")) << id;
    }
    for (int i = 0; i < rows; i += 60) {
        const std::string id =
            std::to_string((i * 7919LL) % 10007) + "-canary-" + std::to_string(i);
        EXPECT_FALSE(in_files("\"" + id + "\"") || in_files(id + "@")) << id;
    }
}

TEST_F(Erasing, ACrashBeforeTheCleaningIsMadeGoodLater)
{
    hub_->take(ada());
    hub_->store->hook = fail_nth("scrub", 1);
    EXPECT_THROW(
        std::ignore = hub_->rights->erase(hub_->profile_of("canary-key-1"), "ann", "she asked"),
        store::StoreError);
    EXPECT_TRUE(in_files("canary"));  // In the log, as it was before
    restart();
    EXPECT_EQ(hub_->profile_of("canary-key-1"), "");
    EXPECT_TRUE(hub_->store->scrub(clock_.now()));
    EXPECT_FALSE(in_files("anary"));
}

TEST_F(Erasing, ACrashBeforeTheCommitChangesNothing)
{
    hub_->take(ada());
    const std::string profile = hub_->profile_of("canary-key-1");
    const std::string before = everything_of(profile);
    hub_->store->hook = fail_nth("commit", 1);
    EXPECT_THROW(std::ignore = hub_->rights->erase(profile, "ann", "she asked"), store::StoreError);
    restart();
    EXPECT_EQ(everything_of(profile), before);
    EXPECT_FALSE(hub_->store->view()->erasure(profile));
    EXPECT_EQ(hub_->take(ada()).rejected, 0U);
}

TEST_F(Erasing, AReaderHoldsTheCleaningUpNotTheErasure)
{
    hub_->take(ada());
    {
        const auto reader = hub_->store->view();
        EXPECT_FALSE(erase("canary-key-1").clean);
        EXPECT_EQ(hub_->profile_of("canary-key-1"), "");
    }
    EXPECT_TRUE(hub_->store->scrub(clock_.now()));
    EXPECT_FALSE(in_files("anary"));
}

TEST_F(Erasing, RefusesThePersonUntilItIsLifted)
{
    hub_->take(ada());
    const auto erased = erase("canary-key-1");
    for (int round = 0; round < 3; ++round) {
        tick();
        const auto figures = hub_->take(ada());
        EXPECT_EQ(figures.read, 2U);
        EXPECT_EQ(figures.rejected_by_code.at("record.erased"), 2U);
    }
    restart();
    tick();
    EXPECT_EQ(hub_->take(ada()).rejected, 2U);
    const auto rejects = hub_->store->view()->rejects({});
    ASSERT_THAT(rejects, SizeIs(2));  // The newer word takes the older's place
    for (const store::RejectRow& reject : rejects) {
        EXPECT_EQ(reject.payload, "");
        EXPECT_EQ(reject.key.find("canary"), std::string::npos);
        EXPECT_NE(reject.why.find(erased.erasure), std::string::npos);
        EXPECT_FALSE(reject.remedy.empty());
    }
    EXPECT_FALSE(in_files("anary"));

    EXPECT_TRUE(hub_->rights->lift(erased.profile_id, "ann"));
    EXPECT_THAT(hub_->store->view()->rejects({}), IsEmpty());
    EXPECT_EQ(hub_->take(ada()).accepted, 2U);
    EXPECT_NE(hub_->profile_of("canary-key-1"), "");
    EXPECT_NE(hub_->profile_of("canary-key-1"), erased.profile_id);
    const auto again = hub_->rights->lift(erased.profile_id, "ann");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "rights.lifted");
}

TEST_F(Erasing, RefusesWhatHangsOnThePersonButNotTheRestOfASourceRecord)
{
    hub_->take(ada());
    erase("canary-key-1");
    const auto figures = hub_->take({says("late", 30, {order("canary-order-9", "canary-key-1")}),
                                     says("both", 30,
                                          {person("5", named("Eve Emm", "eve@emm.org")),
                                           visit("canary-visit-9", "canary-key-2")}),
                                     bad("canary-key-1"), gone("canary-key-2")});
    EXPECT_EQ(figures.rejected_by_code.at("record.erased"), 3U);
    EXPECT_EQ(figures.accepted, 1U);
    EXPECT_NE(hub_->profile_of("5"), "");
    EXPECT_FALSE(in_files("anary"));
}

TEST_F(Erasing, OldIdsKnowThatTheyAreErased)
{
    hub_->take({says("1", 10, {person("1", named("Ada Love", "a@example.org"))}),
                says("2", 10, {person("2", named("Ada Love", "b@example.org"))})});
    const std::string one = hub_->profile_of("1");
    const std::string two = hub_->profile_of("2");
    ASSERT_TRUE(hub_->steward->merge(one, two, "ann", "one person"));
    const auto erased = erase("1");
    const auto view = hub_->store->view();
    for (const std::string& id : {one, two}) {
        EXPECT_FALSE(view->resolve_profile(id));
        ASSERT_TRUE(view->erasure(id));
        EXPECT_EQ(view->erasure(id)->id, erased.erasure);
    }
    EXPECT_THAT(view->all_decisions(), IsEmpty());
    const auto changes = view->changes(0, 100);
    ASSERT_THAT(changes, SizeIs(1));
    EXPECT_EQ(changes[0].kind, "erase");
    EXPECT_THAT(changes[0].erased_ids, Contains(one));
    EXPECT_THAT(changes[0].erased_ids, Contains(two));
    const auto second = hub_->rights->erase(two, "ann", "again");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "rights.erased");
}

TEST_F(Erasing, WhatAProfileSaidWhileItHeldTheirRecordGoesToo)
{
    hub_->take({says("1", 10, {person("1", named("Bo Canary", "bo@berg.org"))}),
                says("2", 20, {person("2", named("Bo Canary", "bo@berg.org", "+821012345678"))})});
    const std::string together = hub_->profile_of("1");
    const std::vector<model::RecordKey> records{person_key("2")};
    ASSERT_TRUE(hub_->steward->split(together, records, "ann", "father and son"));
    const std::string apart = hub_->profile_of("2");
    const std::string erased = apart == together ? hub_->profile_of("1") : apart;
    const std::string phone_of = hub_->profile_of("2");
    ASSERT_TRUE(hub_->rights->erase(phone_of, "ann", "he asked"));
    EXPECT_FALSE(in_files("+821012345678"));
    EXPECT_EQ(erased.empty(), false);
    EXPECT_NE(hub_->profile_of("1"), "");
}

TEST_F(Erasing, AnOrderThatMovedToSomebodyElseForgetsItsFormerBuyer)
{
    hub_->take(ada());
    hub_->take({bob()});
    hub_->take({says("moved", 40, {order("M", "canary-key-1", "canary gift")})});
    hub_->take({says("moved", 50, {order("M", "9", "gift")})});
    erase("canary-key-1");
    EXPECT_FALSE(in_files("anary"));
    EXPECT_THAT(everything_of(hub_->profile_of("9")), ::testing::HasSubstr("gift"));
}

TEST_F(Erasing, EachSinkLeavesAReceipt)
{
    hub_->take(ada());
    hub_->take({bob()});
    ScriptedSink taker;
    ScriptedSink refuser;
    auto first =
        hub_->dispatcher({.name = "first", .from_beginning = true, .entities = {"order"}}, taker);
    auto second = hub_->dispatcher({.name = "second", .from_beginning = true}, refuser);
    const auto erased = erase("canary-key-1");
    for (int i = 0; i < 5; ++i) first->step();
    refuser.behave = [](std::span<const std::string> texts) {
        plugin::DeliverResult result{.delivered = texts.size()};
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (texts[i].find("\"erase\"") != std::string::npos)
                result.rejected.push_back({.index = i, .why = "it cannot delete"});
        return result;
    };
    for (int i = 0; i < 5; ++i) second->step();
    EXPECT_THAT(taker.received, Contains(::testing::HasSubstr(erased.profile_id)));
    const auto row = hub_->store->view()->erasure(erased.erasure);
    ASSERT_TRUE(row);
    ASSERT_THAT(row->receipts, SizeIs(2));
    EXPECT_TRUE(row->receipts[0].taken);
    EXPECT_FALSE(row->receipts[1].taken);
    for (const std::string& text : taker.received)
        EXPECT_EQ(text.find("anary"), std::string::npos) << text;
}

}  // namespace
}  // namespace cx::pipeline::testing
