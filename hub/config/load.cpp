#include "base/hash.hpp"
#include "config/config.hpp"
#include "config/glossary_file.hpp"
#include "config/identity_file.hpp"
#include "config/loader.hpp"
#include "config/policy_file.hpp"
#include "config/schema_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace cx::config {
namespace {

namespace fs = std::filesystem;

// "" for the current folder, else with one '/' at its end.
std::string shown_folder(std::string directory)
{
    while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
    if (directory == "." || directory.empty()) return "";
    return directory == "/" ? directory : directory + "/";
}

bool check_folder(Reader& reader, const std::string& directory)
{
    std::error_code failed;
    const fs::file_status status = fs::status(directory, failed);
    if (fs::is_directory(status)) {
        fs::directory_iterator listing(directory, failed);
        if (!failed) return true;
        reader.error({directory}, "config.unreadable",
                     "the folder cannot be read; check its permissions");
    } else if (fs::exists(status)) {
        reader.error({directory}, "config.missing_folder",
                     "this is a file; give the folder that holds hub.yaml");
    } else {
        reader.error({directory}, "config.missing_folder", "there is no such folder");
    }
    return false;
}

void check_installation(Reader& reader, const Installation& installation)
{
    std::error_code failed;
    if (!fs::is_directory(installation.share + "/schema", failed))
        reader.error({installation.share + "/schema"}, "config.installation",
                     "the installation is not complete: there is no such folder");
}

// Schema and identity: what ships, and the words of DIR above it.
void read_model(Reader& reader, const Installation& installation, const std::string& directory,
                const std::string& shown, Config& config)
{
    check_installation(reader, installation);
    read_schema_folder(reader, installation.share + "/schema", installation.share + "/schema",
                       config.schema);
    read_schema_folder(reader, directory + "/schema", shown + "schema", config.schema);
    const auto policy = [&](const std::string& folder, const std::string& folder_shown) {
        const std::string file = folder + "/policy.yaml";
        if (!fs::exists(file)) return;
        if (const Node* root = reader.open(file, folder_shown + "/policy.yaml"))
            read_policy(reader, *root, config.schema.taxonomy, config.policy);
    };
    policy(installation.share + "/schema", installation.share + "/schema");
    policy(directory + "/schema", shown + "schema");
    config.identity = unify::default_model();
    const auto identity = [&](const std::string& file, const std::string& file_shown) {
        if (!fs::exists(file)) return;
        const Node* const root = reader.open(file, file_shown);
        if (!root) return;
        read_identity(reader, *root, config.identity, config.schema);
        read_review(*root, config.review);
    };
    identity(installation.share + "/identity.yaml", installation.share + "/identity.yaml");
    identity(directory + "/identity.yaml", shown + "identity.yaml");
    check_glossary(reader, config.schema);
}

void read_pipelines(Loader& loader, Config& config)
{
    const std::string folder = loader.directory + "/pipelines";
    const std::string shown = loader.shown + "pipelines";
    std::error_code failed;
    if (!fs::is_directory(folder, failed)) {
        loader.reader.error(
            {shown}, "config.missing_folder",
            "there is no such folder; it holds a file for each connection to a system");
        return;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
        if (entry.path().extension() == ".yml")
            loader.reader.error({shown + "/" + entry.path().filename().string()}, "config.name",
                                "only files with the ending .yaml are read; rename this one");
    for (const std::string& file : yaml_files(folder)) {
        const std::string name = file.substr(0, file.size() - std::string_view(".yaml").size());
        if (!is_name(name))
            loader.reader.error(
                {shown + "/" + file}, "config.name",
                fmt::format("'{}' is no name for a pipeline: letters, digits, '_', '-' and '.', at "
                            "most 64",
                            name));
        if (const Node* root = loader.reader.open(folder + "/" + file, shown + "/" + file))
            config.pipelines.push_back(read_pipeline(loader, *root, name));
    }
    std::sort(config.pipelines.begin(), config.pipelines.end(),
              [](const Pipeline& a, const Pipeline& b) { return a.name < b.name; });
    if (yaml_files(folder).empty())
        loader.reader.diagnostics().warning({shown}, "config.empty",
                                            "the folder holds no pipeline yet");
}

void make_id(Config& config)
{
    std::string text = "identity\n" + config.identity.text + "\nschema\n" + config.schema.text;
    text += fmt::format("review {} {}\n", config.review.share, config.review.least);
    for (const Pipeline& pipeline : config.pipelines)
        for (const Stream& stream : pipeline.streams)
            if (stream.mapping)
                text += fmt::format("mapping {}/{} {}\n{}\n", pipeline.name, stream.name,
                                    stream.mapping->name(), stream.mapping->text());
    for (const Pipeline& pipeline : config.pipelines)
        for (const Stream& stream : pipeline.streams)
            for (const Enrich& enrich : stream.enrich)
                text += fmt::format("enrich {}/{} {} {}\n", pipeline.name, stream.name,
                                    enrich.plugin, enrich.entity);
    config.id = to_hex(hash128(text));
    config.id_text = std::move(text);
}

// A mapping that two streams use tells its mistakes twice.
Diagnostics without_repetition(const Diagnostics& diagnostics)
{
    Diagnostics result;
    std::set<std::tuple<std::string, int, int, std::string>> seen;
    for (const Diagnostic& one : diagnostics.sorted()) {
        if (!seen.emplace(one.mark.file, one.mark.line, one.mark.column, one.message).second)
            continue;
        if (one.severity == Diagnostic::Severity::error)
            result.error(one.mark, one.code, one.message);
        else
            result.warning(one.mark, one.code, one.message);
    }
    return result;
}

void read_all(Reader& reader, const std::string& directory, const Installation& installation,
              const Describe& describe, Config& config)
{
    const std::string shown = shown_folder(directory);
    config.directory = fs::weakly_canonical(directory).string();
    read_model(reader, installation, config.directory, shown, config);

    Secrets secrets(reader);
    PluginCatalog plugins(installation, config.directory, describe);
    MappingFiles mappings(reader, installation, config.directory, shown);
    Loader loader{config.directory,
                  shown,
                  reader,
                  secrets,
                  plugins,
                  mappings,
                  std::make_shared<const model::Schema>(config.schema)};
    if (const Node* hub = reader.open(config.directory + "/hub.yaml", shown + "hub.yaml")) {
        read_hub(loader, *hub, config);
        read_sinks(loader, *hub, config);
    }
    read_pipelines(loader, config);
    check_open_senders(loader, config);
    mappings.check_own(*loader.schema);
    make_id(config);
}

}  // namespace

LoadResult load(const std::string& directory, const Installation& installation,
                const Describe& describe)
{
    LoadResult result;
    Diagnostics diagnostics;
    Reader reader(result.sources, diagnostics);
    Config config;
    if (check_folder(reader, directory))
        read_all(reader, directory, installation, describe, config);
    result.store_path = config.store_path;
    result.diagnostics = without_repetition(diagnostics);
    if (!result.diagnostics.has_errors()) result.config = std::move(config);
    return result;
}

LoadResult load(const std::string& directory, const Installation& installation)
{
    return load(directory, installation, plugin::describe);
}

}  // namespace cx::config
