// Templates with what they give, as lines of text: our own, and those of a folder that the
// environment names.
#include "rest/expression/template.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rest {
namespace {

using cx::json::Value;

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

// What the place makes of the template: its value as JSON, or "error".
std::string answer(const Value& vector)
{
    const std::string place = vector.text_of("place");
    Scope scope(1'706'933'106'000'000);  // 2024-02-03T04:05:06Z
    std::vector<std::string_view> names;
    const Value* variables = vector.find("scope");
    if (variables)
        for (const auto& [name, value] : variables->as_object()) {
            names.push_back(name);
            scope.set(name, &value);
        }
    const Value* source = vector.find("template");
    if (place == "mapping") {
        const cx::Result<TemplateTree> tree =
            TemplateTree::compile(cx::json::Object{{"k", *source}}, names);
        const cx::Result<Value> value = tree ? tree->mapped(scope) : tree.error();
        return value ? cx::json::write(*value) : "error";
    }
    const cx::Result<Template> compiled = Template::compile(source->as_string(), names);
    if (!compiled) return "error";
    if (place == "boolean") {
        const cx::Result<bool> judged = compiled->judge(scope);
        return judged ? (*judged ? "true" : "false") : "error";
    }
    if (place == "text") {
        const cx::Result<std::string> text = compiled->text(scope);
        return text ? cx::json::write(*text) : "error";
    }
    const cx::Result<Value> value = compiled->value(scope);
    return value ? cx::json::write(*value) : "error";
}

TEST(ExpressionVectorTest, OurOwnGiveWhatTheyShould)
{
    std::istringstream lines(read_file(CX_SOURCE_DIR "/tests/unit/rest_expression/vectors.jsonl"));
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        const cx::Result<Value> vector = cx::json::parse(line);
        ASSERT_TRUE(vector) << line;
        const Value* expected = vector->find("gives");
        EXPECT_EQ(answer(*vector), expected ? cx::json::write(*expected) : "error") << line;
        ++count;
    }
    EXPECT_GT(count, 150);
}

// The observed results of another implementation; `result` is absent where it fails.
TEST(ExpressionVectorTest, ThoseObservedElsewhereAgree)
{
    const char* folder = std::getenv("CX_DATA_MANIFESTS");
    const std::filesystem::path given = folder ? folder : CX_SOURCE_DIR "/../shared/data";
    const std::filesystem::path file = given / "airbyte-stats.json";
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "CX_DATA_MANIFESTS names no folder with airbyte-stats.json";
    const cx::Result<Value> all = cx::json::parse(read_file(file));
    ASSERT_TRUE(all);
    int count = 0;
    for (const Value& one : all->find("interpolation_vectors")->find("vectors")->as_array()) {
        Value vector = one;
        Value& scope = vector["scope"];
        scope = *one.find("context");
        scope["config"] = *one.find("config");
        const Value* result = one.find("result");
        EXPECT_EQ(answer(vector), result ? cx::json::write(*result) : "error")
            << cx::json::write(one);
        ++count;
    }
    EXPECT_GE(count, 179);
}

}  // namespace
}  // namespace rest
