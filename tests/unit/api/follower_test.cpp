// Readers that follow the changes: server-sent events from the first byte to the last.
#include "api/listener.hpp"
#include "hub_fixture.hpp"

#include <gmock/gmock.h>

#include <future>
#include <thread>

namespace cx::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

// One reader of events.
class Reader {
public:
    Reader(int port, const std::string& token, const std::string& query = "",
           const std::string& more_headers = "")
        : connection_(port)
    {
        connection_.send("GET /v1/changes" + query +
                         " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
                         "\r\nAccept: text/event-stream\r\n" + more_headers + "\r\n");
        head = connection_.receive();
        if (head.status == 200) greeting = connection_.read_until("\n\n");
    }

    // The next event; its change in `data`, its id in `id`.
    bool next()
    {
        std::string text;
        do {
            text = connection_.read_until("\n\n");
        } while (text.starts_with(":"));
        id.clear();
        name.clear();
        data = json::Value();
        while (!text.empty()) {
            const std::string line = text.substr(0, text.find('\n'));
            text.erase(0, line.size() + 1);
            if (line.starts_with("id: ")) id = line.substr(4);
            if (line.starts_with("event: ")) name = line.substr(7);
            if (line.starts_with("retry: ")) name = line;
            if (line.starts_with("data: ")) data = json::parse(line.substr(6)).value();
        }
        return !data.is_null();
    }
    bool ends() { return connection_.ends(); }

    HttpAnswer head;
    std::string greeting;
    std::string id;
    std::string name;
    json::Value data;

private:
    HttpConnection connection_;
};

class FollowerTest : public HubTest {
protected:
    ~FollowerTest() override { commits_.stop(); }

    std::string newest() { return std::to_string(store_->view()->feed().newest); }
    bool eventually(const std::function<bool()>& holds)
    {
        for (int i = 0; i < 1000; ++i) {
            if (holds()) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    bool scraped(const std::string& line)
    {
        return telemetry_->scrape().find(line + "\n") != std::string::npos;
    }
};

TEST_F(FollowerTest, GetsWhatIsThereAndThenWhatComes)
{
    Reader reader(server_->api_port(), reader_, "?after=0");
    EXPECT_EQ(reader.head.header("content-type"), "text/event-stream");
    EXPECT_EQ(reader.head.header("cache-control"), "no-store");
    EXPECT_THAT(reader.greeting, HasSubstr("retry: 2000\n"));
    std::vector<std::string> ids;
    do {
        ASSERT_TRUE(reader.next());
        EXPECT_EQ(reader.data.text_of("seq"), reader.id);
        ids.push_back(reader.id);
    } while (reader.id != newest());
    std::vector<std::string> published;
    for (const store::Change& change : store_->view()->changes(0, 1000))
        published.push_back(std::to_string(change.seq));
    EXPECT_EQ(ids, published);

    const store::Seq seq = change_profile(2, 2, "bobby");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.id, std::to_string(seq));
    EXPECT_EQ(reader.data.find("data")->text_of("nickname"), "bobby");
}

TEST_F(FollowerTest, AskedWithoutAPositionItTellsWhatComes)
{
    Reader reader(server_->api_port(), reader_);
    const store::Seq seq = change_profile(2, 2, "bobby");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.id, std::to_string(seq));
}

TEST_F(FollowerTest, OneProfileAloneCanBeFollowedUnderAnyIdItHad)
{
    for (const int id : {1, 3}) {
        Reader reader(server_->api_port(), reader_, "?after=0&profile=" + pid(id));
        std::set<std::string> about;
        do {
            ASSERT_TRUE(reader.next());
            about.insert(reader.data.text_of("profile_id"));
        } while (reader.id != newest());
        EXPECT_EQ(about, (std::set<std::string>{pid(1), pid(3)}));
    }
    Reader reader(server_->api_port(), reader_, "?profile=" + pid(1));
    change_profile(2, 2, "bobby");
    const store::Seq seq = change_profile(1, 3, "lovelace");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.id, std::to_string(seq));
    for (const store::AccessRow& row : accesses())
        EXPECT_THAT(row.profiles, Not(::testing::Contains(pid(2))));
    EXPECT_EQ(Reader(server_->api_port(), reader_, "?profile=" + pid(404)).head.status, 404);

    const json::Value page = get("/v1/changes?profile=" + pid(2), reader_).json();
    EXPECT_EQ(page.find("changes")->as_array().size(), 2U);
    EXPECT_EQ(page.text_of("next"), newest());
}

TEST_F(FollowerTest, ResumesBehindTheLastEvent)
{
    const store::Seq first = change_profile(2, 2, "bobby");
    const store::Seq second = change_profile(2, 3, "robert");
    Reader reader(server_->api_port(), reader_, "?after=0",
                  "Last-Event-ID: " + std::to_string(first) + "\r\n");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.id, std::to_string(second));
    EXPECT_EQ(Reader(server_->api_port(), reader_, "", "Last-Event-ID: x\r\n").head.status, 400);
}

TEST_F(FollowerTest, WhatTheTokenDoesNotAcceptStaysInAndReadsAreLogged)
{
    Reader reader(server_->api_port(), token({"changes:read"}), "?after=0",
                  "CX-Actor: agent-7\r\n");
    ASSERT_TRUE(reader.next());
    EXPECT_THAT(json::write(reader.data), Not(HasSubstr("canary")));
    const std::vector<store::AccessRow> rows = accesses();
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0].route, "GET /v1/changes");
    EXPECT_EQ(rows[0].actor, "agent-7");
    EXPECT_THAT(rows[0].profiles, ::testing::Contains(pid(1)));
}

TEST_F(FollowerTest, ARevokedTokenEndsTheStream)
{
    const NewToken made =
        make_token("short", {"changes:read"}, {}, clock_.now(), {clock_.now().micros + 60'000'000});
    store_->save_token(made.row);
    Reader reader(server_->api_port(), made.secret);
    ASSERT_EQ(reader.head.status, 200);
    store::TokenRow row = made.row;
    row.revoked_at = clock_.now();
    store_->save_token(row);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.ends());
    EXPECT_TRUE(
        eventually([&] { return scraped("cxhub_api_followers_ended_total{reason=\"token\"} 1"); }));
}

TEST_F(FollowerTest, AnExpiredTokenGetsNothingOfTheNextCommit)
{
    Reader reader(server_->api_port(),
                  token({"changes:read"}, {}, {clock_.now().micros + 60'000'000}));
    clock_.advance_ms(61'000);
    change_profile(2, 2, "bobby");
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.ends());
}

TEST_F(FollowerTest, StoppingEndsStreamsAndTellsWhenToReturn)
{
    Reader reader(server_->api_port(), reader_);
    commits_.stop();
    EXPECT_FALSE(reader.next());
    EXPECT_EQ(reader.name, "retry: 2000");
    EXPECT_TRUE(reader.ends());
    server_->stop();
}

TEST_F(FollowerTest, TheServerAloneCanEndThemToo)
{
    Reader reader(server_->api_port(), reader_);
    const auto begun = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    EXPECT_TRUE(reader.ends());
}

TEST_F(FollowerTest, PlacesAreFewAndComeFreeAgain)
{
    std::vector<std::unique_ptr<Reader>> readers;
    for (int i = 0; i < limits::followers; ++i) {
        readers.push_back(std::make_unique<Reader>(server_->api_port(), reader_));
        ASSERT_EQ(readers.back()->head.status, 200);
    }
    EXPECT_TRUE(scraped("cxhub_api_followers 16"));
    const Reader refused(server_->api_port(), reader_);
    EXPECT_EQ(refused.head.status, 429);
    EXPECT_EQ(refused.head.code(), "api.too_many_followers");
    EXPECT_EQ(refused.head.header("retry-after"), "5");
    EXPECT_EQ(get("/v1/changes", reader_).status, 200) << "pages are there all the same";
    readers.pop_back();
    EXPECT_TRUE(
        eventually([&] { return Reader(server_->api_port(), reader_).head.status == 200; }));
}

TEST_F(FollowerTest, AReaderThatFellBehindIsToldTheWayBack)
{
    clock_.advance_ms(3'600'000);
    change_profile(2, 2, "bobby");
    const store::Seq floor = store_->trim_feed(clock_.now(), 1ULL << 40U);
    ASSERT_GT(floor, 0);
    for (const HttpAnswer& answer :
         {Reader(server_->api_port(), reader_, "?after=0").head,
          get("/v1/changes?after=" + std::to_string(floor - 1), reader_)}) {
        EXPECT_EQ(answer.status, 410);
        EXPECT_EQ(answer.code(), "api.resync_required");
        EXPECT_THAT(answer.json().text_of("remedy"), HasSubstr("/v1/changes/snapshot"));
    }
    EXPECT_EQ(get("/v1/changes?after=" + std::to_string(floor), reader_).status, 200);
    EXPECT_EQ(Reader(server_->api_port(), reader_).head.status, 200);
}

TEST_F(FollowerTest, ASnapshotTellsWhereToFollowFrom)
{
    change_profile(2, 2, "bobby");
    std::map<std::string, std::string> newest_of;
    std::string after = "0";
    for (bool complete = false; !complete;) {
        const HttpAnswer page = get("/v1/changes/snapshot?limit=3&after=" + after, reader_);
        ASSERT_EQ(page.status, 200) << page.body;
        const json::Value body = page.json();
        for (const json::Value& change : body.find("changes")->as_array()) {
            EXPECT_TRUE(change.find("backfill")->as_bool());
            const std::string key = change.text_of("kind") == "profile"
                                        ? change.text_of("profile_id")
                                        : change.text_of("key");
            EXPECT_TRUE(newest_of.emplace(key, change.text_of("op")).second) << key << " twice";
        }
        after = body.text_of("next");
        complete = body.find("complete")->as_bool();
    }
    EXPECT_EQ(after, newest());
    EXPECT_EQ(newest_of[pid(1)], "merged");
    EXPECT_EQ(newest_of[pid(2)], "updated");
    EXPECT_EQ(newest_of[pid(3)], "removed");
    EXPECT_EQ(newest_of["shop:A1"], "upsert");
    EXPECT_EQ(newest_of.size(), 3U + 8U);
    EXPECT_EQ(accesses()[0].route, "GET /v1/changes/snapshot");
}

TEST_F(FollowerTest, ARecordThatIsGoneIsARemove)
{
    model::RecordVersion gone = *store_->view()->current("order", "shop:A1");
    gone.seq = store_->next_seq();
    gone.version = 2;
    gone.op = model::RecordVersion::Op::remove;
    gone.data.clear();
    store::ChangeSet set;
    set.recorded_at = clock_.now();
    set.records.push_back({gone, true});
    store_->commit(set);
    const json::Value page =
        get("/v1/changes?after=" + std::to_string(gone.seq - 1), reader_).json();
    const json::Value& change = page.find("changes")->as_array().at(0);
    EXPECT_EQ(change.text_of("op"), "remove");
    EXPECT_TRUE(change.find("data")->as_object().empty());
    EXPECT_NE(change.find("record"), nullptr);
}

TEST_F(FollowerTest, ASinkIsResynced)
{
    const std::string control = token({"pipelines:control"});
    EXPECT_EQ(post("/v1/sinks/none/resync", control, "").code(), "api.no_sink");
    EXPECT_EQ(post("/v1/sinks/warehouse/resync", control, "").status, 200);
    EXPECT_EQ(admin_.resynced, "warehouse");
    EXPECT_EQ(post("/v1/sinks/warehouse/resync", reader_, "").status, 403);
}

// More than any buffer holds, for ever.
class Flood final : public Following {
public:
    explicit Flood(std::promise<bool>& slow) : slow_(slow) {}
    std::optional<std::string> next() override { return std::string(1 << 20, 'x'); }
    void lost(bool slow) override { slow_.set_value(slow); }

private:
    std::promise<bool>& slow_;
};

TEST(Listening, AReaderThatDoesNotReadIsDropped)
{
    std::promise<bool> slow;
    const Answering answering{
        .answer =
            [&](Request&) {
                Answer answer;
                answer.following = std::make_shared<Flood>(slow);
                return answer;
            },
        .refuse = [](std::string_view, const std::string&) { return Answer{}; }};
    auto listening = listen_tcp({}, {.threads = 2, .patience_seconds = 1}, answering);
    ASSERT_TRUE(listening);
    HttpConnection client((*listening)->port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto dropped = slow.get_future();
    ASSERT_EQ(dropped.wait_for(30s), std::future_status::ready);
    EXPECT_TRUE(dropped.get());
}

}  // namespace
}  // namespace cx::api
