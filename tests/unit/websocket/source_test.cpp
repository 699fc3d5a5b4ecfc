// Against a feed of the test's own, which keeps what it sent and cuts lines in the middle.
#include "websocket/source.hpp"

#include "testhttp/feed.hpp"
#include "testhttp/host.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <mutex>

namespace websocket {
namespace {

using cx::http::testing::Feed;
using cx::http::testing::server_frame;
using cx::http::testing::TestHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Sends what lies at or behind the cursor it is asked for, then what is added.
class Jetstream {
public:
    void add(int at, const std::string& key, const std::string& operation = "create")
    {
        const std::lock_guard lock(mutex_);
        events_.emplace_back(at, R"({"id":")" + key + R"(","at":)" + std::to_string(at) +
                                     R"(,"op":")" + operation + "\"}");
    }
    void add_text(int at, const std::string& text)
    {
        const std::lock_guard lock(mutex_);
        events_.emplace_back(at, text);
    }
    // Each connection from now on ends within the frame of the n-th message.
    void cut_after(std::size_t n) { cut_after_ = n; }
    std::vector<std::string> heard()
    {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    void serve(Feed::Guest& guest)
    {
        const std::size_t mark = guest.target.find("cursor=");
        const int from = mark == std::string::npos ? 0 : std::atoi(guest.target.c_str() + mark + 7);
        std::size_t next = 0;
        std::size_t sent = 0;
        while (!guest.stopping()) {
            if (const auto said = guest.hear(10); said && said->opcode == 1) {
                const std::lock_guard lock(mutex_);
                heard_.push_back(said->body);
            }
            std::string bytes;
            {
                const std::lock_guard lock(mutex_);
                for (; next < events_.size() && bytes.empty(); ++next)
                    if (events_[next].first >= from) bytes = server_frame(events_[next].second);
            }
            if (bytes.empty()) continue;
            const std::size_t half = bytes.size() / 2;
            guest.send(bytes.substr(0, half));
            if (++sent > cut_after_) return;
            guest.send(bytes.substr(half));
        }
    }

    std::mutex mutex_;
    std::vector<std::pair<int, std::string>> events_;
    std::vector<std::string> heard_;
    std::atomic<std::size_t> cut_after_{1'000'000};

public:
    Feed feed{[this](Feed::Guest& guest) { serve(guest); }};
};

class WebSocketSourceTest : public testing::Test {
protected:
    WebSocketSourceTest()
    {
        stream_.path = "/subscribe?topic=a";
        stream_.key = {"id"};
        stream_.operation = "op";
        stream_.removes = {"delete"};
        stream_.cursor = "at";
        stream_.overlap = 5;
    }
    void restart()
    {
        SourceOptions options;
        options.url = jetstream_.feed.url();
        source_ = std::make_unique<WebSocketSource>(
            options, cx::StreamOptions<StreamOptions>{{"s", stream_}}, host_.host());
    }
    // What a poll gives, as "key"; "-key" a removal, "!code" a reject.
    std::vector<std::string> poll(std::uint32_t limit = 100)
    {
        if (!source_) restart();
        Batch batch{.room = limit};
        const cx_writer writer = {&batch, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        status_ = source_->poll({.stream = "s", .cursor = cursor_, .record_limit = limit}, out);
        if (status_.code == CX_OK) cursor_ = batch.cursor;
        more_ = batch.more;
        return batch.all;
    }
    // Polls until there are so many, or nothing is heard of for two seconds.
    std::vector<std::string> poll_until(std::size_t count, std::uint32_t limit = 100)
    {
        std::vector<std::string> all;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
        while (all.size() < count && std::chrono::steady_clock::now() < until)
            for (std::string& one : poll(limit)) all.push_back(std::move(one));
        return all;
    }

    Jetstream jetstream_;
    TestHost host_;
    StreamOptions stream_;
    std::unique_ptr<WebSocketSource> source_;
    std::string cursor_;
    cx::Status status_;
    bool more_ = false;

private:
    struct Batch {
        std::uint32_t room = 0;
        std::vector<std::string> all;
        std::string cursor;
        bool more = false;
    };
    static Batch& of(void* self) { return *static_cast<Batch*>(self); }
    static cx_status put(void* self, std::string text)
    {
        Batch& batch = of(self);
        batch.all.push_back(std::move(text));
        return batch.all.size() < batch.room ? CX_OK : CX_FULL;
    }
    static cx_status add(void* self, const cx_record* record)
    {
        return put(self, (record->op == CX_REMOVE ? "-" : "") + std::string(cx::view(record->key)));
    }
    static cx_status add_reject(void* self, const cx_record*, cx_text code, cx_text)
    {
        return put(self, "!" + std::string(cx::view(code)));
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t flags)
    {
        of(self).cursor = cx::view(next);
        of(self).more = (flags & CX_MORE_NOW) != 0;
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}
};

TEST_F(WebSocketSourceTest, CreatesAndDeletesComeInOrder)
{
    jetstream_.add(10, "a");
    jetstream_.add(11, "b");
    jetstream_.add(12, "a", "delete");
    jetstream_.add_text(13, "no JSON");
    EXPECT_THAT(poll_until(4), ElementsAre("a", "b", "-a", "!websocket.json"));
    while (more_) EXPECT_THAT(poll(), IsEmpty());
    EXPECT_EQ(status_.code, CX_OK);
    jetstream_.add(14, "c");
    EXPECT_THAT(poll_until(1), ElementsAre("c"));
    EXPECT_THAT(jetstream_.feed.targets(), ElementsAre("/subscribe?topic=a"));
}

TEST_F(WebSocketSourceTest, AConnectionThatBreaksWithinALineGoesOnWithoutLossOrRepeat)
{
    for (int i = 0; i < 12; ++i) jetstream_.add(100 + i / 2, "k" + std::to_string(i));
    jetstream_.cut_after(7);
    std::vector<std::string> all = poll_until(7);
    for (int i = 0; i < 5 && all.size() < 7; ++i)
        for (const std::string& one : poll()) all.push_back(one);
    EXPECT_THAT(all, SizeIs(7));
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(status_.why, HasSubstr("is lost"));
    jetstream_.cut_after(1000);
    EXPECT_THAT(poll_until(5), ElementsAre("k7", "k8", "k9", "k10", "k11"));
    EXPECT_THAT(jetstream_.feed.targets(),
                ElementsAre("/subscribe?topic=a", "/subscribe?topic=a&cursor=98"));
}

TEST_F(WebSocketSourceTest, ARestartAfterEachRecordLosesAndRepeatsNothing)
{
    // Out of order, as feeds that are put together of several are.
    for (const int at : {20, 22, 21, 21, 25, 24}) jetstream_.add(at, "k" + std::to_string(at));
    jetstream_.add(23, "late");
    std::vector<std::string> all;
    for (int i = 0; i < 9 && all.size() < 7; ++i) {
        restart();
        for (const std::string& one : poll(1)) all.push_back(one);
    }
    EXPECT_THAT(all, ElementsAre("k20", "k22", "k21", "k25", "k24", "late"))
        << "two events of one key at one time are one";
}

TEST_F(WebSocketSourceTest, WhatIsNotCommittedIsGivenAgain)
{
    for (int i = 0; i < 6; ++i) jetstream_.add(i + 1, std::to_string(i));
    EXPECT_THAT(poll_until(2, 2), ElementsAre("0", "1"));
    const std::string committed = cursor_;
    source_->committed("s", committed);
    EXPECT_THAT(poll_until(4), ElementsAre("2", "3", "4", "5"));
    cursor_ = committed;  // The commit has failed.
    EXPECT_THAT(poll(3), ElementsAre("2", "3", "4"));
    EXPECT_THAT(poll(3), ElementsAre("5"));
    EXPECT_THAT(jetstream_.feed.targets(), SizeIs(1)) << "out of memory, not of the feed";
    cursor_ = "";  // An administrator begins anew.
    EXPECT_THAT(poll_until(6), SizeIs(6));
    EXPECT_THAT(jetstream_.feed.targets(), SizeIs(2));
}

TEST_F(WebSocketSourceTest, ASubscriptionIsSentOnEachConnection)
{
    stream_.send = {R"({"subscribe":"orders"})"};
    poll();
    poll();
    EXPECT_THAT(jetstream_.heard(), ElementsAre(stream_.send[0]));
}

TEST_F(WebSocketSourceTest, AFeedThatIsAwayIsRetry)
{
    restart();
    SourceOptions options;
    options.url = "ws://127.0.0.1:1";
    source_ = std::make_unique<WebSocketSource>(
        options, cx::StreamOptions<StreamOptions>{{"s", stream_}}, host_.host());
    EXPECT_THAT(poll(), IsEmpty());
    EXPECT_EQ(status_.code, CX_RETRY);
}

}  // namespace
}  // namespace websocket
