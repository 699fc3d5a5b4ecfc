// Folders of tests/cases/config: a broken configuration goes in, expected.txt is all that comes
// out.
#include "fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace cx::config {
namespace {

namespace fs = std::filesystem;

const fs::path cases = fs::path(CX_SOURCE_DIR) / "tests/cases/config";

std::vector<std::string> case_names()
{
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(cases))
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

class ConfigCases : public ::testing::TestWithParam<std::string> {};

TEST_P(ConfigCases, TellsEveryMistakeAtItsPlace)
{
    const test::TestInstallation installation;
    fs::current_path(cases);
    const LoadResult result = installation.load(GetParam());
    const std::string actual = render_text(result.diagnostics, result.sources);
    // Written beside the build for whoever wants to see or take it.
    const fs::path out = fs::path(CX_BUILD_DIR) / "config_cases";
    fs::create_directories(out);
    std::ofstream(out / (GetParam() + ".txt")) << actual;
    std::ifstream stream(cases / GetParam() / "expected.txt");
    const std::string expected((std::istreambuf_iterator<char>(stream)),
                               std::istreambuf_iterator<char>());
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(result.config.has_value(), !result.diagnostics.has_errors());
    EXPECT_EQ(actual.find("hunter2"), std::string::npos) << "a secret is shown";
}

INSTANTIATE_TEST_SUITE_P(Folders, ConfigCases, ::testing::ValuesIn(case_names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace cx::config
