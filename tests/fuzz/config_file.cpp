// hub.yaml and pipeline files: YAML that is checked against the tables of keys and the options of a
// plugin. Mistakes have their place in the file, and no message holds a secret.
#include "config/loader.hpp"
#include "configuration.hpp"

#include <filesystem>
#include <fstream>

namespace cx::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view canary = "hunter2-canary";

// A plugin that exists as its description alone.
Result<plugin::Description> crm_description()
{
    plugin::Description description;
    description.id = "crm";
    description.roles = {"cx.source/1", "cx.sink/1"};
    description.options = *json::parse(R"({
        "type": "object", "additionalProperties": false, "required": ["token"],
        "properties": {
            "token": {"type": "string", "x-cx-secret": true},
            "retries": {"type": "integer", "minimum": 0, "maximum": 10, "default": 3},
            "pause": {"type": "integer", "minimum": 1, "x-cx-unit": "s", "default": 30}
        }})");
    description.stream_options = *json::parse(R"({
        "type": "object", "additionalProperties": false, "required": ["table"],
        "properties": {
            "table": {"type": "string"},
            "fields": {"type": ["array", "string"], "items": {"type": "string"}},
            "kind": {"type": "string", "enum": ["full", "delta"], "default": "full"},
            "wide": {"type": "boolean"},
            "ratio": {"type": "number", "maximum": 1},
            "folder": {"type": "string", "x-cx-path": true},
            "headers": {"type": "object", "additionalProperties": {"type": "string"}}
        }})");
    return description;
}

// A folder with the plugin, and room for the file that is tried.
class Place {
public:
    Place()
    {
        folder_ = (fs::temp_directory_path() / "fuzz_config_XXXXXX").string();
        promise(::mkdtemp(folder_.data()) != nullptr, "there is room for a folder");
        fs::create_directory(folder_ + "/plugins");
        std::ofstream(folder_ + "/plugins/crm.so");
        fs::create_directory(folder_ + "/secrets");
        std::ofstream(folder_ + "/secrets/crm_token") << canary;
        fs::permissions(folder_ + "/secrets/crm_token", fs::perms::owner_read);
    }
    ~Place() { fs::remove_all(folder_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    const std::string& folder() const { return folder_; }
    config::Installation installation() const
    {
        return {.binary = "", .plugins = folder_ + "/plugins", .share = folder_};
    }
    std::string write(std::string_view text) const
    {
        const std::string path = folder_ + "/" + file_name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

private:
    std::string folder_;
};

void know_a_secret(config::Secrets& secrets, const std::string& folder)
{
    Diagnostics none;
    secrets.configure(config::parse_yaml("directory: secrets", "hub.yaml", none), folder);
}

void read(const Place& place, std::string_view input, bool hub, Diagnostics& diagnostics,
          config::Sources& sources)
{
    static const config::Describe describe = [](const std::string&, std::string_view) {
        return crm_description();
    };
    static const auto schema = std::make_shared<const model::Schema>(shipped_schema());
    const config::Installation installation = place.installation();
    config::Reader reader(sources, diagnostics);
    config::Secrets secrets(reader);
    config::PluginCatalog plugins(installation, describe);
    config::MappingFiles mappings(reader, installation, place.folder(), "");
    config::Loader loader{place.folder(), "", reader, secrets, plugins, mappings, schema};
    const Node* root = reader.open(place.write(input), file_name);
    if (!root) return;
    if (hub) {
        config::Config config;
        config::read_hub(loader, *root, config);
        config::read_sinks(loader, *root, config);
        return;
    }
    know_a_secret(secrets, place.folder());
    const config::Pipeline pipeline = config::read_pipeline(loader, *root, "fuzz");
    promise(pipeline.text.find(canary) == std::string::npos, "no canonical text holds a secret");
}

}  // namespace

void try_input(std::string_view input)
{
    static const Place place;
    const bool hub = take_byte(input) & 1U;
    Diagnostics diagnostics;
    config::Sources sources;
    read(place, input, hub, diagnostics, sources);
    const std::string messages = check_diagnostics(diagnostics, input, sources);
    promise(
        input.find(canary) != std::string_view::npos || messages.find(canary) == std::string::npos,
        "no message holds a secret");
}

}  // namespace cx::fuzz
