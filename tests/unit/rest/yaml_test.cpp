// YAML as PyYAML reads it, with lines, within bounds.
#include "rest/manifest/yaml.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using ::testing::HasSubstr;

struct Scalar {
    const char* text;
    Node::Kind kind;
    const char* meaning;
};

// What PyYAML 6 gives for each.
constexpr Scalar scalars[] = {
    {"12", Node::Kind::number, "12"},
    {"-7", Node::Kind::number, "-7"},
    {"+5", Node::Kind::number, "5"},
    {"010", Node::Kind::number, "8"},
    {"0x1F", Node::Kind::number, "31"},
    {"0b101", Node::Kind::number, "5"},
    {"1_000", Node::Kind::number, "1000"},
    {"12:30:45", Node::Kind::number, "45045"},
    {"1.50", Node::Kind::number, "1.5"},
    {"1.5e+3", Node::Kind::number, "1500"},
    {"-.5", Node::Kind::number, "-0.5"},
    {"yes", Node::Kind::boolean, "true"},
    {"Off", Node::Kind::boolean, "false"},
    {"TRUE", Node::Kind::boolean, "true"},
    {"~", Node::Kind::null, ""},
    {"null", Node::Kind::null, ""},
    {"1e5", Node::Kind::text, "1e5"},
    {"y", Node::Kind::text, "y"},
    {"yEs", Node::Kind::text, "yEs"},
    {"099", Node::Kind::text, "099"},
    {"2020-10-10", Node::Kind::text, "2020-10-10"},
    {"1.2.3", Node::Kind::text, "1.2.3"},
    {"+", Node::Kind::text, "+"},
    {"-", Node::Kind::text, "-"},
    {"0x", Node::Kind::text, "0x"},
    {".", Node::Kind::text, "."},
    {"12:99", Node::Kind::text, "12:99"},
};

TEST(YamlScalar, IsWhatPyYamlSays)
{
    for (const Scalar& row : scalars) {
        Node node;
        read_scalar(row.text, node);
        EXPECT_EQ(node.kind, row.kind) << row.text;
        EXPECT_EQ(node.text, row.meaning) << row.text;
    }
}

TEST(Yaml, KeepsLinesAndQuotedTexts)
{
    const auto root = read_yaml("a: '12'\nb:\n  - c: \"yes\"\n    d: |\n      x\n      y\n");
    ASSERT_TRUE(root);
    EXPECT_TRUE((*root)->find("a")->is_text());
    const Node& item = *(*root)->find("b")->items.at(0);
    EXPECT_EQ(item.line, 3);
    EXPECT_TRUE(item.find("c")->is_text());
    EXPECT_EQ(item.text_of("d"), "x\ny\n");
    EXPECT_EQ(item.find("d")->line, 4);
}

TEST(Yaml, MergesMapsAndTheLastOfTwoEqualNamesCounts)
{
    const auto root = read_yaml("base: &b {x: 1, y: 2}\nmore:\n  <<: *b\n  y: 3\n  y: 4\n");
    ASSERT_TRUE(root);
    const Node& more = *(*root)->find("more");
    EXPECT_EQ(more.text_of("x"), "1");
    EXPECT_EQ(more.text_of("y"), "4");
}

TEST(Yaml, RefusesWithTheLine)
{
    EXPECT_THAT(read_yaml("a: 1\nb: [1, 2\nc: }\n").error().message, HasSubstr("manifest.yaml:"));
    EXPECT_THAT(read_yaml("- 1\n").error().message, HasSubstr("should be a map"));
    EXPECT_FALSE(read_yaml(""));
    EXPECT_FALSE(read_yaml("a: *nowhere\n"));
    std::string deep = "a: ";
    for (int i = 0; i < 200; ++i) deep += '[';
    EXPECT_FALSE(read_yaml(deep));
    EXPECT_FALSE(read_yaml(std::string(manifest_bytes + 1, ' ')));
}

TEST(YamlWithoutSchemas, KeepsLinesAndAllElse)
{
    const std::string text =
        "a: 1\n"
        "loader:\n"
        "  type: InlineSchemaLoader\n"
        "  schema:\n"
        "    type: object\n"
        "\n"
        "    properties: {x: {type: string}}\n"
        "b: 2\n"
        "schemas:\n"
        "  one: {type: object}\n"
        "c: 3\n";
    const std::string rest = without_schemas(text);
    EXPECT_EQ(
        rest,
        "a: 1\nloader:\n  type: InlineSchemaLoader\n  schema:\n\n\n\nb: 2\nschemas:\n\nc: 3\n");
    EXPECT_EQ(without_schemas("schemas:\n  one: &x {type: object}\nb: *x\n"),
              "schemas:\n  one: &x {type: object}\nb: *x\n");
}

}  // namespace
}  // namespace rest
