#include "config/yaml.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cx::config {
namespace {

std::string flat(const Node& node)
{
    switch (node.kind) {
        case Node::Kind::null:
            return "null";
        case Node::Kind::scalar:
            return node.quoted ? "'" + node.text + "'" : node.text;
        case Node::Kind::list: {
            std::string out = "[";
            for (const Node& item : node.items) out += (out.size() > 1 ? ", " : "") + flat(item);
            return out + "]";
        }
        case Node::Kind::map:
            break;
    }
    std::string out = "{";
    for (const Node::Member& member : node.members)
        out += (out.size() > 1 ? ", " : "") + member.name + ": " + flat(member.value);
    return out + "}";
}

std::string read(std::string_view text)
{
    Diagnostics diagnostics;
    Sources sources;
    sources.add("a.yaml", std::string(text));
    const Node node = parse_yaml(text, "a.yaml", diagnostics);
    return diagnostics.sorted().empty() ? flat(node) : render_text(diagnostics, sources);
}

std::string place(const Mark& mark)
{
    return std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

TEST(Yaml, KeepsScalarsAsText)
{
    EXPECT_EQ(read("a: NO\nb: 010\nc: 1e3\nd: \"1\"\ne: ~\nf:\ng: null\nh: 'null'\n"),
              "{a: NO, b: 010, c: 1e3, d: '1', e: null, f: null, g: null, h: 'null'}");
    EXPECT_EQ(read("null: x\n"), "{null: x}");
    EXPECT_EQ(read(""), "null");
    EXPECT_EQ(read("# nothing\n"), "null");
    EXPECT_EQ(read("\xef\xbb\xbf"
                   "a: 1\r\nb: 2\r\n"),
              "{a: 1, b: 2}");
    EXPECT_EQ(read("---\na: 1\n...\n"), "{a: 1}");
}

TEST(Yaml, CountsColumnsInCharacters)
{
    Diagnostics diagnostics;
    const Node node = parse_yaml("가나: { 다: 라, 마: 바 }\nnext:\n", "a.yaml", diagnostics);
    ASSERT_EQ(node.members.size(), 2U);
    EXPECT_EQ(place(node.members[0].value.mark), "1:5");
    EXPECT_EQ(place(node.members[0].value.members[1].mark), "1:13");
    EXPECT_EQ(place(node.members[0].value.members[1].value.mark), "1:16");
    EXPECT_EQ(place(node.members[1].value.mark), "2:1");
}

TEST(Yaml, PutsTheCaretBelowWideCharacters)
{
    EXPECT_EQ(read("이름: { 가: 1, 가: 2 }\n"),
              "a.yaml:1:13: duplicate key '가', first given in line 1\n"
              "이름: { 가: 1, 가: 2 }\n"
              "               ^\n");
}

TEST(Yaml, ExpandsReferencesWithinLimits)
{
    EXPECT_EQ(read("a: &x { b: 1 }\nc: *x\n"), "{a: {b: 1}, c: {b: 1}}");
    EXPECT_EQ(read("a: &x [*x]\n"),
              "a.yaml:1:8: this reference is inside what it refers to\na: &x [*x]\n       ^\n");
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string name = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) bomb += (j ? ", " : "") + name;
        bomb += "]\n";
    }
    EXPECT_NE(read(bomb).find("more than 1000000 values, references expanded"), std::string::npos);
    EXPECT_NE(read("a: " + std::string(5000, '[')).find("nested deeper than 64 levels"),
              std::string::npos);
}

struct Mistake {
    std::string_view text;
    std::string_view message;
};

TEST(Yaml, TellsMistakesInItsOwnWords)
{
    const Mistake mistakes[] = {
        {"a: 1\nb: 2\na: 3\n", "a.yaml:3:1: duplicate key 'a', first given in line 1\na: 3\n^\n"},
        {"a: {b: 1\nc: 2\n",
         "a.yaml:1:4: '{' is not closed: ',' or '}' is missing before line 2, column 2\na: {b: 1\n "
         "  ^\n"},
        {"a: [1, 2\n",
         "a.yaml:1:4: '[' is not closed: ',' or ']' is missing before line 2, column 1\na: [1, 2\n "
         "  ^\n"},
        {"a: \"x\nb: y\n", "a.yaml:1:4: the quote is never closed\na: \"x\n   ^\n"},
        {"a: \"x\nb: \"y\"\n",
         "a.yaml:1:4: is the closing quote missing here? The quoted text ends in line 2, and more "
         "text "
         "follows\na: \"x\n   ^\n"},
        {"a: 'it's'\n",
         "a.yaml:1:8: text follows the closing quote; put all of the value in the quotes (in "
         "single "
         "quotes, '' is one ')\na: 'it's'\n       ^\n"},
        {"a:\n\tb: 1\n",
         "a.yaml:2:1: a tab stands in the indentation; indent with spaces\n b: 1\n^\n"},
        {"a:\n\tb\n", "a.yaml:2:1: a tab stands in the indentation; indent with spaces\n b\n^\n"},
        {"a: x\n\tb: 1\n",
         "a.yaml:2:1: a tab stands in the indentation; indent with spaces\n b: 1\n^\n"},
        {"a: 1\n b: 2\n",
         "a.yaml:2:2: the line continues the value of line 1, because it is indented deeper than "
         "that "
         "key; a key begins in the column of its neighbours\n b: 2\n ^\n"},
        {"a: b: c\n",
         "a.yaml:1:5: a second ':' in one line; quote the value if the ':' belongs to it\na: b: "
         "c\n    ^\n"},
        {"a: 1\nb\nc: 2\n",
         "a.yaml:2:1: this is neither a key nor a value; a key needs ':' and a space behind "
         "it\nb\n^\n"},
        {"- a\nb: 1\n",
         "a.yaml:2:1: this does not continue what stands above; check the indentation of both\nb: "
         "1\n^\n"},
        {"a: *x\n",
         "a.yaml:1:4: '*' refers to an '&' name that is not defined above; quote the text if the "
         "'*' "
         "belongs to it\na: *x\n   ^\n"},
        {"a: {x: ${env:Y}}\n",
         "a.yaml:1:8: inside { } a '${...}' must be quoted\na: {x: ${env:Y}}\n       ^\n"},
        {"a: @x\n", "a.yaml:1:4: a value cannot begin with '@'; put it in quotes\na: @x\n   ^\n"},
        {"a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins; a file holds one\n---\n^\n"},
        {"a: ]\n",
         "a.yaml:1:4: ']' closes nothing; quote the value if it belongs to it\na: ]\n   ^\n"},
        {"a: {b: 1}}\n",
         "a.yaml:1:10: '}' closes nothing; quote the value if it belongs to it\na: {b: 1}}\n       "
         "  ^\n"},
        {"a: \"\\q\"\n",
         "a.yaml:1:7: unknown escape behind '\\'; write '\\\\' for a backslash, or use single "
         "quotes\n"
         "a: \"\\q\"\n      ^\n"},
        {"? [a, b]\n: c\n", "a.yaml:1:3: a key must be a text, not a list or map\n? [a, b]\n  ^\n"},
        {": 3\n", "a.yaml:1:1: a key is missing before ':'\n: 3\n^\n"},
        {"a: !!int 5\n",
         "a.yaml:1:4: tags such as '!!str' are not used here: every value is read as text\n"
         "a: !!int 5\n   ^\n"},
        {"a:\n  - x\n - y\n",
         "a.yaml:3:2: the indentation fits nothing above: the line begins in column 2, expected is "
         "1 or "
         "3\n - y\n ^\n"},
        {"s:\n   x: 1\n  y: 2\n",
         "a.yaml:3:3: the indentation fits nothing above: the line begins in column 3, expected is "
         "1 or "
         "4\n  y: 2\n  ^\n"},
        {"a: - b\n",
         "a.yaml:1:4: '- ' begins a list entry and must stand on a line of its own, below its key\n"
         "a: - b\n   ^\n"},
        {"a: &x {}\n<<: *x\n",
         "a.yaml:2:1: merging with '<<' is not supported; give the members themselves\n<<: "
         "*x\n^\n"},
        {"a: \x01\n",
         "a.yaml:1:4: control character U+0001 is not allowed; write it as an escape in double "
         "quotes\n"
         "a: \x01\n   ^\n"},
        {"ok: 1\nna\xefve: 2\n", "a.yaml:2:3: byte 0xef is not UTF-8; save the file as UTF-8\n"},
        {"\xff\xfe"
         "a",
         "a.yaml:1:1: the file is UTF-16; save it as UTF-8\n"},
        {"a: 1\rb: 2\n",
         "a.yaml:1:5: a carriage return stands alone; end lines with LF or CR LF\na: 1\rb: 2\n    "
         "^\n"},
    };
    for (const Mistake& mistake : mistakes) EXPECT_EQ(read(mistake.text), mistake.message);
}

TEST(Yaml, ShowsLongLinesAroundTheCaret)
{
    const std::string text = "a: { " + std::string(300, 'b') + ": 1, c: 2, c: 3 }\n";
    EXPECT_EQ(read(text), "a.yaml:1:317: duplicate key 'c', first given in line 1\n..." +
                              std::string(49, 'b') + ": 1, c: 2, c: 3 }\n" + std::string(63, ' ') +
                              "^\n");
}

}  // namespace
}  // namespace cx::config
