// A connection to a feed: messages, pings, ends, refusals.
#include "testhttp/feed.hpp"
#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <cx/plugin.hpp>
#include <cx/websocket.hpp>

#include <gmock/gmock.h>

#include <thread>

namespace cx::http::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class WebSocketTest : public ::testing::Test {
protected:
    // Messages until there are `count`, or the connection is lost.
    std::vector<std::string> take(WebSocket& socket, std::size_t count)
    {
        std::vector<std::string> all;
        for (int i = 0; i < 50 && all.size() < count && status_.code == CX_OK; ++i) {
            std::deque<WebSocket::Message> messages;
            status_ = socket.receive(messages, {.wait = 200ms});
            for (const auto& message : messages)
                all.push_back(message.body + (message.cut ? "..." : ""));
        }
        return all;
    }

    TestHost host_;
    Status status_;
};

TEST_F(WebSocketTest, MessagesComeAsTheyAreSentAlsoInPieces)
{
    const Feed feed([](Feed::Guest& guest) {
        const std::string bytes = server_frame("one") + server_frame("two") + server_frame("three");
        for (std::size_t at = 0; at < bytes.size(); at += 5) {
            guest.send(bytes.substr(at, 5));
            std::this_thread::sleep_for(5ms);
        }
        guest.wait();
    });
    WebSocket socket({.url = feed.url() + "/v1"}, host_.host());
    ASSERT_EQ(socket.open("/orders?since=17").code, CX_OK);
    EXPECT_THAT(take(socket, 3), ElementsAre("one", "two", "three"));
    EXPECT_THAT(feed.targets(), ElementsAre("/v1/orders?since=17"));
}

TEST_F(WebSocketTest, NoMoreIsTakenThanWasAskedFor)
{
    const Feed feed([](Feed::Guest& guest) {
        guest.send(server_frame("one") + server_frame("two") + server_frame("three"));
        guest.wait();
    });
    WebSocket socket({.url = feed.url()}, host_.host());
    ASSERT_EQ(socket.open("/").code, CX_OK);
    std::deque<WebSocket::Message> messages;
    ASSERT_EQ(socket.receive(messages, {.messages = 2, .wait = 1s}).code, CX_OK);
    EXPECT_EQ(messages.size(), 2U);
    messages.clear();
    ASSERT_EQ(socket.receive(messages, {.wait = 1s}).code, CX_OK);
    EXPECT_EQ(messages.size(), 1U);
}

TEST_F(WebSocketTest, AFeedMayCompress)
{
    std::string offered;
    std::mutex mutex;
    const Feed feed(
        [&](Feed::Guest& guest) {
            const std::lock_guard lock(mutex);
            offered = guest.head;
            Packer pack;
            for (int i = 0; i < 3; ++i) guest.send(server_frame(pack("again"), 1, true, true));
            guest.wait();
        },
        "", "permessage-deflate; server_max_window_bits=12");
    WebSocket socket({.url = feed.url()}, host_.host());
    ASSERT_EQ(socket.open("/").code, CX_OK);
    EXPECT_THAT(take(socket, 3), ElementsAre("again", "again", "again"));
    socket.close();
    const std::lock_guard lock(mutex);
    EXPECT_THAT(offered, HasSubstr("Sec-WebSocket-Extensions: permessage-deflate"));
}

TEST_F(WebSocketTest, AnExtensionThatWasNotOfferedIsRefused)
{
    for (const char* extensions :
         {"x-webkit-deflate-frame", "permessage-deflate; client_max_window_bits=9",
          "permessage-deflate; surprise", "permessage-deflate, permessage-deflate"}) {
        const Feed feed([](Feed::Guest& guest) { guest.wait(); }, "", extensions);
        WebSocket socket({.url = feed.url()}, host_.host());
        const Status status = socket.open("/?key=s3cret");
        EXPECT_EQ(status.code, CX_FAILED) << extensions;
        EXPECT_THAT(status.why, HasSubstr("an extension that it was not offered"));
        EXPECT_THAT(status.why, Not(HasSubstr("s3cret")));
        EXPECT_FALSE(socket.connected());
    }
}

TEST_F(WebSocketTest, PingsWithoutEndKeepNobody)
{
    const Feed feed([](Feed::Guest& guest) {
        while (!guest.stopping()) guest.send(server_frame("?", 9));
    });
    WebSocket socket({.url = feed.url()}, host_.host());
    ASSERT_EQ(socket.open("/").code, CX_OK);
    const auto begin = std::chrono::steady_clock::now();
    std::deque<WebSocket::Message> messages;
    socket.receive(messages, {.wait = 200ms});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
    EXPECT_THAT(messages, ::testing::IsEmpty());
    socket.close();
}

TEST_F(WebSocketTest, PingsAreAnsweredAndSent)
{
    std::vector<std::string> heard;
    std::mutex mutex;
    const Feed feed([&](Feed::Guest& guest) {
        guest.send(server_frame("are you there", 9));
        for (int i = 0; i < 2; ++i) {
            const auto said = guest.hear();
            const std::lock_guard lock(mutex);
            heard.push_back(said ? std::to_string(said->opcode) + ":" + said->body : "nothing");
        }
        guest.send(server_frame("done"));
        guest.wait();
    });
    WebSocket socket({.url = feed.url(), .silence = 1s}, host_.host());
    ASSERT_EQ(socket.open("/").code, CX_OK);
    EXPECT_THAT(take(socket, 1), ElementsAre("done"));
    const std::lock_guard lock(mutex);
    EXPECT_THAT(heard, ElementsAre("10:are you there", "9:"));
}

TEST_F(WebSocketTest, SilenceAndEndsAreRetry)
{
    const Feed silent([](Feed::Guest& guest) { guest.wait(); });
    WebSocket first({.url = silent.url(), .silence = 1s}, host_.host());
    ASSERT_EQ(first.open("/").code, CX_OK);
    take(first, 1);
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(status_.why, HasSubstr("nothing is heard"));
    EXPECT_FALSE(first.connected());

    status_ = {};
    const Feed ending(
        [](Feed::Guest& guest) { guest.send(server_frame("last") + server_frame("\x03\xe9", 8)); });
    WebSocket second({.url = ending.url()}, host_.host());
    ASSERT_EQ(second.open("/?key=s3cret").code, CX_OK);
    EXPECT_THAT(take(second, 2), ElementsAre("last"));
    EXPECT_EQ(status_.code, CX_RETRY);
    EXPECT_THAT(status_.why, Not(HasSubstr("s3cret")));

    status_ = {};
    const Feed nonsense([](Feed::Guest& guest) { guest.send("HTTP/1.1 500 Oh\r\n\r\n"); });
    WebSocket third({.url = nonsense.url()}, host_.host());
    ASSERT_EQ(third.open("/").code, CX_OK);
    take(third, 1);
    EXPECT_THAT(status_.why, HasSubstr("no WebSocket"));
}

TEST_F(WebSocketTest, RefusedHandshakesAreToldApart)
{
    const auto opened = [&](const std::string& answer) {
        const Feed feed({}, answer);
        WebSocket socket({.url = feed.url()}, host_.host());
        return socket.open("/feed?token=s3cret");
    };
    const Status busy = opened(reply(503, "", "Retry-After: 7\r\n").bytes);
    EXPECT_EQ(busy.code, CX_RETRY);
    EXPECT_EQ(busy.retry_after_ms, 7000U);
    const Status unknown = opened(reply(401).bytes);
    EXPECT_EQ(unknown.code, CX_FAILED);
    EXPECT_THAT(unknown.why, HasSubstr("/feed: 401 Unauthorized; the credential is refused"));
    EXPECT_THAT(unknown.why, Not(HasSubstr("s3cret")));
    EXPECT_EQ(opened(reply(200, "hello").bytes).code, CX_FAILED);
    const Status stranger = opened("HTTP/1.1 101 Sure\r\nSec-WebSocket-Accept: me\r\n\r\n");
    EXPECT_EQ(stranger.code, CX_FAILED);
    EXPECT_THAT(stranger.why, HasSubstr("does not answer as a WebSocket"));
    EXPECT_EQ(WebSocket({.url = "ws://127.0.0.1:1"}, host_.host()).open("/").code, CX_RETRY);
}

TEST_F(WebSocketTest, AddressesThatMakeNoSenseAreTold)
{
    for (const char* url : {"", "https://shop.example", "wss://", "wss://user:word@shop.example"})
        EXPECT_THROW(WebSocket({.url = url}, host_.host()), BadOptions) << url;
    const Headers bearer = {{"Authorization", "Bearer t"}};
    EXPECT_THROW(WebSocket({.url = "ws://shop.example", .headers = bearer}, host_.host()),
                 BadOptions);
    EXPECT_NO_THROW(WebSocket({.url = "wss://shop.example", .headers = bearer}, host_.host()));
}

TEST_F(WebSocketTest, AHubThatStopsIsObeyedWithinASecond)
{
    const Feed mute([](Feed::Guest& guest) { guest.wait(); });
    // Takes the connection, never answers.
    Poco::Net::ServerSocket deaf(Poco::Net::SocketAddress("127.0.0.1", 0));
    WebSocket waiting({.url = mute.url()}, host_.host());
    ASSERT_EQ(waiting.open("/").code, CX_OK);
    WebSocket opening({.url = "ws://127.0.0.1:" + std::to_string(deaf.address().port())},
                      host_.host());
    std::thread stopper([&] {
        std::this_thread::sleep_for(150ms);
        host_.stopping = true;
    });
    const auto begin = std::chrono::steady_clock::now();
    std::deque<WebSocket::Message> messages;
    waiting.receive(messages, {.wait = 30s});
    EXPECT_EQ(opening.open("/").code, CX_RETRY);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
    stopper.join();
}

}  // namespace
}  // namespace cx::http::testing
