// Bodies: framed, packed, cut off, too large, nonsense.
#include "http/body.hpp"

#include "fixture.hpp"

#include <zlib.h>

namespace cx::http::testing {
namespace {

// Hands out a text in parts of a size.
ReadSome from(std::string text, std::size_t part)
{
    auto rest = std::make_shared<std::string>(std::move(text));
    return [rest, part](char* to, int size) {
        const std::size_t got = std::min({rest->size(), part, static_cast<std::size_t>(size)});
        rest->copy(to, got);
        rest->erase(0, got);
        return static_cast<int>(got);
    };
}

std::string packed(const std::string& text, int window)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

constexpr int gzip = 31;
constexpr int zlib = 15;
constexpr int bare = -15;

TEST(Body, FramesOfEveryKind)
{
    for (const std::size_t part : {1U, 3U, 100'000U}) {
        EXPECT_EQ(read_body(from("hello rest", part), Framing::length, 5, 100).value(), "hello");
        EXPECT_EQ(read_body(from("hello", part), Framing::until_closed, 0, 100).value(), "hello");
        EXPECT_EQ(read_body(from("hello", part), Framing::none, 0, 100).value(), "");
        EXPECT_EQ(read_body(from("3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n", part),
                            Framing::chunked, 0, 100)
                      .value(),
                  "hello");
    }
}

TEST(Body, CutOffIsNeverWhole)
{
    const std::string chunks = "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
    for (std::size_t length = 0; length < chunks.size(); ++length) {
        const auto body = read_body(from(chunks.substr(0, length), 7), Framing::chunked, 0, 100);
        ASSERT_FALSE(body) << length;
        EXPECT_EQ(body.error().code, "http.truncated") << length;
    }
    EXPECT_EQ(read_body(from("hell", 7), Framing::length, 5, 100).error().code, "http.truncated");
}

TEST(Body, NonsenseChunksAndTooMuchAreTold)
{
    for (const char* text : {"x\r\nhel\r\n", "3\r\nhello\r\n0\r\n\r\n", "3z\r\nhel\r\n",
                             "FFFFFFFFFFFFFFFFFFFF\r\n", "\r\n"})
        EXPECT_EQ(read_body(from(text, 9), Framing::chunked, 0, 100).error().code, "http.framing")
            << text;
    EXPECT_EQ(read_body(from("5\r\nhello\r\n0\r\n\r\n", 9), Framing::chunked, 0, 4).error().code,
              "http.too_large");
    EXPECT_EQ(read_body(from("hello", 9), Framing::until_closed, 0, 4).error().code,
              "http.too_large");
    EXPECT_EQ(read_body(from("hello", 9), Framing::length, 5, 4).error().code, "http.too_large");
}

TEST(Body, UnpacksWhatItAskedFor)
{
    const std::string text = "hello hello hello hello";
    EXPECT_EQ(unpack("", text, 100).value(), text);
    EXPECT_EQ(unpack("identity", text, 100).value(), text);
    EXPECT_EQ(unpack("gzip", packed(text, gzip), 100).value(), text);
    EXPECT_EQ(unpack("gzip", packed(text, gzip) + packed(text, gzip), 100).value(), text + text);
    EXPECT_EQ(unpack("deflate", packed(text, zlib), 100).value(), text);
    EXPECT_EQ(unpack("deflate", packed(text, bare), 100).value(), text);
    EXPECT_EQ(unpack("br", "abc", 100).error().code, "http.encoding");
    EXPECT_EQ(unpack("gzip", text, 100).error().code, "http.encoding");
    const std::string whole = packed(text, gzip);
    for (std::size_t length = 1; length < whole.size(); ++length)
        EXPECT_FALSE(unpack("gzip", whole.substr(0, length), 100)) << length;
}

TEST(Body, ABombIsAnError)
{
    const std::string bomb = packed(std::string(50U << 20, '\0'), gzip);
    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_EQ(unpack("gzip", bomb, 1U << 20).error().code, "http.too_large");
}

TEST_F(HttpTest, APackedAnswerArrivesUnpackedAndABombDoesNot)
{
    const std::string text(10'000, 'x');
    Server server(in_turn({reply(200, packed(text, gzip), "Content-Encoding: gzip\r\n")}));
    Settings settings{.url = server.url(), .answer_bytes = 10'000};
    EXPECT_EQ(ask(settings, {.url = "/"}).response.body, text);
    EXPECT_EQ(server.received()[0].header("accept-encoding"), "gzip, deflate");
    settings.answer_bytes = 9999;
    const Answer answer = ask(settings, {.url = "/"});
    EXPECT_EQ(answer.status.code, CX_FAILED);
    EXPECT_THAT(answer.status.why, ::testing::HasSubstr("larger than"));
}

TEST_F(HttpTest, ChunksThatEndEarlyAreNoAnswer)
{
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    Server server(in_turn({{.bytes = head + "4\r\n{\"a\"\r\n", .close = true},
                           {.bytes = head + "4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n"}}));
    const Answer first = ask({.url = server.url()}, {.method = "POST", .url = "/"});
    EXPECT_EQ(first.status.code, CX_RETRY);
    EXPECT_THAT(first.status.why, ::testing::HasSubstr("ends before it is whole"));
    EXPECT_EQ(ask({.url = server.url()}, {.method = "POST", .url = "/"}).response.body,
              R"({"a":1})");
}

}  // namespace
}  // namespace cx::http::testing
