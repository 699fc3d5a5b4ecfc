// What every request gets: its connection, its repetition, its reason.
#include "fixture.hpp"

namespace cx::http::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

class ClientTest : public HttpTest {};

TEST_F(ClientTest, SendsWhatItIsGivenBehindTheBaseAddress)
{
    Server server(in_turn({reply(201, R"({"id":1})", "X-Shop: yes\r\n")}));
    Settings settings{.url = server.url() + "/v2"};
    settings.headers = {{"X-Version", "7"}};
    const Answer answer = ask(
        settings,
        {.method = "POST", .url = "/customers?limit=2", .headers = {{"X-One", "1"}}, .body = "{}"});
    EXPECT_EQ(answer.status.code, CX_OK) << answer.status.why;
    EXPECT_EQ(answer.response.status, 201);
    EXPECT_EQ(answer.response.body, R"({"id":1})");
    EXPECT_EQ(answer.response.header("x-SHOP"), "yes");
    ASSERT_THAT(server.received(), SizeIs(1));
    const Received got = server.received()[0];
    EXPECT_EQ(got.method + " " + got.target, "POST /v2/customers?limit=2");
    EXPECT_EQ(got.body, "{}");
    EXPECT_EQ(got.header("x-version") + got.header("x-one"), "71");
    EXPECT_EQ(got.header("content-type"), "application/json");
    EXPECT_THAT(got.header("user-agent"), HasSubstr("cxhub"));
    EXPECT_EQ(got.header("host"), "127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(ClientTest, SendsTheBodyOfAGetAsWell)
{
    Server server(in_turn({reply(200), reply(200)}));
    Client client({.url = server.url()}, host_.host());
    EXPECT_EQ(client.send({.url = "/a", .body = "{}"}).status.code, CX_OK);
    EXPECT_EQ(client.send({.url = "/b"}).status.code, CX_OK);
    EXPECT_EQ(server.received()[0].body, "{}");
    EXPECT_EQ(server.received()[0].header("content-length"), "2");
    EXPECT_EQ(server.received()[1].header("content-length"), "");
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, GivesEveryAnswerBackAtOnceWhereItIsTold)
{
    Server server(in_turn({reply(503, "busy"), reply(200)}));
    const Answer answer = ask({.url = server.url(), .repeats = false}, {.url = "/"});
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_EQ(answer.response.status, 503);
    EXPECT_EQ(answer.response.body, "busy");
    EXPECT_THAT(server.received(), SizeIs(1));
}

// W3C Trace Context: version, trace, span and flags.
TEST_F(ClientTest, TellsTheTraceThatItsCallBelongsTo)
{
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    Server server(in_turn({reply(503), reply(200), reply(200), reply(200), reply(200)}));
    host_.trace = trace;
    EXPECT_EQ(ask({.url = server.url()}, {.url = "/"}).status.code, CX_OK);
    EXPECT_EQ(ask({.url = server.url()}, {.url = "/"}).status.code, CX_OK);
    host_.trace = "";
    EXPECT_EQ(ask({.url = server.url()}, {.url = "/"}).status.code, CX_OK);
    EXPECT_EQ(ask({.url = server.url()}, {.url = "/", .headers = {{"Traceparent", "its own"}}})
                  .status.code,
              CX_OK);

    const std::vector<Received> got = server.received();
    ASSERT_THAT(got, SizeIs(5));
    for (int i = 0; i < 3; ++i)
        EXPECT_THAT(got[i].header("traceparent"), MatchesRegex("00-" + trace + "-[0-9a-f]{16}-01"));
    EXPECT_NE(got[1].header("traceparent"), got[2].header("traceparent"));
    EXPECT_THAT(got[3].header("traceparent"), MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
    EXPECT_THAT(got[3].header("traceparent"), Not(HasSubstr(trace)));
    EXPECT_EQ(got[4].header("traceparent"), "its own");
}

TEST_F(ClientTest, KeepsItsConnection)
{
    Server server(in_turn({reply(200, "a")}));
    Client client({.url = server.url()}, host_.host());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(client.send({.url = "/"}).status.code, CX_OK);
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, AConnectionThatWasClosedMeanwhileIsReplaced)
{
    Server server([](const Received&) {
        Reply whole = reply(200, "a");
        whole.close = true;
        return whole;
    });
    Client client({.url = server.url()}, host_.host());
    for (int i = 0; i < 3; ++i) {
        const Answer answer = client.send({.method = "POST", .url = "/", .body = "x"});
        EXPECT_EQ(answer.status.code, CX_OK) << answer.status.why;
        std::this_thread::sleep_for(50ms);
    }
    EXPECT_THAT(server.received(), SizeIs(3));
}

TEST_F(ClientTest, RepeatsWhatMayBeRepeatedAndNothingElse)
{
    const Reply broken{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", .close = true};
    Server server(in_turn({broken, broken, reply(200, "whole")}));
    EXPECT_EQ(ask({.url = server.url()}, {.url = "/"}).response.body, "whole");
    EXPECT_THAT(server.received(), SizeIs(3));

    Server other(in_turn({broken}));
    const Answer once = ask({.url = other.url()}, {.method = "POST", .url = "/", .body = "x"});
    EXPECT_EQ(once.status.code, CX_RETRY);
    EXPECT_THAT(once.status.why, HasSubstr("ends before it is whole"));
    EXPECT_EQ(once.response.body, "");
    EXPECT_THAT(other.received(), SizeIs(1));
    const Answer search =
        ask({.url = other.url()}, {.method = "POST", .url = "/", .body = "x", .repeatable = true});
    EXPECT_EQ(search.status.code, CX_RETRY);
    EXPECT_THAT(other.received(), SizeIs(4));
}

TEST_F(ClientTest, AServerInTroubleIsAskedAgainAndTheHubToldWhen)
{
    Server shaky(in_turn({reply(503), reply(502), reply(200, "well")}));
    EXPECT_EQ(ask({.url = shaky.url()}, {.url = "/"}).response.body, "well");

    Server busy(in_turn({reply(429, "", "Retry-After: 120\r\n")}));
    const auto begin = std::chrono::steady_clock::now();
    const Answer answer = ask({.url = busy.url()}, {.url = "/"});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_EQ(answer.status.retry_after_ms, 120'000U);
    EXPECT_EQ(answer.status.why, "GET " + busy.url() + "/: 429 Too Many Requests");
    EXPECT_THAT(busy.received(), SizeIs(1));

    Server short_break(in_turn({reply(429, "", "Retry-After: 0\r\n"), reply(200, "now")}));
    EXPECT_EQ(ask({.url = short_break.url()}, {.url = "/"}).response.body, "now");
}

TEST_F(ClientTest, APauseMayBeADate)
{
    // The clock stands at 2023-11-14T22:13:20Z.
    EXPECT_EQ(retry_after("Tue, 14 Nov 2023 22:14:50 GMT", host_.now_us), 90s);
    EXPECT_EQ(retry_after("Tue, 14 Nov 2023 22:00:00 GMT", host_.now_us), 0s);
    EXPECT_EQ(retry_after("17", host_.now_us), 17s);
    EXPECT_EQ(retry_after("99999999999999999999", host_.now_us), 24h);
    for (const char* nonsense : {"", "soon", "-", "1.5", "12 s"})
        EXPECT_FALSE(retry_after(nonsense, host_.now_us)) << nonsense;
}

TEST_F(ClientTest, EachErrorHasItsClassAndNamesTheRequestWithoutSecrets)
{
    struct Case {
        int status;
        cx_status code;
        const char* words;
    };
    for (const Case& one :
         {Case{400, CX_FAILED, "400 Bad Request (BAD_CURSOR)"},
          Case{401, CX_FAILED, "renew it in the configuration"},
          Case{403, CX_FAILED, "lacks a right"}, Case{404, CX_FAILED, "404"},
          Case{408, CX_RETRY, "408"}, Case{410, CX_FAILED, "410 Gone"}, Case{422, CX_FAILED, "422"},
          Case{500, CX_RETRY, "500"}, Case{501, CX_FAILED, "501"}}) {
        Server server(in_turn({reply(one.status, "customer ada@example.com")}));
        Settings settings{.url = server.url()};
        settings.credentials.auth = "bearer";
        settings.credentials.token = "s3cret-token";
        settings.explain = [](const Response&) { return "BAD_CURSOR"; };
        const Answer answer =
            ask(settings, {.method = "POST", .url = "/search?email=ada@example.com", .body = "{}"});
        EXPECT_EQ(answer.status.code, one.code) << one.status;
        EXPECT_THAT(answer.status.why, HasSubstr(one.words));
        EXPECT_THAT(answer.status.why, HasSubstr("POST " + server.url() + "/search: "));
        EXPECT_THAT(answer.status.why, Not(HasSubstr("s3cret")));
        EXPECT_THAT(answer.status.why, Not(HasSubstr("ada")));
        EXPECT_EQ(answer.response.status, one.status);
        EXPECT_EQ(server.received()[0].header("authorization"), "Bearer s3cret-token");
    }
}

TEST_F(ClientTest, FollowsARedirectOnItsHostOnly)
{
    Server elsewhere(in_turn({reply(200, "taken")}));
    Server server([&](const Received& got) {
        if (got.target == "/old") return reply(301, "", "Location: /new?x=1\r\n");
        if (got.target == "/see") return reply(303, "", "Location: /new?x=1\r\n");
        if (got.target == "/same") return reply(308, "", "Location: /new?x=1\r\n");
        if (got.target == "/round") return reply(302, "", "Location: /round\r\n");
        if (got.target == "/away")
            return reply(307, "", "Location: " + elsewhere.url() + "/steal?t=1\r\n");
        return reply(200, got.method + got.body);
    });
    const Settings settings{.url = server.url()};
    EXPECT_EQ(ask(settings, {.url = "/old"}).response.body, "GET");
    EXPECT_EQ(ask(settings, {.method = "POST", .url = "/see", .body = "b"}).response.body, "GET");
    EXPECT_EQ(ask(settings, {.method = "POST", .url = "/same", .body = "b"}).response.body,
              "POSTb");
    EXPECT_THAT(ask(settings, {.url = "/round"}).status.why, HasSubstr("without end"));
    const Answer away = ask(settings, {.url = "/away"});
    EXPECT_EQ(away.status.code, CX_FAILED);
    EXPECT_THAT(away.status.why, HasSubstr("redirects to another host"));
    EXPECT_THAT(away.status.why, Not(HasSubstr("t=1")));
    EXPECT_THAT(elsewhere.received(), SizeIs(0));
}

TEST_F(ClientTest, AsksNoOtherHost)
{
    Server other(in_turn({reply(200)}));
    Server server(in_turn({reply(200)}));
    const Answer answer = ask({.url = server.url()}, {.url = other.url() + "/next"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_THAT(other.received(), SizeIs(0));
    EXPECT_EQ(ask({.url = server.url()}, {.url = server.url() + "/next"}).status.code, CX_OK);
}

TEST_F(ClientTest, BoundsTheAnswer)
{
    const std::string large(4000, 'x');
    Server server(in_turn({reply(200, large)}));
    Settings settings{.url = server.url(), .answer_bytes = 3000};
    const Answer answer = ask(settings, {.url = "/"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_THAT(answer.status.why, HasSubstr("larger than the 3000 bytes"));
    EXPECT_THAT(server.received(), SizeIs(1));
    settings.answer_bytes = 4000;
    EXPECT_EQ(ask(settings, {.url = "/"}).response.body, large);

    std::string head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 5000; ++i) head += "X-" + std::to_string(i) + ": y\r\n";
    Server endless(in_turn({{.bytes = head + "\r\n", .close = true}}));
    EXPECT_NE(ask({.url = endless.url()}, {.method = "POST", .url = "/"}).status.code, CX_OK);
}

TEST_F(ClientTest, ASilentServerIsNotWaitedForLong)
{
    Server server([](const Received& got) {
        Reply late = reply(200, "late");
        late.delay_ms = got.target == "/read" ? 3000 : 30'000;
        return late;
    });
    Settings settings{.url = server.url()};
    settings.connection.read_timeout = 1s;
    const Answer answer = ask(settings, {.method = "POST", .url = "/read"});
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_THAT(answer.status.why, HasSubstr("no answer came in time"));

    settings.connection.read_timeout = 20s;
    settings.connection.total_timeout = 1s;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(ask(settings, {.url = "/total"}).status.why, HasSubstr("no answer came in time"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(ClientTest, EndsSoonWhenTheHubStops)
{
    Server server([](const Received&) {
        Reply late = reply(200, "late");
        late.delay_ms = 20'000;
        return late;
    });
    std::chrono::steady_clock::time_point asked;
    std::thread stopper([&] {
        std::this_thread::sleep_for(200ms);
        asked = std::chrono::steady_clock::now();
        host_.stopping = true;
    });
    const Answer answer = ask({.url = server.url()}, {.url = "/"});
    const auto ended = std::chrono::steady_clock::now();
    stopper.join();
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_EQ(answer.status.why, "the hub stops");
    EXPECT_LT(ended - asked, 1s);
}

TEST_F(ClientTest, NobodyThere)
{
    int port = 0;
    {
        Server gone(in_turn({reply(200)}));
        port = gone.port();
    }
    const std::string url = "http://127.0.0.1:" + std::to_string(port);
    const Answer answer = ask({.url = url}, {.url = "/"});
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_THAT(answer.status.why, HasSubstr("GET " + url + "/: no connection"));
}

TEST_F(ClientTest, TakesOfTheBudgetFirst)
{
    Server server(in_turn({reply(200)}));
    std::vector<std::uint32_t> waits = {20, 0, 0, 60'000};
    host_.budget = [&] {
        const std::uint32_t next = waits.front();
        waits.erase(waits.begin());
        return next;
    };
    Client client({.url = server.url()}, host_.host());
    EXPECT_EQ(client.send({.url = "/"}).status.code, CX_OK);
    EXPECT_EQ(client.send({.url = "/"}).status.code, CX_OK);
    const Answer answer = client.send({.url = "/"});
    EXPECT_EQ(answer.status.code, CX_RETRY);
    EXPECT_EQ(answer.status.retry_after_ms, 60'000U);
    EXPECT_THAT(server.received(), SizeIs(2));
}

TEST_F(ClientTest, SettingsThatMakeNoSenseAreRefused)
{
    for (const char* url : {"", "shop.example", "ftp://shop.example", "http://a:b@shop.example",
                            "https://", "http://shop .example"})
        EXPECT_THAT(refusal({.url = url}), HasSubstr("address")) << url;
    Settings settings{.url = "http://shop.example"};
    settings.credentials.auth = "bearer";
    settings.credentials.token = "t";
    EXPECT_THAT(refusal(settings), HasSubstr("plain_credentials"));
    settings.connection.plain_credentials = true;
    EXPECT_EQ(refusal(settings), "");
    settings.connection.ca_file = "/no/such/file.pem";
    EXPECT_THAT(refusal(settings), HasSubstr("ca_file"));
    settings.connection = {.proxy = "socks5://user:pass@x"};
    settings.url = "https://shop.example";
    EXPECT_THAT(refusal(settings), HasSubstr("option 'proxy'"));
    EXPECT_THAT(refusal(settings), Not(HasSubstr("pass")));
    settings.connection = {};
    settings.credentials.token = "";
    EXPECT_THAT(refusal(settings), HasSubstr("'token'"));
    settings.credentials.auth = "refresh_token";
    EXPECT_THAT(refusal(settings), HasSubstr("'token_url'"));
}

TEST_F(ClientTest, WordsForAddresses)
{
    EXPECT_EQ(encoded("a b/ü~"), "a%20b%2F%C3%BC~");
    EXPECT_EQ(shown("https://user:pw@shop.example/a?b=c#d"), "https://shop.example/a");
    EXPECT_EQ(shown("/path?secret"), "/path");
}

}  // namespace
}  // namespace cx::http::testing
