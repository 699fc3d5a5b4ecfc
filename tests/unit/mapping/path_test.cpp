#include "mapping/path.hpp"

#include "mapping/expression.hpp"

#include <gtest/gtest.h>

namespace cx::mapping {
namespace {

const char* const record = R"({
    "a": {"b": "deep", "odd name": 1, "empty": ""},
    "list": [{"type": "x", "v": 1, "n": null}, {"type": "y", "v": 2}, {"type": "x", "v": 3}],
    "texts": ["", "one", "two"], "이름": "길동", "none": null})";

// All values of a path, as one JSON array; the mistake where it has one.
std::string find(std::string_view text)
{
    std::vector<SyntaxError> errors;
    const Path path = parse_path(text, Names(), errors);
    if (!errors.empty())
        return std::to_string(errors.front().offset) + ": " + errors.front().message;
    const json::Value root = json::parse(record).value();
    const SourceFacts facts{
        .source = "crm", .instance = "kr", .stream = "contacts", .key = "K1", .observed_at = {}};
    const Scope scope{&root, nullptr};
    Run run(facts, scope, {}, {});
    Elements found;
    path.all(scope, run, found);
    json::Array values;
    for (const json::Value* value : found) values.push_back(*value);
    return json::write(json::Value(values));
}

std::string first(std::string_view text)
{
    std::vector<SyntaxError> errors;
    const Path path = parse_path(text, Names(), errors);
    const json::Value root = json::parse(record).value();
    const SourceFacts facts;
    const Scope scope{&root, nullptr};
    Run run(facts, scope, {}, {});
    const json::Value* found = path.first(scope, run);
    return found ? json::write(*found) : "nothing";
}

TEST(Path, ReadsMembersIndexesAndWildcards)
{
    EXPECT_EQ(find("a.b"), R"(["deep"])");
    EXPECT_EQ(find("a['odd name']"), "[1]");
    EXPECT_EQ(find("['a'][\"b\"]"), R"(["deep"])");
    EXPECT_EQ(find("이름"), R"(["길동"])");
    EXPECT_EQ(find("list[0].v"), "[1]");
    EXPECT_EQ(find("list[-1].v"), "[3]");
    EXPECT_EQ(find("list[*].v"), "[1,2,3]");
    EXPECT_EQ(find("a[*]"), R"(["deep","",1])");
    EXPECT_EQ(find("$meta.stream"), R"(["contacts"])");
}

TEST(Path, FiltersByAnExpressionAboutTheElement)
{
    EXPECT_EQ(find("list[?type == 'x'].v"), "[1,3]");
    EXPECT_EQ(find("list[?type == 'x' && v > 1].v"), "[3]");
    EXPECT_EQ(find("list[?type == ^.a.b].v"), "[]");
    EXPECT_EQ(find("texts[?startsWith(., 't')]"), R"(["two"])");
}

TEST(Path, LeadsNowhereWithoutHarm)
{
    for (const std::string_view path :
         {"a.b.c", "missing", "list.v", "list[9]", "list[-9]", "texts[*].x", "none.x", "a[0]"})
        EXPECT_EQ(find(path), "[]") << path;
}

TEST(Path, PrefersTheFirstValueThatIsNotEmpty)
{
    EXPECT_EQ(first("texts[*]"), R"("one")");
    EXPECT_EQ(first("list[*].n"), "null");
    EXPECT_EQ(first("missing"), "nothing");
}

TEST(Path, TellsMistakesWithTheirPlace)
{
    EXPECT_EQ(find("given-name"),
              "5: '.', '[' or the end of the path is expected here; a name with other characters "
              "is quoted: ['odd name']");
    EXPECT_EQ(find(""),
              "0: a name is expected here; a name with other characters is quoted: ['odd name']");
    EXPECT_EQ(find("a..b"),
              "2: a name is expected here; a name with other characters is quoted: ['odd name']");
    EXPECT_EQ(find("a[b]"),
              "2: '*', a number, a quoted name or '?' with a condition is expected here");
    EXPECT_EQ(find("a[0"), "3: ']' is expected here");
    EXPECT_EQ(find("a['x"), "2: the closing ' of this text is missing");
    EXPECT_EQ(find("^.x"), "0: '^' steps out of the record; it needs an `each` around it");
    EXPECT_EQ(find("$meta.strean"), "6: $meta has no 'strean', did you mean 'stream'?");
    EXPECT_EQ(find("$.a"),
              "0: $meta or $cap is expected here, as in $meta.key; paths start without '$'");
    EXPECT_EQ(find(".a"), "0: a path starts with a name, not with '.'");
    EXPECT_EQ(find("list[?type]x").substr(0, 3), "11:");
    EXPECT_EQ(find("list[?v + 1]"), "6: a filter is a condition, this is a number");
}

TEST(Path, KnowsWhatItReads)
{
    std::vector<SyntaxError> errors;
    Names names;
    names.scopes.push_back({{"contacts", "*"}});
    const Path inner = parse_path("email[0].value", names, errors);
    EXPECT_EQ(inner.reads, (std::vector<Reads>{{"contacts", "*", "email", "*", "value"}}));
    const Path outer = parse_path("^.id", names, errors);
    EXPECT_EQ(outer.reads, (std::vector<Reads>{{"id"}}));
    EXPECT_TRUE(errors.empty());
    EXPECT_TRUE(overlap({"a", "b"}, {"a"}));
    EXPECT_FALSE(overlap({"a", "b"}, {"a", "c"}));
}

}  // namespace
}  // namespace cx::mapping
