#include "mapping/expression.hpp"

#include <gtest/gtest.h>

namespace cx::mapping {
namespace {

const char* const record = R"({
    "n": 12, "t": "12.50", "word": "Seoul", "blank": "", "yes": true, "no": "false", "nothing": null,
    "list": [1, "two", null], "rows": [{"k": "a", "v": 1}, {"k": "b", "v": 2}], "object": {"x": 1, "y": 2},
    "big": 99999999999999999999999999999999999999, "한글": "서울", "size": 3})";

Names names()
{
    Names names;
    names.variables.push_back({.name = "half", .kind = Kind::number, .reads = {{"n"}}});
    return names;
}

std::string shown(const Value& value)
{
    if (const auto* fault = std::get_if<Fault>(&value)) return "fault " + std::string(fault->code);
    return json::write(to_json(value));
}

std::string compute(std::string_view text)
{
    std::vector<SyntaxError> errors;
    const Expression expression = parse_expression(text, names(), errors);
    if (!errors.empty()) return errors.front().message;
    const std::vector<Expression> variables{parse_expression("n / 2", Names(), errors)};
    const json::Value root = json::parse(record).value();
    const SourceFacts facts{
        .source = "crm", .instance = "kr", .stream = "contacts", .key = "K1", .observed_at = {}};
    const Scope scope{&root, nullptr};
    Run run(facts, scope, variables, {});
    return shown(expression.compute(scope, run));
}

// "offset code: message" of all mistakes.
std::string mistakes(std::string_view text)
{
    std::vector<SyntaxError> errors;
    parse_expression(text, names(), errors);
    std::string told;
    for (const SyntaxError& error : errors)
        told += (told.empty() ? "" : "\n") + std::to_string(error.offset) + " " + error.code +
                ": " + error.message;
    return told;
}

TEST(Expression, CalculatesWithDecimals)
{
    EXPECT_EQ(compute("1 + 2 * 3"), R"("7")");
    EXPECT_EQ(compute("(1 + 2) * 3"), R"("9")");
    EXPECT_EQ(compute("t + 0.25"), R"("12.75")");
    EXPECT_EQ(compute("-t"), R"("-12.50")");
    EXPECT_EQ(compute("n / 5"), R"("2.4")");
    EXPECT_EQ(compute("10 - 3 - 2"), R"("5")");
    EXPECT_EQ(compute("half + 1"), R"("7")");
}

TEST(Expression, NullAndBlankCellsStayEmpty)
{
    EXPECT_EQ(compute("missing + 1"), "null");
    EXPECT_EQ(compute("blank * 2"), "null");
    EXPECT_EQ(compute("nothing == null"), "true");
    EXPECT_EQ(compute("missing == null"), "true");
    EXPECT_EQ(compute("blank == null"), "false");
    EXPECT_EQ(compute("missing < 1"), "false");
    EXPECT_EQ(compute("blank < 1"), "false");
    EXPECT_EQ(compute("has(blank) || has(nothing) || has(missing)"), "false");
}

TEST(Expression, Compares)
{
    EXPECT_EQ(compute("n == 12.0"), "true");
    EXPECT_EQ(compute("t > 12"), "true");
    EXPECT_EQ(compute("word == 'Seoul'"), "true");
    EXPECT_EQ(compute("word != \"Busan\""), "true");
    EXPECT_EQ(compute("'2024-02-01' < '2024-11-01'"), "true");
    EXPECT_EQ(compute("yes == true"), "true");
    EXPECT_EQ(compute("no == false"), "true");
    EXPECT_EQ(compute("한글 == '서울'"), "true");
    EXPECT_EQ(compute("word < n"), "fault expr.compare");
    EXPECT_EQ(compute("object == 1"), "false");
}

TEST(Expression, LooksIntoLists)
{
    EXPECT_EQ(compute("word in ['Busan', 'Seoul']"), "true");
    EXPECT_EQ(compute("n in [1, 2]"), "false");
    EXPECT_EQ(compute("'two' in list"), "true");
    EXPECT_EQ(compute("'b' in rows[*].k"), "true");
    EXPECT_EQ(compute("1 in missing"), "false");
    EXPECT_EQ(compute("1 in word"), "fault expr.list");
}

TEST(Expression, Decides)
{
    EXPECT_EQ(compute("yes && !no"), "true");
    EXPECT_EQ(compute("n > 20 ? 'many' : n > 10 ? 'some' : 'few'"), R"("some")");
    EXPECT_EQ(compute("nothing || yes"), "true");
    EXPECT_EQ(compute("word && yes"), "fault expr.condition");
    EXPECT_EQ(compute("false && word"), "false");
}

TEST(Expression, CallsFunctionsBothWays)
{
    EXPECT_EQ(compute("size(word)"), R"("5")");
    EXPECT_EQ(compute("size(한글)"), R"("2")");
    EXPECT_EQ(compute("size(list) + size(object) + size(missing) + size(rows[*].v)"), R"("7")");
    EXPECT_EQ(compute("startsWith(word, 'Se') && word.endsWith('ul') && contains(word, 'eo')"),
              "true");
    EXPECT_EQ(compute("word.lower()"), R"("seoul")");
    EXPECT_EQ(compute("upper(lower(word)).startsWith('SEO')"), "true");
    EXPECT_EQ(compute("word.matches('^S.*l$')"), "true");
    EXPECT_EQ(compute("matches(word, word)"), "true");
    EXPECT_EQ(compute("matches(missing, 'x')"), "false");
    EXPECT_EQ(compute("lower(missing)"), "null");
    EXPECT_EQ(compute("lower(object)"), "fault expr.text");
    EXPECT_EQ(compute("size + 1"), R"("4")");
}

TEST(Expression, FaultsAreValues)
{
    EXPECT_EQ(compute("word + 1"), "fault expr.number");
    EXPECT_EQ(compute("n / 0"), "fault expr.divide");
    EXPECT_EQ(compute("big * big"), "fault expr.range");
    EXPECT_EQ(compute("big + 1"), "fault expr.range");
}

TEST(Expression, ChecksKindsThatAreCertain)
{
    EXPECT_EQ(mistakes("1 + 'a'"),
              "4 mapping.type: '+' calculates with numbers, this is a text; texts are put together "
              "with `join`");
    EXPECT_EQ(mistakes("half == 'a'"), "8 mapping.type: '==' compares a number with a text");
    EXPECT_EQ(mistakes("size(word) > '3'"), "13 mapping.type: '>' compares a number with a text");
    EXPECT_EQ(mistakes("half && yes"), "0 mapping.type: '&&' wants a condition, this is a number");
    EXPECT_EQ(mistakes("!'x'"), "1 mapping.type: '!' wants a condition, this is a text");
    EXPECT_EQ(mistakes("half ? 1 : 2"), "0 mapping.type: '?' wants a condition, this is a number");
    EXPECT_EQ(mistakes("half in ['a']"), "9 mapping.type: 'in' compares a number with a text");
    EXPECT_EQ(mistakes("n in 5"), "5 mapping.type: 'in' looks into a list, this is a number");
    EXPECT_EQ(mistakes("true < false"), "0 mapping.type: '<' cannot compare a condition");
    EXPECT_EQ(mistakes("lower(5)"), "6 mapping.type: lower takes a text, this is a number");
    EXPECT_EQ(mistakes("rows[*].v == 1"), "0 mapping.type: '==' cannot compare a list");
    // Both are told, and what depends on them is not.
    EXPECT_EQ(mistakes("(1 + 'a') * (2 - 'b')"),
              "5 mapping.type: '+' calculates with numbers, this is a text; texts are put together "
              "with `join`\n"
              "17 mapping.type: '-' calculates with numbers, this is a text");
}

TEST(Expression, SourceFieldsMayBeAnything)
{
    EXPECT_EQ(mistakes("n == 'a' && n > 1 && n + 1 > 2 && lower(n) == 'a' && n in [1, 'a']"), "");
    EXPECT_EQ(mistakes("yes ? half : word"), "");
}

TEST(Expression, TellsMistakesInTheSyntax)
{
    EXPECT_EQ(mistakes("n = 1"),
              "2 mapping.expression: one '=' is no operator, did you mean '=='?");
    EXPECT_EQ(mistakes("n + "),
              "4 mapping.expression: the expression ends where a value is expected");
    EXPECT_EQ(mistakes("(n"), "2 mapping.expression: ')' is expected here");
    EXPECT_EQ(mistakes("n m"), "2 mapping.expression: an operator or the end is expected here");
    EXPECT_EQ(mistakes("starsWith(n, 'x')"),
              "0 mapping.expression: unknown function 'starsWith', did you mean 'startsWith'?");
    EXPECT_EQ(mistakes("lower(n, 'x')"),
              "0 mapping.expression: lower takes 1 argument, here are 2");
    EXPECT_EQ(mistakes("matches(n, '(')"),
              "11 mapping.expression: this is no regular expression of RE2");
    EXPECT_EQ(mistakes("n ? 1"),
              "5 mapping.expression: ':' is expected here, as in `condition ? one : other`");
    EXPECT_EQ(
        mistakes("'a\\q'"),
        "2 mapping.expression: unknown escape; known are \\\\ \\' \\\" \\/ \\n \\r \\t \\uXXXX");
    EXPECT_EQ(mistakes(std::string(100, '(') + "1"),
              "64 mapping.expression: this is nested too deeply");
    EXPECT_EQ(mistakes(""), "0 mapping.expression: the expression ends where a value is expected");
}

TEST(Expression, LongListsOfAlternativesAreFlat)
{
    std::string text = "n == 0";
    for (int i = 1; i < 500; ++i) text += " || n == " + std::to_string(i);
    EXPECT_EQ(compute(text), "true");
}

}  // namespace
}  // namespace cx::mapping
