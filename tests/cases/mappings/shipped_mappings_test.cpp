// Runs every shipped mapping over its samples and compares what comes out, line by line.
#include "samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cx::samples {
namespace {

namespace fs = std::filesystem;

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
    const std::unique_ptr<mapping::Mapping> mapping = compile(GetParam());
    ASSERT_TRUE(mapping);
    EXPECT_EQ(mapping->name().substr(0, mapping->name().find('@')),
              system.filename().string() + "/" + GetParam().stem().string());
    expect_samples(*mapping, system / "samples" / GetParam().stem());
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

std::string name_of(const testing::TestParamInfo<fs::path>& tested)
{
    return test_name(tested.param.parent_path().parent_path().filename().string() + "_" +
                     tested.param.stem().string());
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMapping, testing::ValuesIn(mappings()), name_of);

}  // namespace
}  // namespace cx::samples
