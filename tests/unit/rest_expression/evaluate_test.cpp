// Bounds, failures and what outlives an evaluation.
#include "rest/expression/template.hpp"

#include <gmock/gmock.h>

#include <array>

namespace rest {
namespace {

using cx::json::Value;
using testing::HasSubstr;

constexpr std::array<std::string_view, 2> names = {"config", "record"};

cx::Result<Value> give(std::string_view text, const Value& record)
{
    const cx::Result<Template> compiled = Template::compile(text, names);
    if (!compiled) return compiled.error();
    return compiled->value(Scope(0).set("record", &record));
}

std::string error(std::string_view text, std::string_view record = "{}")
{
    const cx::Result<Value> value = give(text, *cx::json::parse(record));
    return value ? "gives " + cx::json::write(*value) : value.error().message;
}

TEST(EvaluateTest, TellsWhereItFailsAndNeverWhatTheRecordHeld)
{
    EXPECT_EQ(error("x {{ record.a.b.c }}"), "1:15: 'a' is missing");
    EXPECT_EQ(error("{{ record[record.k].x }}", R"({"k":"secret"})"), "1:21: something is missing");
    EXPECT_EQ(error("{{ 1 / 0 }}"), "1:6: division by zero");
    EXPECT_THAT(error("{{ str_to_datetime(record.t) }}", R"({"t":"secret"})"),
                testing::AllOf(HasSubstr("no time"), testing::Not(HasSubstr("secret"))));
    EXPECT_THAT(error("{{ record.n * record.n }}", R"({"n":9223372036854775807})"),
                HasSubstr("too large"));
}

TEST(EvaluateTest, BoundsStepsOutputAndNumbers)
{
    const std::string loops =
        "{% for a in record.l %}{% for b in record.l %}"
        "{% for c in record.l %}{% endfor %}{% endfor %}{% endfor %}";
    Value record;
    for (int i = 0; i < 1000; ++i) record["l"].push_back(i);
    EXPECT_THAT(give(loops, record).error().message, HasSubstr("too many steps"));
    EXPECT_THAT(error("{{ 'x' * 1000000000 }}"), HasSubstr("too long"));
    EXPECT_THAT(error("{{ [1] * 1000000000 }}"), HasSubstr("too"));
    EXPECT_THAT(error("{{ 10 ** 30 }}"), HasSubstr("too large"));
    EXPECT_THAT(error("{{ '%999999999d' % 1 }}"), HasSubstr("too large"));
    EXPECT_THAT(
        error("{% set n = namespace(x='ab') %}{% for i in 'abcdefghijklmnopqrstuvwxyzabcdef' "
              "%}{% set n.x = n.x ~ n.x %}{% endfor %}"),
        HasSubstr("too long"));
}

TEST(EvaluateTest, FiltersThatCallFiltersDoNotGoWithoutEnd)
{
    std::string maps = "{{ ['a'] | map('map'";
    for (int i = 0; i < 20'000; ++i) maps += ", 'map'";
    EXPECT_THAT(error(maps + ") | list }}"), HasSubstr("too many arguments"));
    Value record;
    for (int i = 0; i < 100; ++i) record["l"].push_back(i);
    EXPECT_THAT(give("{% set n = namespace(d=duration('P9000YT1H')) %}{% for i in record.l %}"
                     "{% set n.d = n.d + n.d %}{% endfor %}",
                     record)
                    .error()
                    .message,
                HasSubstr("too large"));
}

TEST(EvaluateTest, ListsThatHoldThemselvesDoNoHarm)
{
    EXPECT_THAT(error("{% set l = [] %}{% set _ = l.append(l) %}{{ l == l }}"), HasSubstr("gives"));
    EXPECT_THAT(error("{% set l = [] %}{% set _ = l.append(l) %}{{ l }}"), HasSubstr("gives"));
    EXPECT_THAT(
        error("{% set n = namespace(x=[1]) %}{% for i in 'aaaaaaaaaabbbbbbbbbbccccccccccdddddd"
              "ddddeeeeeeeeeeffffffffff' %}{% set n.x = [n.x, n.x] %}{% endfor %}"
              "{{ n.x == [n.x, n.x] }}"),
        HasSubstr("gives"));
    std::string deep =
        "{% set n = namespace(x=[]) %}{% for i in record.l %}{% set n.x = [n.x] %}{% endfor %}done";
    Value record;
    for (int i = 0; i < 50'000; ++i) record["l"].push_back(i);
    EXPECT_EQ(give(deep, record)->as_string(), "done");
}

TEST(EvaluateTest, TheScopeIsNeverChanged)
{
    EXPECT_THAT(error("{% set _ = record.update({'a': 1}) %}"), HasSubstr("cannot be changed"));
    EXPECT_THAT(error("{% set _ = record.l.append(1) %}", R"({"l":[]})"),
                HasSubstr("cannot be changed"));
}

TEST(EvaluateTest, KindsKeepATextThatWouldBecomeAnother)
{
    const Value record = *cx::json::parse(R"({"n":"123","f":"1.5","b":"True"})");
    Scope scope(0);
    scope.set("record", &record);
    const auto as = [&](std::string_view text, Kinds kinds) {
        return cx::json::write(*Template::compile(text, names)->value(scope, kinds));
    };
    EXPECT_EQ(as("{{ record.n }}", Kinds::any), "123");
    EXPECT_EQ(as("{{ record.n }}", Kinds::string), "\"123\"");
    EXPECT_EQ(as("{{ record.n }}", Kinds::integer), "123");
    EXPECT_EQ(as("{{ record.f }}", Kinds::integer), "\"1.5\"");
    EXPECT_EQ(as("{{ record.f }}", Kinds::number), "1.5");
    EXPECT_EQ(as("{{ record.b }}", Kinds::boolean), "true");
    EXPECT_EQ(as("12", Kinds::string), "\"12\"");
}

TEST(EvaluateTest, ANumberBeyondADoubleDoesNotBecomeAnother)
{
    Value record;
    record["n"] = cx::json::Number{"1e400"};
    EXPECT_EQ(cx::json::write(*give("{{ record.n }}", record)), "\"inf\"");
    EXPECT_EQ(cx::json::write(*give("{{ record.n > 1 }}", record)), "true");
    record["n"] = cx::json::Number{"123456789012345678901234567890"};
    EXPECT_EQ(cx::json::write(*give("{{ record.n > 1.5 }}", record)), "true");
}

TEST(EvaluateTest, ANameThatTheScopeLacksIsMissing)
{
    const cx::Result<Template> compiled = Template::compile("[{{ config }}]", names);
    EXPECT_EQ(*compiled->text(Scope(0)), "[]");
}

TEST(EvaluateTest, NowIsTheScopes)
{
    const cx::Result<Template> compiled = Template::compile(
        "{{ now_utc().strftime('%Y-%m-%dT%H:%M:%S.%fZ') }} {{ today_utc() }} "
        "{{ day_delta(-1, format='%Y-%m-%d') }}",
        {});
    EXPECT_EQ(*compiled->text(Scope(1'706'933'106'123'456)),
              "2024-02-03T04:05:06.123456Z 2024-02-03 2024-02-02");
}

}  // namespace
}  // namespace rest
