#include "keywords/enricher.hpp"
#include "keywords/particles.hpp"
#include "keywords/sentiment.hpp"
#include "keywords/words.hpp"

#include <gtest/gtest.h>

namespace keywords {
namespace {

std::string shown(std::string_view text)
{
    std::string out;
    for (const Word& word : words_of(text))
        out += (out.empty() ? "" : " ") + to_utf8(word.text) + ":" + std::to_string(word.sentence);
    return out;
}

TEST(Words, AreRunsOfOneScript)
{
    EXPECT_EQ(shown("갤럭시S24가 좋다. It's GREAT!"), "갤럭시:0 s24:0 가:0 좋다:0 it's:1 great:1");
    EXPECT_EQ(shown("don’t ㅠㅠ 😡😡 茶香"), "don't:0 ㅠㅠ:0 😡:0 😡:0 茶香:0");
    EXPECT_EQ(shown("ver 2.5\n다음"), "ver:0 2:0 5:0 다음:1");
    EXPECT_EQ(shown(""), "");
    EXPECT_EQ(shown("... --- !!"), "");
}

TEST(Words, EndWhereTheTextBreaks)
{
    EXPECT_EQ(shown("ok \xff\xfe more"), "ok:0");
    EXPECT_EQ(shown("차\xec"), "차:0");
    EXPECT_EQ(to_utf8(to_points("a가é😡")), "a가é😡");
}

bool is_noun(std::string_view word, std::string_view noun)
{
    return is_with_particles(to_points(word), to_points(noun));
}

TEST(Particles, FitBehindANoun)
{
    for (const char* word : {"차향", "차향은", "차향이", "차향을", "차향에서", "차향에서는",
                             "차향으로", "차향님들께서만", "차향이랑", "차향입니다", "차향보다"})
        EXPECT_TRUE(is_noun(word, "차향")) << word;
    for (const char* word : {"티나는", "티나가", "티나를", "티나로", "티나랑", "티나예요"})
        EXPECT_TRUE(is_noun(word, "티나")) << word;
    EXPECT_TRUE(is_noun("서울로", "서울"));
}

TEST(Particles, OfTheWrongSoundAreAnotherWord)
{
    for (const char* word : {"차향는", "차향가", "차향와", "차향로"})
        EXPECT_FALSE(is_noun(word, "차향")) << word;
    for (const char* word : {"티나은", "티나이", "티나으로"})
        EXPECT_FALSE(is_noun(word, "티나")) << word;
}

TEST(Particles, DoNotMakeAnotherWordTheNoun)
{
    for (const char* word : {"차향기", "차향수", "고차향", "차", "차향은행"})
        EXPECT_FALSE(is_noun(word, "차향")) << word;
}

TEST(Watchlists, TellWhatIsWrong)
{
    const auto why = [](const char* text) {
        const auto lists = read_watchlists(*cx::json::parse(text));
        return lists ? "" : lists.error().message;
    };
    EXPECT_EQ(why(R"({"tea":{"kind":"brand","words":["차향"]}})"), "");
    EXPECT_EQ(why(R"({"tea":{"kind":"brand"}})"), "watchlist 'tea' has no 'words'");
    EXPECT_EQ(why(R"({"tea":{"words":["차향"],"word":1}})"),
              "watchlist 'tea' has an unknown member 'word'");
    EXPECT_EQ(why(R"({"tea":{"words":["--"]}})"),
              "watchlist 'tea' has a text in 'words' without a letter, or with more than 8 words");
    EXPECT_EQ(why(R"({"tea":7})"), "watchlist 'tea' should have 'kind' and 'words'");
    EXPECT_EQ(why(R"([1])"), "'watchlists' should be at most 1000 lists by their names");
    EXPECT_EQ(why("null"), "");
}

TEST(Keywords, RefuseAWrongList)
{
    EXPECT_THROW(Keywords({.watchlists = *cx::json::parse(R"({"tea":{}})"), .sentiment = true}),
                 cx::BadOptions);
}

TEST(Keywords, FindNothingWhereThereIsNothing)
{
    const Keywords plain({});
    EXPECT_EQ(
        cx::json::write(plain.look_at(*cx::json::parse(R"({"text":"123 ..."})"))),
        R"({"sentiment":{"lang":"en","method":"lexicon/1","polarity":"neutral","score":"0.00"}})");
    EXPECT_EQ(cx::json::write(plain.look_at(*cx::json::parse(R"({"text":"..."})"))), "{}");
    EXPECT_EQ(cx::json::write(plain.look_at(*cx::json::parse(R"({"language":"ko"})"))), "{}");
    const Keywords silent({.watchlists = {}, .sentiment = false});
    EXPECT_EQ(cx::json::write(silent.look_at(*cx::json::parse(R"({"text":"최고예요"})"))), "{}");
}

// Whatever comes, it ends soon and gives the same answer again.
TEST(Keywords, TakeEveryText)
{
    const Keywords plain({.watchlists = *cx::json::parse(
                              R"({"t":{"kind":"brand","words":["가","a b c d e f g h"]}})"),
                          .sentiment = true});
    std::string particles;
    for (int i = 0; i < 5000; ++i) particles += "가는은이";
    for (const std::string& text :
         {particles, std::string(16384, 'a'), std::string(16384, '\''), std::string("\0\x01", 2)}) {
        cx::json::Value values;
        values["text"] = text;
        EXPECT_EQ(cx::json::write(plain.look_at(values)), cx::json::write(plain.look_at(values)));
    }
}

}  // namespace
}  // namespace keywords
