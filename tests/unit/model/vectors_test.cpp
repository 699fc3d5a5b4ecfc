// The vectors of tests/cases/types: what goes into a converter, in which context, and what comes
// out.
//
// A file is YAML whose entries are single lines of JSON, so that the kind of every scalar is told
// and no YAML reader is needed here: `- {"in": "...", "ctx": {"region": "KR"}, "out": "...",
// "issues": ["phone.service"]}`. Without `out` the value must be dropped; without `issues` there
// must be none. An issue is "code" or "code@/path".
#include "model/types.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace cx::model {
namespace {

struct Vector {
    std::string type;
    std::string at;  // file:line
    json::Value entry;
};

std::vector<Vector> read_file(const std::filesystem::path& path)
{
    std::vector<Vector> vectors;
    std::ifstream file(path);
    std::string type;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        const std::string at = path.filename().string() + ":" + std::to_string(number);
        if (line.rfind("type: ", 0) == 0) type = line.substr(6);
        const std::size_t dash = line.find("- {");
        if (dash == std::string::npos || line.find('#') < dash) continue;
        const Result<json::Value> entry = json::parse(line.substr(dash + 2));
        if (!entry)
            ADD_FAILURE() << at << ": " << entry.error().message;
        else
            vectors.push_back({type, at, *entry});
    }
    return vectors;
}

const std::vector<Vector>& all_vectors()
{
    static const std::vector<Vector> vectors = [] {
        std::vector<Vector> all;
        for (const auto& file :
             std::filesystem::directory_iterator(CX_SOURCE_DIR "/tests/cases/types"))
            if (file.path().extension() == ".yaml")
                for (Vector& vector : read_file(file.path())) all.push_back(std::move(vector));
        return all;
    }();
    return vectors;
}

Namespace namespace_of(const std::string& name, const json::Value& rule)
{
    Namespace ns;
    ns.name = name;
    const std::string letters = rule.text_of("case");
    ns.letter_case = letters == "lower"   ? Namespace::Case::lower
                     : letters == "upper" ? Namespace::Case::upper
                                          : Namespace::Case::keep;
    ns.instance_scoped = rule.text_of("instance_scoped") == "true";
    ns.forbidden = rule.text_of("forbidden") == "true";
    ns.token = rule.text_of("token") == "true";
    ns.pattern = rule.text_of("pattern");
    return ns;
}

// Owns what a ConvertContext looks at.
struct Context {
    explicit Context(const json::Value* given)
    {
        context.now = *parse_rfc3339("2026-06-15T12:00:00Z");
        if (!given) return;
        context.region = given->text_of("region");
        context.timezone = given->text_of("timezone");
        context.instance = given->text_of("instance");
        context.open = given->text_of("open") == "true";
        if (const json::Value* with = given->find("with"))
            for (const auto& [name, value] : with->as_object())
                context.options[name] = *value.text();
        if (const json::Value* listed = given->find("values"))
            for (const json::Value& value : listed->as_array()) values.push_back(value.as_string());
        if (const json::Value* rules = given->find("ns")) {
            for (const auto& [name, rule] : rules->as_object())
                namespaces[name] = namespace_of(name, rule);
            context.namespaces = &namespaces;
        }
        context.values = values;
    }
    Context(const Context&) = delete;

    std::vector<std::string> values;
    std::map<std::string, Namespace, std::less<>> namespaces;
    ConvertContext context;
};

std::vector<std::string> expected_issues(const json::Value& entry)
{
    std::vector<std::string> codes;
    if (const json::Value* issues = entry.find("issues"))
        for (const json::Value& issue : issues->as_array()) codes.push_back(issue.as_string());
    return codes;
}

// As the vector writes them: with the path only where it does.
std::vector<std::string> found_issues(const Converted& converted,
                                      const std::vector<std::string>& expected)
{
    std::vector<std::string> found;
    for (const Issue& issue : converted.issues) {
        const std::size_t at = found.size();
        const bool with_path = at < expected.size() && expected[at].find('@') != std::string::npos;
        found.push_back(with_path ? issue.code + "@" + issue.path : issue.code);
    }
    return found;
}

TEST(Vectors, ComeOutAsWritten)
{
    for (const Vector& vector : all_vectors()) {
        const SemanticType* type = find_semantic_type(vector.type);
        ASSERT_NE(type, nullptr) << vector.at << ": no type " << vector.type;
        const json::Value* in = vector.entry.find("in");
        ASSERT_NE(in, nullptr) << vector.at;
        const Context context(vector.entry.find("ctx"));
        const Converted converted = type->convert(*in, context.context);
        const json::Value* out = vector.entry.find("out");
        EXPECT_EQ(json::write(converted.value), json::write(out ? *out : json::Value()))
            << vector.at;
        const std::vector<std::string> expected = expected_issues(vector.entry);
        EXPECT_EQ(found_issues(converted, expected), expected) << vector.at;
    }
}

TEST(Vectors, ConvertingTwiceChangesNothing)
{
    for (const Vector& vector : all_vectors()) {
        const SemanticType* type = find_semantic_type(vector.type);
        ASSERT_NE(type, nullptr) << vector.at;
        const Context context(vector.entry.find("ctx"));
        const Converted once = type->convert(*vector.entry.find("in"), context.context);
        const Converted twice = type->convert(once.value, context.context);
        EXPECT_EQ(json::write(once.value), json::write(twice.value)) << vector.at;
    }
}

TEST(Vectors, RaiseOnlyCodesOfTheTable)
{
    for (const Vector& vector : all_vectors()) {
        const SemanticType* type = find_semantic_type(vector.type);
        const Context context(vector.entry.find("ctx"));
        for (const Issue& issue : type->convert(*vector.entry.find("in"), context.context).issues)
            EXPECT_NE(std::find(type->issue_codes.begin(), type->issue_codes.end(), issue.code),
                      type->issue_codes.end())
                << vector.at << ": " << type->id << " does not declare " << issue.code;
    }
}

TEST(Vectors, EveryTypeHasGoodAndBadOnes)
{
    std::set<std::string_view> good;
    std::set<std::string_view> bad;
    for (const Vector& vector : all_vectors())
        (vector.entry.find("out") ? good : bad).insert(vector.type);
    for (const SemanticType& type : semantic_types()) {
        EXPECT_TRUE(good.count(type.id)) << type.id;
        EXPECT_TRUE(bad.count(type.id)) << type.id;
    }
}

// Whatever comes, a converter answers: it never throws, and what it drops it gives a reason for
// unless it was empty.
TEST(Vectors, EveryTypeTakesEveryInput)
{
    const std::vector<std::string> hostile{"null",
                                           "true",
                                           "0",
                                           "-1",
                                           "1e400",
                                           "1e-400",
                                           "99999999999999999999999999999999999999999",
                                           "\"\"",
                                           "\" \"",
                                           "[]",
                                           "{}",
                                           "[[[]]]",
                                           "{\"value\":{}}",
                                           "{\"amount\":[],\"currency\":3}",
                                           "{\"full\":[1]}",
                                           "{\"lines\":[{}]}",
                                           "\"\\u0000\"",
                                           "\"\\ufeff\\u200b\"",
                                           "\"()\"",
                                           "\"-\"",
                                           "\"+\"",
                                           "\"@\"",
                                           "\"a@\"",
                                           "\":\"",
                                           "\"http://\"",
                                           "\"http://[\"",
                                           "\"/Date()/\"",
                                           "\"%\"",
                                           "\",\"",
                                           "\"#\"",
                                           "\"*\"",
                                           "\"<\"",
                                           "\"&#xD800;\"",
                                           "\"님\"",
                                           "\"--02-30\"",
                                           "\"\\ud83d\\ude00\""};
    for (const SemanticType& type : semantic_types()) {
        for (const std::string& text : hostile) {
            const Result<json::Value> input = json::parse(text);
            if (!input) continue;
            ConvertContext context;
            context.region = "KR";
            const Converted converted = type.convert(*input, context);
            const Converted again = type.convert(converted.value, context);
            EXPECT_EQ(json::write(converted.value), json::write(again.value))
                << type.id << " of " << text;
            EXPECT_NO_THROW((void)type.mask(converted.value)) << type.id << " of " << text;
        }
        const Converted broken = type.convert(json::Value("\xff\xfe\xc0"), {});
        EXPECT_TRUE(broken.dropped()) << type.id;
        EXPECT_FALSE(broken.issues.empty()) << type.id;
    }
}

}  // namespace
}  // namespace cx::model
