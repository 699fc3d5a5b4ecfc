// Certificates, and ways through a proxy. The authority is made by the openssl program.
#include "fixture.hpp"
#include "http/proxy.hpp"
#include "testhttp/feed.hpp"

#include <cx/websocket.hpp>

#include <netdb.h>

namespace cx::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class TlsTest : public HttpTest {
protected:
    TlsTest()
    {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  ("cxhub-tls-" + std::to_string(::getpid()) + "-" + test->name());
    }
    void SetUp() override
    {
        addrinfo* found = nullptr;
        if (::getaddrinfo("localhost", nullptr, nullptr, &found) != 0)
            GTEST_SKIP() << "the name localhost leads nowhere: there is no /etc/hosts";
        ::freeaddrinfo(found);
    }
    ~TlsTest() override { std::filesystem::remove_all(folder_); }
    Authority authority(const std::string& name, const std::string& folder = "a")
    {
        return Authority::make((folder_ / folder).string(), name);
    }
    static Settings settings(const Server& server, const std::string& ca_file)
    {
        Settings settings{.url = server.url()};
        settings.connection.ca_file = ca_file;
        return settings;
    }

    std::filesystem::path folder_;
};

TEST_F(TlsTest, ACertificateOfATrustedAuthorityForThisHostIsTaken)
{
    const Authority made = authority("DNS:localhost");
    ASSERT_FALSE(made.ca_file.empty()) << "openssl made no certificate";
    Server server(in_turn({reply(200, "secret")}), made);
    Client client(settings(server, made.ca_file), host_.host());
    for (int i = 0; i < 3; ++i) {
        const Answer answer = client.send({.url = "/"});
        EXPECT_EQ(answer.response.body, "secret") << answer.status.why;
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(TlsTest, AnyOtherCertificateIsRefusedAndNothingIsSent)
{
    const Authority made = authority("DNS:localhost");
    ASSERT_FALSE(made.ca_file.empty()) << "openssl made no certificate";
    const Authority stranger = authority("DNS:localhost", "b");
    const Authority wrong_name = authority("DNS:other.example", "c");
    Server server(in_turn({reply(200)}), made);
    Server misnamed(in_turn({reply(200)}), wrong_name);
    const Request request{.url = "/", .headers = {{"X-Key", "s3cret"}}};
    for (const Answer& answer :
         {ask(settings(server, ""), request), ask(settings(server, stranger.ca_file), request),
          ask(settings(misnamed, wrong_name.ca_file), request)}) {
        EXPECT_EQ(answer.status.code, CX_FAILED);
        EXPECT_THAT(answer.status.why, HasSubstr("certificate"));
    }
    EXPECT_THAT(server.received(), SizeIs(0));
    EXPECT_THAT(misnamed.received(), SizeIs(0));
}

TEST_F(TlsTest, AServerWithoutTlsIsNoSecureServer)
{
    Server plain(in_turn({reply(200)}));
    const std::string url = "https://127.0.0.1:" + std::to_string(plain.port());
    Settings settings{.url = url};
    settings.connection.connect_timeout = std::chrono::seconds(1);
    const auto begin = std::chrono::steady_clock::now();
    const Answer answer = ask(settings, {.method = "POST", .url = "/"});
    EXPECT_EQ(answer.status.code, CX_RETRY) << answer.status.why;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(TlsTest, ThroughATunnel)
{
    const Authority made = authority("DNS:localhost");
    ASSERT_FALSE(made.ca_file.empty()) << "openssl made no certificate";
    Server server(in_turn({reply(200, "far")}), made);
    Server proxy(Server::AsProxy{}, [](const Received& got) {
        const bool known = got.header("proxy-authorization") == "Basic YWRhOmtpbmc=";
        return known ? Reply{} : reply(407);
    });
    Settings through = settings(server, made.ca_file);
    through.connection.proxy = proxy.url();
    const Answer refused = ask(through, {.url = "/"});
    EXPECT_EQ(refused.status.code, CX_FAILED);
    EXPECT_THAT(refused.status.why, HasSubstr("407"));
    through.connection.proxy_user = "ada";
    through.connection.proxy_password = "king";
    const Answer answer = ask(through, {.url = "/", .headers = {{"X-Key", "s3cret"}}});
    EXPECT_EQ(answer.response.body, "far") << answer.status.why;
    ASSERT_THAT(proxy.received(), SizeIs(2));
    EXPECT_EQ(proxy.received()[1].target, "localhost:" + std::to_string(server.port()));
    EXPECT_EQ(proxy.received()[1].header("x-key"), "");
}

TEST_F(TlsTest, AProxyWithoutATunnelGetsTheWholeAddress)
{
    Server proxy(in_turn({reply(200, "by proxy")}));
    Settings settings{.url = "http://shop.example:81/v2"};
    settings.connection.proxy = proxy.url();
    EXPECT_EQ(ask(settings, {.url = "/x?y=1"}).response.body, "by proxy");
    EXPECT_EQ(proxy.received()[0].target, "http://shop.example:81/v2/x?y=1");
    EXPECT_EQ(proxy.received()[0].header("host"), "shop.example:81");
}

TEST(ProxyChoice, OptionThenEnvironment)
{
    std::map<std::string, std::string> values;
    const Environment environment = [&](const char* name) { return values[name]; };
    const auto way = [&](const std::string& url, const std::string& option = "") {
        const auto proxy = proxy_for(*parse_url(url), {.proxy = option}, environment);
        return proxy ? proxy->host + ":" + std::to_string(proxy->port) : "straight";
    };
    EXPECT_EQ(way("https://shop.example"), "straight");
    values["HTTPS_PROXY"] = "http://big:3128";
    values["HTTP_PROXY"] = "http://evil:1";
    EXPECT_EQ(way("https://shop.example"), "big:3128");
    EXPECT_EQ(way("http://shop.example"), "straight");
    values["https_proxy"] = "small:80";
    EXPECT_EQ(way("https://shop.example"), "small:80");
    EXPECT_EQ(way("https://shop.example", "none"), "straight");
    EXPECT_EQ(way("https://shop.example", "http://own:8"), "own:8");
    EXPECT_EQ(way("https://127.0.0.1:4"), "straight");
    values["NO_PROXY"] = "internal.example, .corp.example,10.0.0.1,api.example:8443";
    EXPECT_EQ(way("https://internal.example"), "straight");
    EXPECT_EQ(way("https://a.internal.example"), "straight");
    EXPECT_EQ(way("https://notinternal.example"), "small:80");
    EXPECT_EQ(way("https://x.corp.example"), "straight");
    EXPECT_EQ(way("https://10.0.0.1"), "straight");
    EXPECT_EQ(way("https://api.example:8443"), "straight");
    EXPECT_EQ(way("https://api.example"), "small:80");
    values["no_proxy"] = "*";
    EXPECT_EQ(way("https://shop.example"), "straight");
}

TEST_F(TlsTest, AWebSocketIsSecuredInTheSameWayAlsoThroughATunnel)
{
    const Authority made = authority("DNS:localhost");
    ASSERT_FALSE(made.ca_file.empty()) << "openssl made no certificate";
    const Authority stranger = authority("DNS:localhost", "b");
    const auto answer = [](const Received& got) {
        return Reply{.bytes = handshake(got.header("sec-websocket-key")) + server_frame("secret")};
    };
    const Server server(answer, made);
    const Server proxy(Server::AsProxy{}, [](const Received&) { return Reply{}; });
    WebSocket::Settings settings{.url = "wss" + server.url().substr(5)};
    for (const std::string& way : {std::string("none"), proxy.url()}) {
        settings.connection.ca_file = made.ca_file;
        settings.connection.proxy = way;
        WebSocket socket(settings, host_.host());
        const Status opened = socket.open("/feed");
        ASSERT_EQ(opened.code, CX_OK) << opened.why;
        std::deque<WebSocket::Message> messages;
        EXPECT_EQ(socket.receive(messages, {.wait = std::chrono::seconds(2)}).code, CX_OK);
        ASSERT_THAT(messages, SizeIs(1));
        EXPECT_EQ(messages.front().body, "secret");

        settings.connection.ca_file = stranger.ca_file;
        const Status refused = WebSocket(settings, host_.host()).open("/feed");
        EXPECT_EQ(refused.code, CX_FAILED);
        EXPECT_THAT(refused.why, HasSubstr("certificate"));
    }
    EXPECT_THAT(server.received(), SizeIs(2));
}

}  // namespace
}  // namespace cx::http::testing
