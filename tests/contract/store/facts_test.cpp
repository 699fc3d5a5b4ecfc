// Small durable facts.
#include "store_test.hpp"

#include <gmock/gmock.h>

namespace cx::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Facts : public StoreTest {
protected:
    void commit_reject(const std::string& id, const std::string& code,
                       const std::string& pipeline = "crm")
    {
        RejectRow row{.id = id,
                      .pipeline = pipeline,
                      .stream = "contacts",
                      .key = "k" + id,
                      .position = "contacts.csv:17",
                      .code = code,
                      .config_line = "pipelines/crm.yaml:3",
                      .why = "the date does not exist",
                      .remedy = "correct it",
                      .payload = "{}",
                      .recorded_at = {},
                      .state = "open"};
        Batch batch = this->batch();
        batch.set.rejects.push_back(row);
        commit(batch);
    }
    std::vector<std::string> reject_ids(const RejectFilter& filter)
    {
        std::vector<std::string> ids;
        for (const RejectRow& row : view()->rejects(filter)) ids.push_back(row.id);
        return ids;
    }
};
CX_OVER_ENGINES(Facts);

TEST_P(Facts, RejectsAreFilteredAndPaged)
{
    commit_reject("r1", "date.unknown");
    commit_reject("r2", "csv.quote");
    commit_reject("r3", "date.unknown", "erp");
    EXPECT_THAT(reject_ids({}), ElementsAre("r1", "r2", "r3"));
    EXPECT_THAT(
        reject_ids({.pipeline = "erp", .code = "", .state = "open", .after_id = "", .limit = 9}),
        ElementsAre("r3"));
    EXPECT_THAT(
        reject_ids(
            {.pipeline = "", .code = "date.unknown", .state = "open", .after_id = "", .limit = 9}),
        ElementsAre("r1", "r3"));
    EXPECT_THAT(
        reject_ids({.pipeline = "", .code = "", .state = "open", .after_id = "r1", .limit = 1}),
        ElementsAre("r2"));
    EXPECT_THAT(
        reject_ids({.pipeline = "none", .code = "", .state = "open", .after_id = "", .limit = 9}),
        IsEmpty());
}

TEST_P(Facts, ASourceReadAgainSaysARejectOnceMoreNotTwice)
{
    RejectRow row{.id = "r1",
                  .pipeline = "crm",
                  .stream = "contacts",
                  .key = "C1",
                  .position = "contacts.csv:17",
                  .code = "date.unknown"};
    const auto commit_at = [&](const std::string& id, std::int64_t seconds) {
        row.id = id;
        Batch batch = this->batch();
        batch.set.recorded_at = at(seconds);
        batch.set.rejects.push_back(row);
        commit(batch);
    };
    commit_at("r1", 1);
    commit_at("r2", 2);
    EXPECT_THAT(reject_ids({}), ElementsAre("r2"));
    EXPECT_EQ(view()->totals().rejects_open, 1U);

    row.position = "contacts.csv:18";
    commit_at("r3", 3);
    EXPECT_THAT(reject_ids({}), ElementsAre("r2", "r3"));
    EXPECT_EQ(view()->totals().rejects_open, 2U);
}

TEST_P(Facts, AnAcceptedRecordResolvesItsOpenRejects)
{
    for (const auto& [id, key, position] :
         std::vector<std::array<std::string, 3>>{{"r1", "C1", "a.csv:1"},
                                                 {"r2", "C2", "a.csv:2"},
                                                 {"r3", "", "a.csv:3"},
                                                 {"r4", "", ""}}) {
        Batch batch = this->batch();
        batch.set.rejects.push_back({.id = id,
                                     .pipeline = "crm",
                                     .stream = "contacts",
                                     .key = key,
                                     .position = position,
                                     .code = "csv.quote"});
        commit(batch);
    }
    const auto accept = [&](const std::string& stream, const RecordPlace& place) {
        Batch batch = this->batch();
        batch.stream("c");
        batch.set.stream = stream;
        batch.set.accepted = {place};
        commit(batch);
    };
    accept("leads", {"C1", "a.csv:1"});
    EXPECT_EQ(view()->totals().rejects_open, 4U) << "of another stream";
    accept("contacts", {"C1", "a.csv:2"});
    EXPECT_THAT(reject_ids({}), ElementsAre("r2", "r3", "r4"));
    EXPECT_EQ(view()->reject("r1")->state, "resolved");
    accept("contacts", {"C9", "a.csv:3"});
    accept("contacts", {"C1", "a.csv:1"});
    accept("contacts", {"", ""});
    EXPECT_THAT(reject_ids({}), ElementsAre("r2", "r4"));
    EXPECT_EQ(view()->totals().rejects_open, 2U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Facts, OpenRejectsAreFoundByTheirOriginsAndResolved)
{
    for (const char* id : {"r1", "r2", "r3"}) commit_reject(id, "csv.quote");
    const Origin origins[] = {
        {"crm", "contacts", "kr1"}, {"crm", "contacts", "nobody"}, {"crm", "contacts", "kr3"}};
    EXPECT_THAT(view()->open_rejects(origins),
                ElementsAre(ElementsAre("r1"), IsEmpty(), ElementsAre("r3")));
    Batch batch = this->batch();
    batch.set.resolved_rejects = {"r1", "r2", "unknown"};
    commit(batch);
    EXPECT_EQ(view()->reject("r1")->state, "resolved");
    EXPECT_EQ(view()->totals().rejects_open, 1U);
    EXPECT_THAT(view()->open_rejects(origins),
                ElementsAre(IsEmpty(), IsEmpty(), ElementsAre("r3")));
}

TEST_P(Facts, ARejectComesBackWhole)
{
    commit_reject("r1", "date.unknown");
    const auto row = view()->reject("r1");
    ASSERT_TRUE(row);
    EXPECT_EQ(row->pipeline, "crm");
    EXPECT_EQ(row->stream, "contacts");
    EXPECT_EQ(row->key, "kr1");
    EXPECT_EQ(row->position, "contacts.csv:17");
    EXPECT_EQ(row->config_line, "pipelines/crm.yaml:3");
    EXPECT_EQ(row->why, "the date does not exist");
    EXPECT_EQ(row->remedy, "correct it");
    EXPECT_EQ(row->payload, "{}");
    EXPECT_EQ(row->recorded_at, at(0));
    EXPECT_FALSE(view()->reject("r2"));
}

TEST_P(Facts, OpenRejectsAreCountedThroughTheirStates)
{
    for (const char* id : {"r1", "r2", "r3"}) commit_reject(id, "csv.quote");
    EXPECT_EQ(view()->totals().rejects_open, 3U);
    store_->save_reject_state("r1", "dismissed");
    store_->save_reject_state("r1", "dismissed");
    store_->save_reject_state("unknown", "dismissed");
    Batch batch = this->batch();
    batch.set.closed_rejects = {"r2", "unknown"};
    commit(batch);
    EXPECT_EQ(view()->totals().rejects_open, 1U);
    EXPECT_EQ(view()->reject("r2")->state, "retried");
    EXPECT_THAT(reject_ids({}), ElementsAre("r3"));
    EXPECT_THAT(reject_ids({.pipeline = "", .code = "", .state = "", .after_id = "", .limit = 9}),
                ElementsAre("r1", "r2", "r3"));
    store_->save_reject_state("r1", "open");
    EXPECT_EQ(view()->totals().rejects_open, 2U);
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Facts, SinksKeepTheirPlace)
{
    store_->save_sink({"crm-out", 10, 1, at(1)});
    store_->save_sink({"a-file", 5, 0, at(2)});
    store_->save_sink({"crm-out", 20, 2, at(3)});
    reopen();
    const auto sinks = view()->sinks();
    ASSERT_EQ(sinks.size(), 2U);
    EXPECT_EQ(sinks[0].sink, "a-file");
    EXPECT_EQ(sinks[1].delivered, 20);
    EXPECT_EQ(sinks[1].rejected, 2U);
    EXPECT_EQ(sinks[1].updated_at, at(3));
}

TEST_P(Facts, TokensAreReplacedById)
{
    TokenRow token{
        "t1",  "agent desktop", "ab12", {"read", "steward"}, {"personal", "contact \"x\""},
        at(1), at(9),           {}};
    store_->save_token(token);
    token.revoked_at = at(5);
    store_->save_token(token);
    const auto tokens = view()->tokens();
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_EQ(tokens[0].name, "agent desktop");
    EXPECT_EQ(tokens[0].hash, "ab12");
    EXPECT_THAT(tokens[0].scopes, ElementsAre("read", "steward"));
    EXPECT_THAT(tokens[0].accepts, ElementsAre("personal", "contact \"x\""));
    EXPECT_EQ(tokens[0].created_at, at(1));
    EXPECT_EQ(tokens[0].expires_at, at(9));
    EXPECT_EQ(tokens[0].revoked_at, at(5));
}

TEST_P(Facts, PluginStatesAreKeptPerPipeline)
{
    store_->put_state("crm", "token", std::string("a\0b", 3));
    store_->put_state("erp", "token", "other");
    store_->put_state("crm", "empty", "");
    reopen();
    EXPECT_EQ(store_->get_state("crm", "token"), std::string("a\0b", 3));
    EXPECT_EQ(store_->get_state("erp", "token"), "other");
    EXPECT_EQ(store_->get_state("crm", "empty"), "");
    EXPECT_FALSE(store_->get_state("crm", "none"));
    store_->put_state("crm", "token", "new");
    EXPECT_EQ(store_->get_state("crm", "token"), "new");
}

TEST_P(Facts, OldRowsOfLogsGo)
{
    for (int i = 0; i < 2500; ++i) {
        const std::vector<AccessRow> rows{{at(i), "t1", "kim", "", "GET", {pid(1 + i % 2)}, ""}};
        if (i % 100 == 0) store_->append_access(rows);
        if (i % 100 == 0) store_->append_audit({at(i), "t1", "kim", "", "POST", "id=1"});
    }
    Batch batch = this->batch();
    for (int i = 0; i < 3; ++i)
        batch.set.rejects.push_back({.id = pid(i), .pipeline = "crm", .code = "x"});
    commit(batch);
    const Purged none = store_->purge({});
    EXPECT_EQ(none.rejects + none.access + none.audit, 0U);
    const Purged gone = store_->purge({.rejects = at(1), .access = at(1200), .audit = at(600)});
    EXPECT_EQ(gone.rejects, 3U);
    EXPECT_EQ(gone.access, 12U);
    EXPECT_EQ(gone.audit, 6U);
    EXPECT_EQ(view()->accesses({}).size(), 13U);
    EXPECT_EQ(view()->accesses({.profile = pid(1)}).size(), 13U);
    EXPECT_EQ(view()->accesses({.since = at(2000)}).size(), 5U);
    EXPECT_EQ(view()->audit({.actor = "kim", .limit = 1000}).size(), 19U);
    EXPECT_THAT(view()->rejects({.state = ""}), IsEmpty());
    EXPECT_THAT(store_->check(), IsEmpty());
}

TEST_P(Facts, LogsAreReadByPages)
{
    for (int i = 0; i < 5; ++i) store_->append_audit({at(i), "t1", "kim", "", "POST", "id=1"});
    const auto first = view()->audit({.limit = 2});
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].at, at(4));
    const auto second = view()->audit({.before_id = first[1].id, .limit = 2});
    EXPECT_EQ(second[0].at, at(2));
}

TEST_P(Facts, WhoSawWhomIsFoundByProfileAndByActor)
{
    const std::vector<AccessRow> rows{
        {at(1), "t1", "kim", "127.0.0.1", "GET /v1/profiles/{id}", {pid(1), pid(1)}, "name"},
        {at(2), "t1", "lee", "127.0.0.1", "GET /v1/lookup", {pid(1), pid(2)}, "name,email"},
        {at(3), "t2", "kim", "127.0.0.1", "GET /v1/changes", {}, ""}};
    store_->append_access(rows);
    store_->append_access({});
    reopen();
    const auto times = [&](const std::string& profile, const std::string& actor, int limit = 10) {
        std::vector<Timestamp> found;
        for (const AccessRow& row :
             view()->accesses({.profile = profile, .actor = actor, .limit = limit}))
            found.push_back(row.at);
        return found;
    };
    EXPECT_THAT(times(pid(1), ""), ElementsAre(at(2), at(1)));
    EXPECT_THAT(times(pid(1), "kim"), ElementsAre(at(1)));
    EXPECT_THAT(times("", "kim"), ElementsAre(at(3), at(1)));
    EXPECT_THAT(times("", ""), ElementsAre(at(3), at(2), at(1)));
    EXPECT_THAT(times("", "", 1), ElementsAre(at(3)));
    EXPECT_THAT(times(pid(9), ""), IsEmpty());
    const auto lookup = view()->accesses({.profile = pid(2), .limit = 1});
    EXPECT_EQ(lookup[0].route, "GET /v1/lookup");
    EXPECT_EQ(lookup[0].token, "t1");
    EXPECT_EQ(lookup[0].remote, "127.0.0.1");
    EXPECT_EQ(lookup[0].fields, "name,email");
    EXPECT_THAT(lookup[0].profiles, ElementsAre(pid(1), pid(2)));
}

TEST_P(Facts, TextsAreWrittenOnce)
{
    Batch first = this->batch();
    first.set.texts = {{"c1", std::string(9000, 'x')}, {"c2", "short"}};
    commit(first);
    Batch second = this->batch();
    second.set.texts = {{"c2", "changed"}};
    commit(second);
    EXPECT_EQ(view()->text("c1"), std::string(9000, 'x'));
    EXPECT_EQ(view()->text("c2"), "short");
    EXPECT_FALSE(view()->text("c3"));
}

TEST_P(Facts, TotalsTellTheSize)
{
    commit_person("a", pid(1));
    EXPECT_GT(view()->totals().bytes, 0U);
    EXPECT_GT(view()->totals().free_bytes, 0U);
}

}  // namespace
}  // namespace cx::store
