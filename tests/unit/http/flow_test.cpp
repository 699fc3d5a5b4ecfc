// Bodies that are taken as they come, in pieces of any size.
#include "http/flow.hpp"

#include "fixture.hpp"

namespace cx::http::testing {
namespace {

using namespace std::chrono_literals;

std::string unframed(Unframer& unframer, const std::string& raw, std::size_t part)
{
    std::string body;
    for (std::size_t at = 0; at < raw.size(); at += part)
        if (!unframer.take(std::string_view(raw).substr(at, part), body)) return "nonsense";
    return body;
}

TEST(Flow, UnframesInPiecesOfAnySize)
{
    const std::string chunks = "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n";
    for (const std::size_t part : {1U, 2U, 5U, 1000U}) {
        Unframer chunked(Framing::chunked, 0);
        EXPECT_EQ(unframed(chunked, chunks, part), "hello");
        EXPECT_TRUE(chunked.done());
        Unframer length(Framing::length, 5);
        EXPECT_EQ(unframed(length, "hello rest", part), "hello");
        EXPECT_TRUE(length.done());
        Unframer open(Framing::until_closed, 0);
        EXPECT_EQ(unframed(open, "hello", part), "hello");
        EXPECT_TRUE(open.may_end() && !open.done());
    }
    Unframer bad(Framing::chunked, 0);
    EXPECT_EQ(unframed(bad, "zz\r\n", 1), "nonsense");
    Unframer cut(Framing::chunked, 0);
    EXPECT_EQ(unframed(cut, "5\r\nhe", 1), "he");
    EXPECT_FALSE(cut.may_end());
}

class OpenTest : public HttpTest {
protected:
    // Reads to the end, or as long as `patience`.
    static std::string all(Body& body, Body::Came& last)
    {
        std::string text;
        for (int reads = 0; reads < 50; ++reads) {
            last = body.read(text, 50ms);
            if (last == Body::Came::end || last == Body::Came::broken) return text;
        }
        return text;
    }
};

TEST_F(OpenTest, GivesTheHeadBeforeTheBodyIsThere)
{
    const Server server([](const Received&) {
        return Reply{.bytes =
                         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-One: 1\r\n\r\n"
                         "3\r\nhel\r\n"};
    });
    Client client({.url = server.url()}, host_.host());
    Body body;
    const Answer answer = client.open({.url = "/"}, body);
    EXPECT_EQ(answer.status.code, CX_OK) << answer.status.why;
    EXPECT_EQ(answer.response.header("x-one"), "1");
    std::string text;
    EXPECT_EQ(body.read(text, 500ms), Body::Came::some);
    EXPECT_EQ(text, "hel");
    EXPECT_EQ(body.read(text, 20ms), Body::Came::nothing);
    EXPECT_TRUE(body.is_open());
}

TEST_F(OpenTest, KnowsAWholeBodyFromOneThatIsCut)
{
    bool whole = true;
    const Server server([&](const Received&) {
        Reply out = reply(200, "hello");
        if (!whole) out = {.bytes = out.bytes.substr(0, out.bytes.size() - 2), .close = true};
        return out;
    });
    Client client({.url = server.url()}, host_.host());
    for (const bool each : {true, false}) {
        whole = each;
        Body body;
        ASSERT_EQ(client.open({.url = "/"}, body).status.code, CX_OK);
        Body::Came last{};
        EXPECT_EQ(all(body, last), whole ? "hello" : "hel");
        EXPECT_EQ(last, whole ? Body::Came::end : Body::Came::broken);
        EXPECT_FALSE(body.is_open());
    }
}

TEST_F(OpenTest, ReadsAnswersThatAreErrorsWhole)
{
    const Server server([](const Received&) { return reply(403, "no right"); });
    Client client({.url = server.url()}, host_.host());
    Body body;
    const Answer answer = client.open({.url = "/"}, body);
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_EQ(answer.response.body, "no right");
    EXPECT_FALSE(body.is_open());
}

}  // namespace
}  // namespace cx::http::testing
