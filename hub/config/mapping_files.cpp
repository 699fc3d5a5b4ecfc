#include "config/mapping_files.hpp"

#include "config/schema_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace cx::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".yaml";

std::string stem(const std::string& file)
{
    return file.substr(0, file.size() - ending.size());
}

std::vector<std::string> folders(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
        if (entry.is_directory(failed)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

MappingFiles::MappingFiles(Reader& reader, const Installation& installation, std::string directory,
                           std::string shown)
    : reader_(reader)
{
    for (const std::string& file : yaml_files(directory + "/mappings"))
        files_.push_back({stem(file), directory + "/mappings/" + file, shown + "mappings/" + file});
    own_ = files_.size();
    const std::string shipped = installation.share + "/mappings";
    for (const std::string& system : folders(shipped))
        for (const std::string& file : yaml_files(shipped + "/" + system)) {
            const std::string path = shipped + "/" + system + "/" + file;
            files_.push_back({system + "/" + stem(file), path, path});
        }
}

const MappingFiles::File* MappingFiles::find(const std::string& name) const
{
    const auto found = std::find_if(files_.begin(), files_.end(),
                                    [&](const File& file) { return file.name == name; });
    return found == files_.end() ? nullptr : &*found;
}

// The file's tree, where it is a mapping at all and calls itself as its file.
const Node* MappingFiles::open(const File& file)
{
    const Node* root = reader_.open(file.path, file.shown);
    if (!root) return nullptr;
    if (!root->is_map()) {
        if (!reader_.is_failed(*root))
            reader_.error(
                root->mark, root->is_null() ? "config.empty" : "config.type",
                fmt::format("a mapping file should be a map of mapping, version, doc, defaults, "
                            "occurred_at, vars, emit, not {}",
                            reader_.said(*root)));
        reader_.fail(*root);
        return nullptr;
    }
    reader_.refuse_secrets(*root);
    if (const Node* name = root->find("mapping");
        name && name->is_scalar() && name->text != file.name && !reader_.is_failed(*name)) {
        reader_.error(
            name->mark, "config.mapping_name",
            fmt::format("the mapping is called '{}' by its place; 'mapping' should be that, not {}",
                        file.name, reader_.said(*name)));
        reader_.fail(*name);
    }
    return root;
}

std::unique_ptr<mapping::Mapping> MappingFiles::load(const std::string& use,
                                                     const model::Schema& schema,
                                                     const mapping::CompileOptions& options,
                                                     const Mark& at)
{
    const std::size_t sign = use.find('@');
    const std::string name = use.substr(0, sign);
    const std::string version = sign == use.npos ? "" : use.substr(sign + 1);
    const File* file = find(name);
    if (!file) {
        std::vector<std::string> names;
        for (const File& known : files_) names.push_back(known.name);
        reader_.error(
            at, "config.unknown_mapping",
            fmt::format("unknown mapping '{}'{}", name.substr(0, 100), did_you_mean(name, names)));
        return nullptr;
    }
    const Node* root = open(*file);
    if (!root) return nullptr;
    const std::string there = text_of(*root, "version", "1");
    if (version != there) {
        reader_.error(at, "config.mapping_version",
                      version.empty()
                          ? fmt::format("the version is missing; write '{}@{}'", name, there)
                          : fmt::format("mapping '{}' is there in version {}, not '{}'", name,
                                        there, version));
        return nullptr;
    }
    return mapping::compile(*root, schema, options, reader_.diagnostics());
}

void MappingFiles::check_own(const model::Schema& schema)
{
    for (std::size_t i = 0; i < own_; ++i)
        if (const Node* root = open(files_[i]))
            mapping::compile(*root, schema, {}, reader_.diagnostics());
}

std::unique_ptr<mapping::Mapping> load_mapping(const std::string& use, const std::string& directory,
                                               const Installation& installation,
                                               const model::Schema& schema,
                                               mapping::CompileOptions options, const Mark& at,
                                               Sources& sources, Diagnostics& diagnostics)
{
    Reader reader(sources, diagnostics);
    MappingFiles files(reader, installation, directory, directory + "/");
    return files.load(use, schema, options, at);
}

}  // namespace cx::config
