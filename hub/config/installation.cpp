#include "config/installation.hpp"

#include "base/limits.hpp"
#include "config/reader.hpp"

#include <fmt/format.h>
#include <sys/auxv.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace cx::config {

namespace fs = std::filesystem;

namespace {

// A bare chroot has no /proc; there the kernel's word for what it started has to do.
fs::path this_program()
{
    std::error_code failed;
    const fs::path link = fs::read_symlink("/proc/self/exe", failed);
    if (!failed) return link;
    return fs::canonical(reinterpret_cast<const char*>(getauxval(AT_EXECFN)), failed);
}

}  // namespace

Result<std::string> read_manifest(const std::string& path)
{
    std::error_code failed;
    if (!fs::is_regular_file(path, failed))
        return Error{"plugin.manifest", fmt::format("there is no file {}", path)};
    // The plugin gets it as one of its options.
    if (fs::file_size(path, failed) > limits::manifest_bytes)
        return Error{"plugin.manifest",
                     fmt::format("{} is larger than {} KiB", path, limits::manifest_bytes / 1024)};
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file || text.empty())
        return Error{"plugin.manifest", fmt::format("{} cannot be read, or is empty", path)};
    return text;
}

Installation find_installation()
{
    const fs::path binary = this_program();
    const fs::path root = binary.parent_path().parent_path();
    return {binary.string(), (root / "lib/cxhub/plugins").string(),
            (root / "share/cxhub").string()};
}

PluginCatalog::PluginCatalog(const Installation& installation, std::string directory,
                             const Describe& describe)
    : installation_(installation), directory_(std::move(directory)), describe_(describe)
{
    const auto list = [&](const std::string& folder, std::string_view ending) {
        std::error_code failed;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed))
            if (entry.path().extension() == ending) names_.push_back(entry.path().stem().string());
    };
    list(installation_.plugins, ".so");
    list(installation_.share + "/manifests", ".yaml");
    std::sort(names_.begin(), names_.end());
}

// Nothing for a library.
std::optional<std::string> PluginCatalog::manifest_path(const std::string& name) const
{
    std::error_code failed;
    if (name.ends_with(".yaml")) return (fs::path(directory_) / name).lexically_normal().string();
    std::string shipped = installation_.share + "/manifests/" + name + ".yaml";
    if (is_name(name) && fs::exists(shipped, failed)) return shipped;
    return std::nullopt;
}

bool PluginCatalog::has(const std::string& name) const
{
    return name.ends_with(".yaml") || std::binary_search(names_.begin(), names_.end(), name);
}

std::string PluginCatalog::library(const std::string& name) const
{
    return fmt::format("{}/{}.so", installation_.plugins, manifest_path(name) ? "rest" : name);
}

const std::string& PluginCatalog::manifest(const std::string& name)
{
    return manifests_[name];
}

Result<plugin::Description> PluginCatalog::ask(const std::string& name)
{
    const std::optional<std::string> path = manifest_path(name);
    if (!path) return describe_(library(name), {});
    Result<std::string> text = read_manifest(*path);
    if (!text) return text.error();
    manifests_[name] = *std::move(text);
    Result<plugin::Description> description = describe_(library(name), manifests_[name]);
    if (description && description->id.empty()) description->id = fs::path(name).stem().string();
    return description;
}

const Result<plugin::Description>& PluginCatalog::description(const std::string& name)
{
    const auto found = known_.find(name);
    if (found != known_.end()) return found->second;
    return known_.emplace(name, ask(name)).first->second;
}

}  // namespace cx::config
