// What a client may send is bounded, and what it does not send blocks nobody.
#include "api/listener.hpp"
#include "base/limits.hpp"
#include "hub_fixture.hpp"

#include <thread>

namespace cx::api {
namespace {

class BoundsTest : public HubTest {
protected:
    std::string head(const std::string& rest)
    {
        return "POST /v1/profiles/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: "
               "application/json\r\nAuthorization: Bearer " +
               reader_ + "\r\n" + rest + "\r\n\r\n";
    }
};

TEST_F(BoundsTest, ABodyThatIsDeclaredTooLargeIsRefusedUnread)
{
    HttpConnection connection(server_->api_port());
    connection.send(head("Content-Length: 9999999999"));
    const HttpAnswer answer = connection.receive();
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.code(), "api.body_too_large");
    EXPECT_EQ(answer.header("connection"), "Close");
}

TEST_F(BoundsTest, AChunkedBodyIsBoundedToo)
{
    HttpConnection connection(server_->api_port());
    connection.send(head("Transfer-Encoding: chunked"));
    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    for (int i = 0; i < 20; ++i)
        if (!connection.send(chunk)) break;
    EXPECT_EQ(connection.receive().status, 413);
}

TEST_F(BoundsTest, AChunkedBodyIsRead)
{
    HttpConnection connection(server_->api_port());
    connection.send(head("Transfer-Encoding: chunked") +
                    "8\r\n{\"key\":\"\r\n9\r\ncrm:ada\"}\r\n0\r\n\r\n");
    EXPECT_EQ(connection.receive().status, 200);
}

TEST_F(BoundsTest, AFullSizedBodyIsRead)
{
    const std::string body = R"({"key":"crm:ada"})" + std::string(limits::request_bytes - 17, ' ');
    EXPECT_EQ(post("/v1/profiles/lookup", reader_, body).status, 200);
    EXPECT_EQ(post("/v1/profiles/lookup", reader_, body + " ").status, 413);
}

TEST_F(BoundsTest, HugeTargetsAndHeadersEndTheConnectionAndNothingElse)
{
    for (const std::string& request :
         {"GET /v1/" + std::string(1 << 20, 'x') + " HTTP/1.1\r\n\r\n",
          "GET /v1/changes HTTP/1.1\r\nX: " + std::string(1 << 20, 'x') + "\r\n\r\n",
          std::string("\x16\x03\x01garbage\r\n\r\n"), std::string("GET\r\n\r\n")}) {
        HttpConnection connection(server_->api_port());
        connection.send(request);
        const HttpAnswer answer = connection.receive();
        EXPECT_TRUE(answer.status == 0 || (answer.status >= 400 && answer.status < 500))
            << answer.status;
    }
    EXPECT_EQ(get("/v1/changes", reader_).status, 200);
}

TEST_F(BoundsTest, AConnectionServesSeveralRequests)
{
    HttpConnection connection(server_->api_port());
    const std::string request = "GET /v1/profiles/" + pid(1) +
                                " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + reader_ +
                                "\r\n\r\n";
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(connection.send(request));
        EXPECT_EQ(connection.receive().status, 200) << i;
    }
}

TEST_F(BoundsTest, ManySilentConnectionsBlockNeitherMonitoringNorTheApi)
{
    std::vector<std::unique_ptr<HttpConnection>> silent;
    const std::string request =
        "GET /v1/labels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + reader_ + "\r\n\r\n";
    for (int i = 0; i < 50; ++i) {
        silent.push_back(std::make_unique<HttpConnection>(server_->api_port()));
        silent.back()->send(request);
        EXPECT_EQ(silent.back()->receive().status, 200);
    }
    EXPECT_EQ(get("/v1/labels", reader_).status, 200);
    EXPECT_EQ(http(server_->monitoring_port(), "GET", "/health/live").status, 200);
}

std::unique_ptr<Listener> impatient_listener()
{
    const Answering answering{
        .answer = [](Request&) { return Answer{.status = 200}; },
        .refuse = [](std::string_view, const std::string&) { return Answer{.status = 400}; }};
    auto listener =
        listen_tcp({.host = "127.0.0.1"},
                   {.threads = 2, .keep_alive_connections = 2, .head_seconds = 1}, answering);
    return listener ? std::move(*listener) : nullptr;
}

// Drips a byte every 50 ms; true where the connection was ended before all had gone.
bool ended_while_dripping(HttpConnection& connection, int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        if (!connection.send("x")) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

TEST(ImpatientListener, AHeadThatDripsEndsTheConnection)
{
    const auto listener = impatient_listener();
    ASSERT_TRUE(listener);
    HttpConnection dripping(listener->port());
    ASSERT_TRUE(dripping.send("GET / HTTP/1.1\r\nX: "));
    EXPECT_TRUE(ended_while_dripping(dripping, 400));
    EXPECT_EQ(http(listener->port(), "GET", "/").status, 200);
}

TEST(ImpatientListener, SoDoesTheHeadOfALaterRequest)
{
    const auto listener = impatient_listener();
    ASSERT_TRUE(listener);
    HttpConnection connection(listener->port());
    ASSERT_TRUE(connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(connection.receive().status, 200);
    ASSERT_TRUE(connection.send("GET / HTTP/1.1\r\nX: "));
    EXPECT_TRUE(ended_while_dripping(connection, 400));
}

TEST_F(BoundsTest, ManyThreadsAtOnce)
{
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i)
                if (get("/v1/profiles/" + pid(1), reader_).status == 200) ++good;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 160);
    EXPECT_EQ(accesses().size(), 160U);
}

}  // namespace
}  // namespace cx::api
