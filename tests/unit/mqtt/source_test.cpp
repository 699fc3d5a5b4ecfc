// Against a broker of the test's own: what is acknowledged, and when.
#include "mqtt/source.hpp"

#include "testhttp/host.hpp"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>

#include <memory>
#include <mutex>
#include <thread>

namespace mqtt {
namespace {

using namespace std::string_literals;
using cx::http::testing::TestHost;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string publish(std::uint16_t id, const std::string& topic, const std::string& payload,
                    bool again = false)
{
    std::string packet = write_publish(topic, payload);
    packet[0] = static_cast<char>(again ? 0x3a : 0x32);
    packet.insert(2 + 2 + topic.size(), {static_cast<char>(id >> 8U), static_cast<char>(id)});
    packet[1] = static_cast<char>(packet[1] + 2);
    return packet;
}

// One session: keeps messages until they are acknowledged, and sends them again on a connection.
class Broker {
public:
    Broker() : thread_([this] { serve(); }) {}
    ~Broker()
    {
        stop_ = true;
        thread_.join();
    }

    std::uint16_t port() const { return listener_.address().port(); }
    void add(const std::string& topic, const std::string& payload)
    {
        const std::lock_guard lock(mutex_);
        kept_[++last_id_] = {topic, payload};
        fresh_.push_back(last_id_);
    }
    std::size_t kept()
    {
        const std::lock_guard lock(mutex_);
        return kept_.size();
    }
    void cut() { cut_ = true; }

    std::atomic<int> connack{0};
    std::atomic<int> suback{1};
    std::atomic<int> connections{0};

private:
    void serve()
    {
        while (!stop_) {
            if (!listener_.poll({0, 20'000}, Poco::Net::Socket::SELECT_READ)) continue;
            Poco::Net::StreamSocket socket = listener_.acceptConnection();
            ++connections;
            cut_ = false;
            PacketReader reader(1 << 20);
            try {
                while (!stop_ && !cut_) step(socket, reader);
            } catch (const Poco::Exception&) {
            }
        }
    }
    void step(Poco::Net::StreamSocket& socket, PacketReader& reader)
    {
        const auto send = [&](const std::string& bytes) {
            socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        };
        if (socket.poll({0, 5000}, Poco::Net::Socket::SELECT_READ)) {
            char bytes[4096];
            const int count = socket.receiveBytes(bytes, sizeof bytes);
            if (count <= 0) throw Poco::Exception("gone");
            reader.add({bytes, static_cast<std::size_t>(count)});
        }
        while (const auto packet = reader.next()) answer(*packet, send);
        const std::lock_guard lock(mutex_);
        if (!subscribed_) return;
        for (const std::uint16_t id : fresh_) send(publish(id, kept_[id].first, kept_[id].second));
        fresh_.clear();
    }
    template <typename Send>
    void answer(const Packet& packet, Send send)
    {
        const std::lock_guard lock(mutex_);
        if (packet.type == Type::connect) {
            send("\x20\x02\x01"s + static_cast<char>(connack.load()));
            subscribed_ = false;
        }
        if (packet.type == Type::subscribe) {
            send("\x90\x03\0\x01"s + static_cast<char>(suback.load()));
            subscribed_ = true;
            fresh_.clear();
            for (const auto& [id, message] : kept_)
                send(publish(id, message.first, message.second, true));
        }
        if (packet.type == Type::puback)
            kept_.erase(
                static_cast<std::uint16_t>(static_cast<unsigned char>(packet.body[0]) << 8U |
                                           static_cast<unsigned char>(packet.body[1])));
        if (packet.type == Type::pingreq) send("\xd0\0"s);
    }

    Poco::Net::ServerSocket listener_{Poco::Net::SocketAddress("127.0.0.1", 0)};
    std::mutex mutex_;
    std::map<std::uint16_t, std::pair<std::string, std::string>> kept_;
    std::vector<std::uint16_t> fresh_;
    std::uint16_t last_id_ = 0;
    bool subscribed_ = false;
    std::atomic<bool> stop_{false};
    std::atomic<bool> cut_{false};
    std::thread thread_;
};

class MqttSourceTest : public testing::Test {
protected:
    void restart()
    {
        SourceOptions options;
        options.host = "127.0.0.1";
        options.port = broker_.port();
        options.tls = false;
        options.client_id = "hub";
        options.timeout = std::chrono::seconds(2);
        source_ = std::make_unique<MqttSource>(
            options, cx::StreamOptions<StreamOptions>{{"s", stream_}}, host_.host());
    }
    // What a poll gives, as "key payload"; a reject as "! code".
    std::vector<std::string> poll(std::uint32_t limit = 100)
    {
        if (!source_) restart();
        Batch batch{.room = limit};
        const cx_writer writer = {&batch, &add, &add_reject, &set_cursor, &total, &fail};
        cx::BatchWriter out(writer);
        status_ = source_->poll({.stream = "s", .cursor = cursor_, .record_limit = limit}, out);
        if (status_.code == CX_OK) cursor_ = batch.cursor;
        return batch.all;
    }
    std::vector<std::string> poll_until(std::size_t count, std::uint32_t limit = 100)
    {
        std::vector<std::string> all;
        for (int i = 0; i < 50 && all.size() < count; ++i)
            for (std::string& one : poll(limit)) all.push_back(std::move(one));
        return all;
    }
    void commit() { source_->committed("s", cursor_); }
    bool kept_becomes(std::size_t count)
    {
        for (int i = 0; i < 200 && broker_.kept() != count; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return broker_.kept() == count;
    }

    struct Batch {
        std::uint32_t room;
        std::vector<std::string> all = {};
        std::string cursor = {};
    };
    static cx_status put(void* self, std::string text)
    {
        auto& batch = *static_cast<Batch*>(self);
        batch.all.push_back(std::move(text));
        return --batch.room == 0 ? CX_FULL : CX_OK;
    }
    static cx_status add(void* self, const cx_record* record)
    {
        return put(self, std::string(cx::view(record->key)) + " " +
                             std::string(cx::view(record->payload)));
    }
    static cx_status add_reject(void* self, const cx_record*, cx_text code, cx_text)
    {
        return put(self, "! " + std::string(cx::view(code)));
    }
    static void set_cursor(void* self, cx_text next, std::uint32_t)
    {
        static_cast<Batch*>(self)->cursor = cx::view(next);
    }
    static void total(void*, std::uint64_t) {}
    static void fail(void*, cx_text, std::uint32_t) {}

    TestHost host_;
    Broker broker_;
    StreamOptions stream_{.topics = {"meters/+"}, .levels = {"", "meter"}, .key = {"payload.n"}};
    std::unique_ptr<MqttSource> source_;
    std::string cursor_;
    cx::Status status_;
};

TEST_F(MqttSourceTest, OnlyWhatIsCommittedIsAcknowledged)
{
    for (int n = 1; n <= 5; ++n)
        broker_.add("meters/E" + std::to_string(n), "{\"n\":" + std::to_string(n) + "}");
    EXPECT_THAT(poll(2),
                ElementsAre(R"(1 {"levels":{"meter":"E1"},"payload":{"n":1},"topic":"meters/E1"})",
                            HasSubstr(R"("n":2)")));
    EXPECT_EQ(broker_.kept(), 5U);
    commit();
    EXPECT_TRUE(kept_becomes(3));
    EXPECT_THAT(poll_until(3, 1), SizeIs(3));
    EXPECT_EQ(broker_.kept(), 3U);
    commit();
    EXPECT_TRUE(kept_becomes(0));
    EXPECT_THAT(poll(), IsEmpty());
    EXPECT_EQ(cursor_, "5");
}

TEST_F(MqttSourceTest, AnOlderCursorGivesThemAgainAndARestartToo)
{
    for (int n = 1; n <= 4; ++n) broker_.add("meters/E", "{\"n\":" + std::to_string(n) + "}");
    const auto all = poll_until(4);
    EXPECT_THAT(all, SizeIs(4));
    cursor_.clear();  // The commit failed.
    EXPECT_EQ(poll_until(4), all);
    cursor_ = "2";
    EXPECT_THAT(poll_until(2), ElementsAre(all[2], all[3]));
    source_.reset();  // Nothing was committed: all come again, and go on from the cursor.
    restart();
    EXPECT_EQ(poll_until(4), all);
    EXPECT_EQ(cursor_, "8");
    commit();
    EXPECT_TRUE(kept_becomes(0));
}

TEST_F(MqttSourceTest, ALostConnectionLosesNoMessageAndAcknowledgesNoStranger)
{
    for (int n = 1; n <= 3; ++n) broker_.add("meters/E", "{\"n\":" + std::to_string(n) + "}");
    EXPECT_THAT(poll_until(3), SizeIs(3));
    broker_.cut();
    for (int i = 0; i < 50 && status_.code == CX_OK; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        poll();
    }
    EXPECT_EQ(status_.code, CX_RETRY);
    // They were given before the connection broke; their numbers at the broker are of the past.
    commit();
    EXPECT_EQ(broker_.kept(), 3U);
    EXPECT_THAT(poll_until(3), SizeIs(3));
    commit();
    EXPECT_TRUE(kept_becomes(0));
    EXPECT_EQ(broker_.connections, 2);
}

TEST_F(MqttSourceTest, WhatMakesNoSenseIsRejectedAndAcknowledged)
{
    broker_.add("meters/E", "{bad");
    broker_.add("meters/E", "{}");
    EXPECT_THAT(poll_until(2), ElementsAre("! mqtt.json", "! mqtt.key"));
    commit();
    EXPECT_TRUE(kept_becomes(0));
}

TEST_F(MqttSourceTest, WithoutAKeyEqualMessagesAreOne)
{
    stream_.key.clear();
    stream_.format = "text";
    broker_.add("meters/E", "21.5");
    broker_.add("meters/E", "21.5");
    broker_.add("meters/F", "21.5");
    const auto all = poll_until(3);
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_EQ(all[0], all[1]);
    EXPECT_NE(all[0].substr(0, 32), all[2].substr(0, 32));
    EXPECT_THAT(all[0], HasSubstr(R"("payload":"21.5")"));
}

TEST_F(MqttSourceTest, RefusalsHaveTheirRemedy)
{
    broker_.connack = 5;
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("check 'user' and 'password'"));
    broker_.connack = 3;
    poll();
    EXPECT_EQ(status_.code, CX_RETRY);
    broker_.connack = 0;
    broker_.suback = 0x80;
    poll();
    EXPECT_EQ(status_.code, CX_FAILED);
    EXPECT_THAT(status_.why, HasSubstr("'topics'"));
    stream_.topics.clear();
    EXPECT_THROW(restart(), cx::BadOptions);
}

}  // namespace
}  // namespace mqtt
