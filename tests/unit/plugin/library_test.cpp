#include "plugin/plugin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cx::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string built(const std::string& name)
{
    return std::string(CX_BUILD_DIR) + name;
}

std::string error_of(const std::string& library)
{
    const Result<Description> description = describe(library);
    return description ? "" : description.error().code;
}

TEST(LibraryTest, DescribesAPluginWithItsRolesAndSchemas)
{
    const Result<Description> file = describe(built("/lib/cxhub/plugins/file.so"));

    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->id, "file");
    EXPECT_FALSE(file->version.empty());
    EXPECT_THAT(file->roles, ElementsAre("cx.source/1", "cx.sink/1"));
    EXPECT_FALSE(file->options.find("properties")->find("path"));
    EXPECT_TRUE(file->stream_options.find("properties")->find("path"));
    EXPECT_EQ(json::write(*file->stream_options.find("required")), R"(["path"])");
    EXPECT_TRUE(file->sink_options.find("properties")->find("rotate_bytes"));
    EXPECT_FALSE(file->reject_codes.find("csv.quote")->text_of("remedy").empty());
}

TEST(LibraryTest, MarksSecretsInTheSchema)
{
    const Result<Description> probe = describe(built("/tests/plugins/probe.so"));
    ASSERT_TRUE(probe) << probe.error().message;
    const json::Value* token = probe->options.find("properties")->find("token");
    EXPECT_TRUE(token->find("x-cx-secret")->as_bool());
    EXPECT_TRUE(probe->stream_options.is_null());
}

TEST(LibraryTest, TellsWhatALibraryLacks)
{
    EXPECT_EQ(error_of(built("/tests/plugins/there_is_none.so")), "plugin.load");
    EXPECT_EQ(error_of(built("/CMakeCache.txt")), "plugin.load");
    EXPECT_EQ(error_of(built("/tests/plugins/not_a_plugin.so")), "plugin.entry");
    EXPECT_EQ(error_of(built("/tests/plugins/future_plugin.so")), "plugin.abi");
}

TEST(LibraryTest, NamesTheFileAndTheReason)
{
    const Result<Description> future = describe(built("/tests/plugins/future_plugin.so"));
    ASSERT_FALSE(future);
    EXPECT_THAT(future.error().message,
                HasSubstr("future_plugin.so: it is built for ABI 1, this hub speaks 0"));
}

}  // namespace
}  // namespace cx::plugin
