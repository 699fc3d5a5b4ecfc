// What is kept of an exchange names nobody, keeps its shape, and can be given again.
#include "app/cassette.hpp"

#include <cx/abi.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace cx::app {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

json::Value parsed(const std::string& text)
{
    return *json::parse(text);
}

TEST(Scrubber, GivesTextsAndLongNumbersAnotherOfTheirShape)
{
    Scrubber scrubber(KeyedHash("k"), {});
    const json::Value out = scrubber.scrubbed(parsed(
        R"({"name": "Ada Lovelace", "hangul": "한서윤", "phone": "+82 10-2345-6789", "mail": "ada@mail.example", "no": 1234567})"));
    EXPECT_THAT(out.text_of("name"), MatchesRegex("[A-Z][a-z]{2} [A-Z][a-z]{7}"));
    EXPECT_NE(out.text_of("name"), "Ada Lovelace");
    EXPECT_EQ(out.text_of("hangul").size(), std::string("한서윤").size());
    EXPECT_NE(out.text_of("hangul"), "한서윤");
    EXPECT_THAT(out.text_of("phone"), MatchesRegex("\\+[0-9]{2} [0-9]{2}-[0-9]{4}-[0-9]{4}"));
    EXPECT_THAT(out.text_of("mail"), MatchesRegex("[a-z]{3}@[a-z]{4}\\.[a-z]{7}"));
    EXPECT_NE(out.text_of("no"), "1234567");
    EXPECT_TRUE(out.find("no")->is_number());
}

TEST(Scrubber, LeavesWhatAConnectorGoesBy)
{
    Scrubber scrubber(KeyedHash("k"), {"grade"});
    const std::string same =
        R"({"at":"2025-05-30T00:00:00Z","grade":"gold","has_more":true,"next":null,"page":3,"sap":"/Date(1746057600000)/","status":"ACTIVE","total":1200})";
    EXPECT_EQ(json::write(scrubber.scrubbed(parsed(same))), same);
    EXPECT_NE(json::write(scrubber.scrubbed(parsed(R"({"level":"gold","born":"1990-12-10"})"))),
              R"({"born":"1990-12-10","level":"gold"})");
}

TEST(Scrubber, GivesOneValueTheSameEverywhere)
{
    Scrubber scrubber(KeyedHash("k"), {});
    const json::Value out =
        scrubber.scrubbed(parsed(R"([{"id": "R1"}, {"reader": "R1"}, {"reader": "R2"}])"));
    const std::string id = out.as_array()[0].text_of("id");
    EXPECT_EQ(out.as_array()[1].text_of("reader"), id);
    EXPECT_NE(out.as_array()[2].text_of("reader"), id);
    EXPECT_EQ(scrubber.scrubbed_url("https://a.example/v1/readers/R1/orders"),
              "https://a.example/v1/readers/" + id + "/orders");
    EXPECT_THAT(scrubber.scrubbed_url("/v1/readers?email=ada@mail.example&limit=x"),
                MatchesRegex("/v1/readers\\?email=[a-z]{3}@[a-z]{4}\\.[a-z]{7}&limit=[a-z]"));
    Scrubber other(KeyedHash("another"), {});
    EXPECT_NE(json::write(other.scrubbed(parsed(R"({"id":"Ada Lovelace"})"))),
              json::write(scrubber.scrubbed(parsed(R"({"id":"Ada Lovelace"})"))));
}

class CassetteTest : public ::testing::Test {
protected:
    CassetteTest()
    {
        std::string name = "/tmp/cx_cassette_XXXXXX";
        ::close(::mkstemp(name.data()));
        path_ = name;
    }
    ~CassetteTest() override { std::filesystem::remove(path_); }

    static std::string request(const std::string& url)
    {
        return json::write(json::Object{{"method", "GET"}, {"url", url}});
    }
    static std::string answer(const std::string& body)
    {
        return json::write(json::Object{
            {"status", 200},
            {"headers",
             json::Array{json::Array{"Set-Cookie", "session=s3cret"},
                         json::Array{"Link", "<https://a.example/x?after=Ada>; rel=\"next\""}}},
            {"body", body}});
    }

    std::string path_;
};

TEST_F(CassetteTest, KeepsExchangesWithoutPersonsAndSecrets)
{
    Cassette cassette(Scrubber(KeyedHash("k"), {}));
    plugin::Host host;
    cassette.offer_to(host);
    std::string played;
    EXPECT_EQ(host.play(host.self, request("https://a.example/x"), played), CX_RETRY);
    host.record(host.self, request("https://a.example/x?q=Ada"),
                answer(R"({"items": [{"name": "Ada Lovelace"}]})"));
    host.record(host.self, request("https://a.example/file"), answer("id,name\n1,Ada\n"));
    ASSERT_TRUE(cassette.save(path_));
    EXPECT_EQ(cassette.left_out(), 1U) << "what is no JSON is left out";
    std::ifstream file(path_);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* secret : {"Ada", "Lovelace", "s3cret", "Set-Cookie"})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    EXPECT_THAT(text, HasSubstr("rel="));
}

TEST_F(CassetteTest, GivesAnswersAgainInTheirOrder)
{
    Cassette recorded(Scrubber(KeyedHash("k"), {}));
    plugin::Host host;
    recorded.offer_to(host);
    host.record(host.self, request("https://a.example/x?page=1"), answer(R"({"page": 1})"));
    host.record(host.self, request("https://a.example/x?page=2"), answer(R"({"page": 2})"));
    ASSERT_TRUE(recorded.save(path_));
    Result<Cassette> cassette = Cassette::load(path_);
    ASSERT_TRUE(cassette) << cassette.error().message;
    plugin::Host player;
    cassette->offer_to(player);
    for (const char* page : {"{\\\"page\\\":1}", "{\\\"page\\\":2}"}) {
        std::string played;
        ASSERT_EQ(player.play(player.self, request("https://other.example/x?page=7"), played),
                  CX_OK);
        EXPECT_THAT(played, HasSubstr(page));
    }
    std::string played;
    EXPECT_EQ(player.play(player.self, request("https://a.example/x?page=3"), played), CX_FAILED);
    EXPECT_EQ(player.play(player.self, request("https://a.example/y"), played), CX_FAILED);
}

TEST_F(CassetteTest, SaysWhereAFileIsNone)
{
    std::ofstream(path_)
        << "{\"request\": {\"method\": \"GET\", \"url\": \"/\"}, \"answer\": {}}\nnonsense\n";
    const Result<Cassette> cassette = Cassette::load(path_);
    ASSERT_FALSE(cassette);
    EXPECT_EQ(cassette.error().message, path_ + ":2: this is no exchange");
}

}  // namespace
}  // namespace cx::app
