#include "unify/text.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

std::string folded(std::string_view text)
{
    return encode(fold(text));
}

TEST(Text, FoldsCaseAccentsAndWidth)
{
    EXPECT_EQ(folded("Müller"), "muller");
    EXPECT_EQ(folded("ŁUKASZ"), "lukasz");
    EXPECT_EQ(folded("Weiß"), "weiss");
    EXPECT_EQ(folded("Ærø"), "aero");
    EXPECT_EQ(folded("ＫＩＭ"), "kim");
    EXPECT_EQ(folded("Jose\xCC\x81"), "jose") << "a combining accent is left out";
    EXPECT_EQ(folded("Иван"), "иван");
    EXPECT_EQ(folded("김민준"), "김민준");
}

TEST(Text, FoldingIsIdempotent)
{
    for (const std::string_view text : {"Müller", "ŐŰő", "D’Angelo", "김 민준", "ΑΒΓ", "x\u2013y"})
        EXPECT_EQ(folded(folded(text)), folded(text)) << text;
}

TEST(Text, SkipsBytesThatAreNoUtf8)
{
    EXPECT_EQ(encode(decode("a\xFF"
                            "b\xC3")),
              "ab");
    EXPECT_EQ(encode(decode("\xE2\x82")), "");
    EXPECT_EQ(decode("").size(), 0U);
}

TEST(Text, TellsTheScriptOfMixedText)
{
    EXPECT_EQ(script_of(std::u32string_view(U"김민준 kim")), Script::hangul);
    EXPECT_EQ(script_of(std::u32string_view(U"kim")), Script::latin);
    EXPECT_EQ(script_of(std::u32string_view(U"李在鎔")), Script::han);
    EXPECT_EQ(script_of(std::u32string_view(U"فيصل")), Script::other);
    EXPECT_EQ(script_of(std::u32string_view(U"12-3")), Script::none);
}

TEST(Text, MeasuresJaroWinklerAsPublished)
{
    // Winkler's own examples.
    EXPECT_NEAR(jaro_winkler(std::string_view("martha"), "marhta"), 0.961, 0.001);
    EXPECT_NEAR(jaro_winkler(std::string_view("dixon"), "dicksonx"), 0.813, 0.001);
    EXPECT_NEAR(jaro_winkler(std::string_view("dwayne"), "duane"), 0.840, 0.001);
    EXPECT_EQ(jaro_winkler(std::string_view("abc"), "xyz"), 0.0);
    EXPECT_EQ(jaro_winkler(std::string_view(""), ""), 1.0);
    EXPECT_EQ(jaro_winkler(std::string_view("a"), ""), 0.0);
}

TEST(Text, CountsEditsUpToALimit)
{
    EXPECT_EQ(edits("jonathan", "jonathon", 2), 1);
    EXPECT_EQ(edits("19780309", "19870309", 2), 1) << "an exchange of neighbours is one";
    EXPECT_EQ(edits("kitten", "sitting", 5), 3);
    EXPECT_EQ(edits("kitten", "sitting", 1), 2) << "more than the limit is limit + 1";
    EXPECT_EQ(edits("", "", 1), 0);
    EXPECT_EQ(edits("abc", "", 1), 2);
}

TEST(Text, CountsLettersInCommon)
{
    EXPECT_EQ(letters_in_common("noah", "hnoan"), 4U);
    EXPECT_EQ(letters_in_common("aab", "ab"), 2U);
    EXPECT_EQ(letters_in_common("", "ab"), 0U);
}

TEST(Text, TellsOneEditInOnePass)
{
    constexpr std::string_view words[] = {"",      "a",     "b",     "ab",    "ba",    "abc",
                                          "acb",   "abcd",  "abdc",  "bacd",  "badc",  "xbcd",
                                          "abcde", "abxcd", "aabcd", "abcdd", "acbde", "abced"};
    for (const std::string_view a : words)
        for (const std::string_view b : words)
            EXPECT_EQ(one_edit_apart(a, b), edits(a, b, 1) <= 1) << a << " / " << b;
}

}  // namespace
}  // namespace cx::unify
