// What two sketches promise: never less than a comparison that a candidate key may call for.
#include "unify/sketch.hpp"

#include "people.hpp"
#include "unify/pair_scores.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cx::unify {
namespace {

using testing::member;

const Scorer& scorer()
{
    static const Scorer shipped(default_score_model());
    return shipped;
}

std::string who(std::string_view name, std::string_view birth = "", std::string_view gender = "")
{
    std::string data = R"({"name":{"full":")" + std::string(name) + "\"}";
    if (!birth.empty()) data += R"(,"birth_date":")" + std::string(birth) + "\"";
    if (!gender.empty()) data += R"(,"gender":")" + std::string(gender) + "\"";
    return data + "}";
}

int promised(const std::string& a, const std::string& b, FactBits shared = 0)
{
    const Sketch left = member(1, a).features->sketch;
    const Sketch right = member(2, b).features->sketch;
    EXPECT_EQ(promise(left, right, shared, scorer()), promise(right, left, shared, scorer()));
    return promise(left, right, shared, scorer());
}

int weighed(const std::string& a, const std::string& b)
{
    const Member left = member(1, a);
    const Member right = member(2, b);
    const KeyFlags none;
    PairScores scores(default_model(), none);
    return scores.between(left, right)->weight;
}

bool is_read(const std::string& a, const std::string& b, FactBits shared = 0)
{
    return promised(a, b, shared) >= scorer().review_from();
}

TEST(Sketch, LeavesStrangersOut)
{
    // Between a Korean name and another nothing is known, so they are asked apart.
    const std::vector<std::string> korean = {"정하은", "박도윤", "김서준", "최민재", "윤지우"};
    const std::vector<std::string> latin = {"Clara Lindberg", "Oscar Vogelmann", "Irene Fischer",
                                            "Paul Olsen", "Nora Stein"};
    const auto read = [&](std::string_view birth, std::string_view other) {
        int sum = 0;
        for (const auto* names : {&korean, &latin})
            for (const std::string& a : *names)
                for (const std::string& b : *names)
                    if (a < b) sum += is_read(who(a, birth), who(b, other)) ? 1 : 0;
        return sum;
    };
    EXPECT_EQ(read("1984-05-06", "1951-11-23"), 0);
    EXPECT_LT(read("1984-05-06", "1984-05-06"), 14) << "of 20";
}

TEST(Sketch, LetsWhoeverResembleMeet)
{
    const std::string birth = "1984-05-06";
    EXPECT_TRUE(is_read(who("정하은", birth), who("Jung Ha-eun", birth)));
    EXPECT_TRUE(is_read(who("정하은", birth), who("정하운", birth)));
    EXPECT_TRUE(is_read(who("Clara Lindberg", birth), who("Klara Lindberg", birth)));
    EXPECT_TRUE(is_read(who("Clara Lindberg", birth), who("Lindberg Clara", birth)));
    EXPECT_TRUE(is_read(who("William Lindberg", birth), who("Bill Lindberg", birth)));
    EXPECT_TRUE(is_read(who("Clara Lindberg", birth), who("C. Lindberg", birth)));
    EXPECT_TRUE(is_read(who("Clara Lindberg", birth), who("Clara Vogelmann", birth)));
    EXPECT_TRUE(is_read(who("정하은", birth), who("정*은", birth)));
    EXPECT_TRUE(is_read(who("정하은", birth), who("정하은", "1984-06-05"))) << "month and day";
}

TEST(Sketch, WithoutOneNobodyIsLeftOut)
{
    const Sketch known = member(1, who("정하은", "1984-05-06")).features->sketch;
    const Sketch stranger = member(2, who("박도윤", "1951-11-23")).features->sketch;
    const Sketch nothing;
    EXPECT_FALSE(is_promising(known, stranger, 0, scorer()));
    EXPECT_TRUE(is_promising(known, stranger, certainly, scorer()));
    EXPECT_TRUE(is_promising(known, nothing, 0, scorer()));
    EXPECT_TRUE(is_promising(nothing, known, 0, scorer()));
}

TEST(Sketch, PromisesWhatAComparisonOfNamesAndBirthDatesGives)
{
    const std::vector<std::string> families = {"김", "이", "정", "Lindberg", "Lindburg", "Vogel"};
    const std::vector<std::string> givens = {"하은", "하운", "도윤", "Clara", "Klara", "Bill"};
    const std::vector<std::string> births = {"", "1984-05-06", "1984-06-05", "1984-05-16",
                                             "1948-05-06"};
    std::mt19937 dice(5);
    const auto any = [&](const std::vector<std::string>& of) { return of[dice() % of.size()]; };
    int weighty = 0;
    for (int round = 0; round < 3000; ++round) {
        const std::string a = who(any(families) + " " + any(givens), any(births));
        const std::string b = who(any(families) + " " + any(givens), any(births));
        if (weighed(a, b) < scorer().review_from()) continue;
        ++weighty;
        EXPECT_TRUE(is_read(a, b)) << a << " " << b;
    }
    EXPECT_GT(weighty, 50);
}

}  // namespace
}  // namespace cx::unify
