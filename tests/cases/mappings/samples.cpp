#include "samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cx::samples {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines(const fs::path& path)
{
    std::vector<std::string> result;
    std::ifstream in(path, std::ios::binary);
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) result.push_back(line);
    return result;
}

struct Shipped {
    model::Schema schema;
    unify::IdentityModel identity;
};

json::Value shown(const model::Entity& entity)
{
    json::Value value;
    value["entity"] = entity.type->name;
    value["key"] = entity.key;
    if (!entity.owner.empty()) value["owner"] = entity.owner;
    value["data"] = entity.data;
    for (const model::Issue& issue : entity.issues)
        value["issues"].push_back(json::Value(issue.path + " " + issue.code));
    return value;
}

std::string shown(const mapping::Outcome& outcome)
{
    json::Value value;
    if (outcome.rejection) {
        value["reject"] = outcome.rejection->code;
        return json::write(value);
    }
    if (outcome.occurred_at) value["occurred_at"] = to_rfc3339(*outcome.occurred_at);
    value["entities"] = json::Array{};
    for (const model::Entity& entity : outcome.entities) value["entities"].push_back(shown(entity));
    return json::write(value);
}

}  // namespace

std::string read(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

const model::Schema& shipped_schema()
{
    static const Shipped loaded = [] {
        Shipped made;
        config::Sources sources;
        Diagnostics diagnostics;
        const std::string configs = std::string(CX_SOURCE_DIR) + "/configs";
        made.schema = config::load_schema(configs + "/schema", sources, diagnostics);
        config::load_identity(configs + "/identity.yaml", made.identity, made.schema, sources,
                              diagnostics);
        EXPECT_FALSE(diagnostics.has_errors()) << config::render_text(diagnostics, sources);
        return made;
    }();
    return loaded.schema;
}

std::unique_ptr<mapping::Mapping> compile(const fs::path& path)
{
    Diagnostics diagnostics;
    config::Sources sources;
    const std::string text = read(path);
    sources.add(path.string(), text);
    const Node root = config::parse_yaml(text, path.string(), diagnostics);
    mapping::CompileOptions options;
    options.region = "KR";
    options.timezone = "Asia/Seoul";
    auto compiled = mapping::compile(root, shipped_schema(), options, diagnostics);
    EXPECT_TRUE(compiled) << config::render_text(diagnostics, sources);
    return compiled;
}

void expect_samples(const mapping::Mapping& mapping, const fs::path& folder)
{
    const std::vector<std::string> inputs = lines(folder / "input.jsonl");
    ASSERT_FALSE(inputs.empty()) << "a mapping needs samples: " << folder;
    std::vector<std::string> made;
    for (const std::string& line : inputs) {
        const Result<json::Value> record = json::parse(line);
        ASSERT_TRUE(record) << folder << ": " << record.error().message;
        mapping::SourceFacts facts{.source = "sample",
                                   .instance = "demo",
                                   .stream = "sample",
                                   .key = std::to_string(made.size()),
                                   .observed_at = parse_rfc3339("2026-01-01T00:00:00Z").value()};
        made.push_back(shown(mapping.apply(*record, facts)));
    }
    if (std::getenv("CX_UPDATE")) {
        std::ofstream out(folder / "expected.jsonl", std::ios::binary);
        for (const std::string& line : made) out << line << "\n";
    }
    const std::vector<std::string> expected = lines(folder / "expected.jsonl");
    ASSERT_EQ(expected.size(), made.size()) << folder / "expected.jsonl";
    for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(made[i], expected[i]) << folder / "expected.jsonl"
                                        << ":" << i + 1;
}

std::string test_name(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return text;
}

}  // namespace cx::samples
