#include "fixture.hpp"

#include <unistd.h>

#include <cstdlib>

namespace cx::config::test {

namespace fs = std::filesystem;

TestInstallation::TestInstallation()
{
    std::string name = (fs::temp_directory_path() / "cx_config_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    const fs::path source = CX_SOURCE_DIR;
    fs::create_directories(folder_ + "/share/mappings");
    fs::create_directories(folder_ + "/plugins");
    fs::create_directory_symlink(source / "configs/schema", folder_ + "/share/schema");
    fs::create_symlink(source / "configs/identity.yaml", folder_ + "/share/identity.yaml");
    for (const fs::directory_entry& system : fs::directory_iterator(source / "plugins"))
        if (fs::is_directory(system.path() / "mappings"))
            fs::create_directory_symlink(
                system.path() / "mappings",
                folder_ + "/share/mappings/" + system.path().filename().string());
    fs::create_symlink(CX_BUILD_DIR "/lib/cxhub/plugins/file.so", folder_ + "/plugins/file.so");
    std::ofstream(folder_ + "/plugins/crm.so");
    std::ofstream(folder_ + "/plugins/tables.so");
    ::setenv("CX_CASE_TOKEN", "hunter2-from-environment", 1);
}

TestInstallation::~TestInstallation()
{
    fs::remove_all(folder_);
}

LoadResult TestInstallation::load(const std::string& directory) const
{
    return config::load(
        directory, installation(),
        [](const std::string& library, std::string_view manifest) -> Result<plugin::Description> {
            if (library.ends_with("/rest.so")) return shop_description(manifest);
            if (library.ends_with("/crm.so")) return crm_description();
            if (library.ends_with("/tables.so")) return tables_description();
            return plugin::describe(library);
        });
}

void TestInstallation::write(const std::string& path, const std::string& text) const
{
    const fs::path file = fs::path(folder_) / "DIR" / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

LoadResult TestInstallation::load_written() const
{
    const fs::path before = fs::current_path();
    fs::current_path(folder_);
    LoadResult result = load("DIR");
    fs::current_path(before);
    return result;
}

std::string TestInstallation::messages() const
{
    const LoadResult result = load_written();
    return render_text(result.diagnostics, result.sources);
}

plugin::Description crm_description()
{
    plugin::Description description;
    description.id = "crm";
    description.roles = {"cx.source/1"};
    description.options = *json::parse(R"({
        "type": "object", "additionalProperties": false, "required": ["token"],
        "properties": {
            "token": {"type": "string", "description": "The access token.", "x-cx-secret": true},
            "retries": {"type": "integer", "minimum": 0, "maximum": 10, "default": 3},
            "pause": {"type": "integer", "minimum": 1, "x-cx-unit": "s", "default": 30}
        }})");
    description.stream_options = *json::parse(R"({
        "type": "object", "additionalProperties": false, "required": ["table"],
        "properties": {
            "table": {"type": "string", "description": "The table to read."},
            "fields": {"type": ["array", "string"], "items": {"type": "string"}},
            "kind": {"type": "string", "enum": ["full", "delta"], "default": "full"},
            "wide": {"type": "boolean"},
            "ratio": {"type": "number", "maximum": 1},
            "folder": {"type": "string", "x-cx-path": true},
            "headers": {"type": "object", "additionalProperties": {"type": "string"}, "x-cx-secret": true}
        }})");
    return description;
}

Result<plugin::Description> shop_description(std::string_view manifest)
{
    if (manifest.find("shop") == manifest.npos)
        return Error{"plugin.manifest", "line 1: this is no shop"};
    plugin::Description description;
    description.id = "Shop";
    description.roles = {"cx.source/1", "cx.manifest/1"};
    description.options = *json::parse(R"({
        "type": "object", "additionalProperties": false, "required": ["api_key"],
        "properties": {"proxy": {"type": "string"},
                       "api_key": {"type": "string", "description": "The key.", "x-cx-secret": true}}})");
    description.stream_options = *json::parse(R"({
        "type": "object", "additionalProperties": false,
        "properties": {"stream": {"type": "string", "default": ""}}})");
    description.manifest = *json::parse(R"({
        "options": {"properties": {"api_key": {}}},
        "streams": [{"name": "orders", "missing": []}, {"name": "reports", "missing": ["AsyncRetriever"]}]})");
    return description;
}

plugin::Description tables_description()
{
    plugin::Description description;
    description.id = "tables";
    description.roles = {"cx.sink/1"};
    description.sink_options = *json::parse(R"({
        "type": "object", "additionalProperties": false,
        "properties": {
            "host": {"type": "string"},
            "entities": {"description": "What is delivered.", "x-cx-schema": true}
        }})");
    return description;
}

}  // namespace cx::config::test
