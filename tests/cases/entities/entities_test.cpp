// What each entity of the schema takes, fills and refuses: <entity>/mapping.yaml over
// <entity>/input.jsonl makes <entity>/expected.jsonl. Entities that shipped mappings make have
// their samples there.
#include "samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cx::samples {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> cases()
{
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry :
         fs::directory_iterator(std::string(CX_SOURCE_DIR) + "/tests/cases/entities"))
        if (entry.is_directory()) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

class EntityCase : public testing::TestWithParam<fs::path> {};

TEST_P(EntityCase, MakesWhatItsSamplesSay)
{
    const std::unique_ptr<mapping::Mapping> mapping = compile(GetParam() / "mapping.yaml");
    ASSERT_TRUE(mapping);
    expect_samples(*mapping, GetParam());
}

TEST_P(EntityCase, FillsEveryFieldAndRefusesSomething)
{
    const std::string name = GetParam().filename().string();
    const model::EntityType* type = shipped_schema().find(name);
    ASSERT_TRUE(type);
    const std::string expected = read(GetParam() / "expected.jsonl");
    for (const model::Field& field : type->fields) {
        static const std::set<std::string> common = {"identifiers", "created_at", "updated_at",
                                                     "status", "ext"};
        if (common.contains(field.name)) continue;
        EXPECT_NE(expected.find('"' + field.name + "\":"), std::string::npos) << field.name;
    }
    EXPECT_NE(expected.find("\"reject\":"), std::string::npos);
}

TEST(Entities, EachIsMadeBySomeSample)
{
    std::string made;
    for (const fs::path& folder : cases()) made += read(folder / "expected.jsonl");
    for (const fs::directory_entry& file :
         fs::recursive_directory_iterator(std::string(CX_SOURCE_DIR) + "/plugins"))
        if (file.path().filename() == "expected.jsonl") made += read(file.path());
    for (const auto& [name, type] : shipped_schema().entities)
        EXPECT_NE(made.find("\"entity\":\"" + name + "\""), std::string::npos) << name;
}

// What belongs to somebody says to whom: its owner is a reference that finds people.
TEST(Entities, TheirOwnersAreKeys)
{
    for (const auto& [name, type] : shipped_schema().entities) {
        if (type.owner_field.empty()) continue;
        const model::Field* owner = type.find(type.owner_field);
        ASSERT_TRUE(owner) << name;
        EXPECT_EQ(owner->type, "ref") << name;
        EXPECT_TRUE(owner->labels.contains("identity.key")) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(All, EntityCase, testing::ValuesIn(cases()), [](const auto& tested) {
    return test_name(tested.param.filename().string());
});

}  // namespace
}  // namespace cx::samples
