// Hostile texts: no crash, no unbounded time, always an answer.
#include "fixture.hpp"
#include "mapping/expression.hpp"
#include "mapping/path.hpp"

#include <chrono>
#include <functional>
#include <random>

namespace cx::mapping {
namespace {

constexpr unsigned seed = 20261123;

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t longest)
{
    std::string text(random() % longest, '\0');
    for (char& c : text)
        c = alphabet.empty() ? static_cast<char>(random() & 0xffU)
                             : alphabet[random() % alphabet.size()];
    return text;
}

// Pieces of the language, so that random texts get past the first character.
std::string random_program(std::mt19937& random)
{
    static const std::vector<std::string> pieces{
        "a",        "b.c", "이름",      "['x']",    "[0]",  "[*]",  "[?",    "]",    "(",
        ")",        " ",   "==",        "!=",       "<",    ">=",   "&&",    "||",   "!",
        "+",        "-",   "*",         "/",        "?",    ":",    "in",    "[",    ",",
        "1",        "2.5", "'t'",       "\"u\"",    "null", "true", "size(", "has(", "matches(",
        ".lower()", "^.",  "$meta.key", "$cap.x.y", "."};
    std::string text;
    const std::size_t count = random() % 24;
    for (std::size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
    return text;
}

void try_text(const std::string& text, const Scope& scope, Run& run)
{
    Names names;
    names.scopes.push_back({{"rows", "*"}});
    std::vector<SyntaxError> errors;
    const Expression expression = parse_expression(text, names, errors);
    for (const SyntaxError& error : errors) EXPECT_LE(error.offset, text.size());
    if (errors.empty()) (void)to_json(expression.compute(scope, run));
    errors.clear();
    const Path path = parse_path(text, names, errors);
    if (errors.empty()) (void)path.first(scope, run);
}

class Robustness : public testing::Test {
protected:
    void try_many(int count, const std::function<std::string(std::mt19937&)>& make)
    {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < count; ++i) {
            mapping::Run run(facts_, scope_, {}, {});
            try_text(make(random), inner_, run);
        }
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
    }

    json::Value record_ =
        json::parse(R"({"a":1,"b":{"c":"2"},"x":[1,{"a":2},"t"],"이름":"길동"})").value();
    SourceFacts facts_;
    Scope scope_{&record_, nullptr};
    Scope inner_{&record_, &scope_};
};

TEST_F(Robustness, RandomBytes)
{
    try_many(20000, [](std::mt19937& random) { return random_text(random, "", 64); });
}

TEST_F(Robustness, RandomSigns)
{
    try_many(50000, [](std::mt19937& random) {
        return random_text(random, "ab.[]'?*()^$!=<>&|+-/,:0 1\"\\", 40);
    });
}

TEST_F(Robustness, RandomPieces)
{
    try_many(50000, [](std::mt19937& random) { return random_program(random); });
}

TEST_F(Robustness, LongAndDeepTexts)
{
    const std::vector<std::string> deep{"(",     "-",      "!",      "[?", "a ? ",
                                        "a[?",   "^.",     "size(",  "a.", "a + ",
                                        "a && ", "1 in [", "a == (", "'",  "lower(a)."};
    for (const std::string& piece : deep) {
        std::string text;
        while (text.size() < 1 << 18) text += piece;
        const auto start = std::chrono::steady_clock::now();
        mapping::Run run(facts_, scope_, {}, {});
        try_text(text, inner_, run);
        try_text(text + "a", inner_, run);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10)) << piece;
    }
}

TEST_F(Robustness, RandomTreesOfMappings)
{
    std::mt19937 random(seed);
    const std::vector<std::string> words{
        "entity", "person@1", "key",  "ns",   "account", "from",    "id",   "fields", "lists",
        "set",    "each",     "when", "also", "emit",    "mapping", "vars", "map",    "const",
        "expr",   "join",     "name", "note", "score",   "a.b[*]",  "~"};
    const std::function<Node(int)> make = [&](int depth) {
        Node node;
        node.mark = {"m.yaml", 1, 1};
        const auto kind = random() % (depth > 4 ? 2 : 4);
        if (kind == 1) {
            node.kind = Node::Kind::scalar;
            node.text = words[random() % words.size()];
        } else if (kind == 2) {
            node.kind = Node::Kind::list;
            for (auto i = random() % 4; i > 0; --i) node.items.push_back(make(depth + 1));
        } else if (kind == 3) {
            node.kind = Node::Kind::map;
            for (auto i = random() % 5; i > 0; --i) {
                const std::string& name = words[random() % words.size()];
                if (!node.find(name))
                    node.members.push_back({name, {"m.yaml", 1, 1}, make(depth + 1)});
            }
        }
        return node;
    };
    for (int i = 0; i < 20000; ++i) {
        Diagnostics diagnostics;
        CompileOptions options;
        const Node set = make(2);
        if (random() % 4 == 0) options.set = &set;
        const std::unique_ptr<Mapping> mapping =
            compile(make(0), test_schema(), options, diagnostics);
        EXPECT_EQ(mapping == nullptr, diagnostics.has_errors());
        if (mapping) (void)mapping->apply(record_, facts_);
    }
}

}  // namespace
}  // namespace cx::mapping
