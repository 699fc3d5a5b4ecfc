#include "hub_fixture.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace cx::api {
namespace {

class ListenerTest : public HubTest {
protected:
    std::string socket_path() const { return (folder_ / "hub.sock").string(); }
};

TEST_F(ListenerTest, MonitoringAnswersWithoutAToken)
{
    const int port = server_->monitoring_port();
    EXPECT_EQ(http(port, "GET", "/health/live").status, 200);
    EXPECT_EQ(http(port, "GET", "/health/ready").body, R"({"ready":true})");
    const HttpAnswer metrics = http(port, "GET", "/metrics");
    EXPECT_EQ(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(metrics.body.find("# TYPE cxhub_api_seconds histogram"), std::string::npos);
    EXPECT_EQ(http(port, "GET", "/v1/profiles").status, 404);
    EXPECT_EQ(http(port, "POST", "/metrics").header("allow"), "GET");
}

TEST_F(ListenerTest, AHubThatIsNotReadySaysWhy)
{
    admin_.is_ready = false;
    const HttpAnswer answer = http(server_->monitoring_port(), "GET", "/health/ready");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.json().text_of("why_not"), "the store is gone");
    EXPECT_EQ(http(server_->monitoring_port(), "GET", "/health/live").status, 200);
}

TEST_F(ListenerTest, APortInUseIsToldByItsAddress)
{
    ServerOptions options;
    options.api.port = server_->api_port();
    options.monitoring.enabled = false;
    const auto second = start_server(options, parts());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "api.listen");
    EXPECT_NE(second.error().message.find("127.0.0.1:" + std::to_string(options.api.port)),
              std::string::npos);
}

TEST_F(ListenerTest, ListenersCanBeLeftOut)
{
    ServerOptions options;
    options.api.enabled = false;
    start(options);
    EXPECT_EQ(server_->api_port(), 0);
    EXPECT_EQ(http(server_->monitoring_port(), "GET", "/health/live").status, 200);
}

// Else a client takes the end of a connection for a failure of what it asked next.
TEST_F(ListenerTest, TheLastAnswerOnAConnectionSaysSo)
{
    HttpConnection connection(server_->api_port());
    int answers = 0;
    for (bool stays = true; stays; ++answers) {
        ASSERT_LT(answers, 2000);
        ASSERT_TRUE(connection.send("GET /v1/profiles HTTP/1.1\r\nHost: hub\r\n\r\n"));
        const HttpAnswer answer = connection.receive();
        ASSERT_EQ(answer.status, 401) << "after " << answers;
        stays = answer.header("connection") != "Close";
    }
    EXPECT_GT(answers, 1);
    EXPECT_TRUE(connection.ends());
}

TEST_F(ListenerTest, CommandsSpeakThroughTheSocket)
{
    ServerOptions options;
    options.unix_socket = socket_path();
    start(options);
    struct stat status {};
    ASSERT_EQ(stat(socket_path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);

    const auto answer = call_local(socket_path(), "GET", "/v1/profiles/" + pid(1), "");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_NE(answer->body.find("canary-sensitive.health"), std::string::npos)
        << "an administrator sees all";
    EXPECT_EQ(accesses().at(0).actor, "local");
    EXPECT_EQ(accesses().at(0).token, "local");

    const auto split =
        call_local(socket_path(), "POST", "/v1/profiles/" + pid(1) + "/split", R"({"reason":"x"})");
    ASSERT_TRUE(split);
    EXPECT_EQ(split->status, 200) << split->body;
    EXPECT_EQ(steward_.actor, "local");
    EXPECT_EQ(call_local(socket_path(), "GET", "/v1/none", "")->status, 404);
}

TEST_F(ListenerTest, TheSocketGoesWithTheServerAndAStaleOneIsReplaced)
{
    ServerOptions options;
    options.unix_socket = socket_path();
    start(options);
    const auto second = start_server(options, parts());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "api.listen");

    // A hub that was killed leaves its socket behind.
    const std::filesystem::path kept = folder_ / "kept.sock";
    std::filesystem::create_hard_link(socket_path(), kept);
    server_->stop();
    EXPECT_FALSE(std::filesystem::exists(socket_path()));
    EXPECT_EQ(call_local(socket_path(), "GET", "/v1/labels", "").error().code, "api.no_hub");
    options.unix_socket = kept.string();
    EXPECT_EQ(call_local(kept.string(), "GET", "/v1/labels", "").error().code, "api.no_hub");
    start(options);
    EXPECT_EQ(call_local(kept.string(), "GET", "/v1/labels", "")->status, 200);
}

TEST_F(ListenerTest, AFileInTheWayIsNotRemoved)
{
    std::ofstream(socket_path()) << "precious";
    ServerOptions options;
    options.unix_socket = socket_path();
    const auto started = start_server(options, parts());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "api.listen");
    EXPECT_TRUE(std::filesystem::exists(socket_path()));
}

TEST_F(ListenerTest, ASocketMayLieDeep)
{
    if (!std::filesystem::exists("/proc/self")) GTEST_SKIP() << "/proc is not mounted";
    const std::filesystem::path deep = folder_ / std::string(100, 'd') / std::string(100, 'e');
    std::filesystem::create_directories(deep);
    ServerOptions options;
    options.unix_socket = (deep / "hub.sock").string();
    start(options);
    const auto answer = call_local(options.unix_socket, "GET", "/v1/labels", "");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
}

class TlsTest : public ListenerTest {
protected:
    static int run(const std::string& command)
    {
        return std::system((command + " >/dev/null 2>&1").c_str());
    }

    bool make_certificate()
    {
        return run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
                   "-keyout " +
                   key() + " -out " + certificate()) == 0;
    }
    std::string key() const { return (folder_ / "key.pem").string(); }
    std::string certificate() const { return (folder_ / "cert.pem").string(); }
};

TEST_F(TlsTest, ServesTlsByConfiguration)
{
    ASSERT_TRUE(make_certificate()) << "the openssl command made no certificate";
    ServerOptions options;
    options.api.certificate = certificate();
    options.api.private_key = key();
    start(options);
    const std::string to = "127.0.0.1:" + std::to_string(server_->api_port());
    const std::string command =
        "printf 'GET /v1/labels HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nAuthorization: "
        "Bearer " +
        reader_ + "\\r\\n\\r\\n' | openssl s_client -quiet -connect " + to + " -CAfile " +
        certificate() + " -verify_return_error -servername localhost 2>/dev/null";
    FILE* const pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string said;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe)) said += buffer.data();
    pclose(pipe);
    EXPECT_TRUE(said.starts_with("HTTP/1.1 200 OK")) << said;
    EXPECT_NE(run("openssl s_client -tls1_1 -connect " + to + " </dev/null"), 0)
        << "old protocols are off";
    EXPECT_EQ(http(server_->api_port(), "GET", "/v1/labels").status, 0)
        << "plain text is not answered";
}

TEST_F(TlsTest, AMissingOrWrongCertificateIsTold)
{
    ServerOptions options;
    options.api.certificate = (folder_ / "none.pem").string();
    options.api.private_key = key();
    const auto missing = start_server(options, parts());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, "api.tls");
    std::ofstream(certificate()) << "no certificate";
    std::ofstream(key()) << "no key";
    options.api.certificate = certificate();
    EXPECT_EQ(start_server(options, parts()).error().code, "api.tls");
}

}  // namespace
}  // namespace cx::api
