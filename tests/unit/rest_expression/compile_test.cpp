// What is wrong with a template is told when it is read, with its place.
#include "rest/expression/template.hpp"

#include <gmock/gmock.h>

#include <array>

namespace rest {
namespace {

using testing::HasSubstr;

constexpr std::array<std::string_view, 3> names = {"config", "record", "stream_slice"};

std::string error(std::string_view text)
{
    const cx::Result<Template> compiled = Template::compile(text, names);
    if (compiled) return "compiles";
    EXPECT_EQ(compiled.error().code, "rest.expression");
    return compiled.error().message;
}

TEST(CompileTest, NamesWhatIsUnknownWithItsPlace)
{
    EXPECT_EQ(error("{{ foo }}"),
              "1:4: unknown variable 'foo'; here are config, record, stream_slice");
    EXPECT_EQ(error("a\n  {{ config.x | shout }}"), "2:17: unknown filter 'shout'");
    EXPECT_EQ(error("{{ today() }}"), "1:4: unknown function 'today'");
    EXPECT_EQ(error("{{ 1 is prime }}"), "1:9: unknown test 'prime'");
    EXPECT_EQ(error("{{ record.a.shout() }}"), "1:13: unknown method 'shout'");
    EXPECT_EQ(error("{% include 'x' %}"),
              "1:4: unknown statement 'include'; there are if, for and set");
    EXPECT_EQ(error("{{ [1] | map('shout') | list }}"), "1:10: unknown filter 'shout'");
    EXPECT_EQ(error("{{ [1] | select('prime') | list }}"), "1:10: unknown test 'prime'");
    EXPECT_EQ(error("{{ now_utc }}"), "1:4: function 'now_utc' is not called: write now_utc(...)");
    EXPECT_THAT(error("{{ stream_state['x'] }}"), HasSubstr("stream_state is no longer there"));
}

TEST(CompileTest, NamesWrongArguments)
{
    EXPECT_EQ(error("{{ duration() }}"),
              "1:4: function 'duration' needs the argument 'datestring'");
    EXPECT_EQ(error("{{ now_utc(1) }}"), "1:4: function 'now_utc' takes fewer arguments");
    EXPECT_EQ(error("{{ 1 | round(digits=2) }}"), "1:8: filter 'round' has no argument 'digits'");
    EXPECT_EQ(error("{{ max(*record) }}"), "1:8: arguments cannot be unpacked here");
}

TEST(CompileTest, NamesBrokenSyntax)
{
    EXPECT_THAT(error("{{ record.a "), HasSubstr("1:1: the expression does not end with }}"));
    EXPECT_THAT(error("{{ record.a b }}"), HasSubstr("1:13: unexpected 'b'"));
    EXPECT_THAT(error("{{ }}"), HasSubstr("1:4: an expression is missing"));
    EXPECT_THAT(error("{{ 'abc }}"), HasSubstr("1:4: the text does not end"));
    EXPECT_THAT(error("{{ (1 }}"), HasSubstr("')' is missing"));
    EXPECT_THAT(error("{{ {'a' 1} }}"), HasSubstr("':' is missing"));
    EXPECT_THAT(error("{% if record %}x"), HasSubstr("{% endif %} is missing"));
    EXPECT_THAT(error("{% endif %}"), HasSubstr("unknown statement 'endif'"));
    EXPECT_THAT(error("{# x"), HasSubstr("1:1: the comment does not end"));
    EXPECT_THAT(error("{{ 1 + }}"), HasSubstr("an expression is missing"));
    EXPECT_THAT(error("{{ $x }}"), HasSubstr("1:4: unexpected character"));
    EXPECT_THAT(error("{{ 0123 }}"), HasSubstr("1:4: this is no number"));
}

TEST(CompileTest, KnowsTheOtherNamesOfASlice)
{
    EXPECT_EQ(error("{{ stream_partition.id }}{{ stream_interval['start_time'] }}"), "compiles");
    const cx::Result<Template> elsewhere =
        Template::compile("{{ stream_partition.id }}", std::array<std::string_view, 1>{"config"});
    EXPECT_FALSE(elsewhere);
}

TEST(CompileTest, RefusesWhatIsTooDeep)
{
    const std::string deep(3000, '(');
    EXPECT_THAT(error("{{ " + deep + "}}"), HasSubstr("nested too deeply"));
    std::string chain = "{{ 1";
    for (int i = 0; i < 5000; ++i) chain += "+1";
    EXPECT_THAT(error(chain + " }}"), HasSubstr("nested too deeply"));
    std::string nots = "{{ ";
    for (int i = 0; i < 5000; ++i) nots += "not ";
    EXPECT_THAT(error(nots + "1 }}"), HasSubstr("nested too deeply"));
    std::string ifs;
    for (int i = 0; i < 3000; ++i) ifs += "{% if 1 %}";
    EXPECT_THAT(error(ifs), HasSubstr("nested too deeply"));
    EXPECT_THAT(error(std::string(template_bytes_max + 1, 'x')), HasSubstr("too long"));
}

TEST(CompileTest, TellsConstants)
{
    EXPECT_TRUE(Template::compile("plain", {})->is_constant());
    EXPECT_TRUE(Template::compile("{# note #}", {})->is_constant());
    EXPECT_FALSE(Template::compile("{{ 1 }}", {})->is_constant());
    EXPECT_EQ(Template::compile("{{ 1 }}", {})->source(), "{{ 1 }}");
}

TEST(TemplateTreeTest, LeavesOutWhatIsEmptyAndKeepsTheKinds)
{
    const auto tree = TemplateTree::compile(*cx::json::parse(R"({
        "id": "{{ record.id }}", "gone": "{{ record.nothing }}", "null": "{{ record.no }}",
        "list": ["{{ record.nothing }}", "x"], "deep": {"gone": "{{ record.a.b }}", "on": true},
        "{{ record.id }}": 1})"),
                                            names);
    ASSERT_TRUE(tree);
    EXPECT_FALSE(tree->is_constant());
    const cx::json::Value record = *cx::json::parse(R"({"id":"7","no":null})");
    const auto made = tree->mapped(Scope(0).set("record", &record));
    ASSERT_TRUE(made);
    EXPECT_EQ(cx::json::write(*made), R"({"7":1,"deep":{"on":true},"id":7,"list":[null,"x"]})");
}

TEST(TemplateTreeTest, TellsWhereItIsBroken)
{
    const auto tree =
        TemplateTree::compile(*cx::json::parse(R"({"a":[{"b":"{{ foo }}"}]})"), names);
    ASSERT_FALSE(tree);
    EXPECT_THAT(tree.error().message, HasSubstr("/a/0/b: 1:4: unknown variable 'foo'"));
}

}  // namespace
}  // namespace rest
