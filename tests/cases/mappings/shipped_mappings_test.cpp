// Runs every shipped mapping over its samples and compares what comes out, line by line.
//
// input.jsonl holds a source record a line; expected.jsonl, on the same line, what the mapping
// makes of it:
//   {"occurred_at": ..., "entities": [{"entity", "key", "owner"?, "data", "issues"?}]}  or
//   {"reject": code}
// With CX_UPDATE=1 in the environment the expected files are written anew; read the difference
// before it is committed.
#include "config/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cx {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

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

const Shipped& shipped()
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
    return loaded;
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
    auto compiled = mapping::compile(root, shipped().schema, options, diagnostics);
    EXPECT_TRUE(compiled) << config::render_text(diagnostics, sources);
    return compiled;
}

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

std::vector<fs::path> mappings()
{
    std::vector<fs::path> found;
    for (const fs::directory_entry& system :
         fs::directory_iterator(std::string(CX_SOURCE_DIR) + "/plugins")) {
        if (!fs::is_directory(system.path() / "mappings")) continue;
        for (const fs::directory_entry& file : fs::directory_iterator(system.path() / "mappings"))
            if (file.path().extension() == ".yaml") found.push_back(file.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

class ShippedMapping : public testing::TestWithParam<fs::path> {};

TEST_P(ShippedMapping, MakesWhatItsSamplesSay)
{
    const fs::path system = GetParam().parent_path().parent_path();
    const fs::path samples = system / "samples" / GetParam().stem();
    const std::vector<std::string> inputs = lines(samples / "input.jsonl");
    ASSERT_FALSE(inputs.empty()) << "a mapping needs samples: " << samples;
    const std::unique_ptr<mapping::Mapping> mapping = compile(GetParam());
    ASSERT_TRUE(mapping);
    EXPECT_EQ(mapping->name().substr(0, mapping->name().find('@')),
              system.filename().string() + "/" + GetParam().stem().string());

    std::vector<std::string> made;
    for (const std::string& line : inputs) {
        const Result<json::Value> record = json::parse(line);
        ASSERT_TRUE(record) << samples << ": " << record.error().message;
        mapping::SourceFacts facts{.source = "sample",
                                   .instance = "demo",
                                   .stream = "sample",
                                   .key = std::to_string(made.size()),
                                   .observed_at = parse_rfc3339("2026-01-01T00:00:00Z").value()};
        made.push_back(shown(mapping->apply(*record, facts)));
    }
    if (std::getenv("CX_UPDATE")) {
        std::ofstream out(samples / "expected.jsonl", std::ios::binary);
        for (const std::string& line : made) out << line << "\n";
    }
    const std::vector<std::string> expected = lines(samples / "expected.jsonl");
    ASSERT_EQ(expected.size(), made.size()) << samples / "expected.jsonl";
    for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(made[i], expected[i]) << samples / "expected.jsonl"
                                        << ":" << i + 1;
}

// No mapping declares a value verified that its source did not verify.
TEST_P(ShippedMapping, DeclaresNothingVerifiedByItself)
{
    EXPECT_EQ(read(GetParam()).find("verified: { const"), std::string::npos);
    EXPECT_EQ(read(GetParam()).find("verified: {const"), std::string::npos);
}

TEST_P(ShippedMapping, TellsWhenTheRecordCameToBe)
{
    EXPECT_NE(read(GetParam()).find("\noccurred_at:"), std::string::npos);
}

TEST(ShippedMappings, EverySystemHasAReadme)
{
    EXPECT_GE(mappings().size(), 9U);
    for (const fs::path& path : mappings()) {
        const std::string readme = read(path.parent_path().parent_path() / "README.md");
        EXPECT_NE(readme.find(path.stem().string()), std::string::npos) << path;
    }
}

std::string test_name(const testing::TestParamInfo<fs::path>& tested)
{
    std::string name = tested.param.parent_path().parent_path().filename().string() + "_" +
                       tested.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMapping, testing::ValuesIn(mappings()), test_name);

}  // namespace
}  // namespace cx
