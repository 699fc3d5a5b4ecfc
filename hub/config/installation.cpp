#include "config/installation.hpp"

#include <sys/auxv.h>

#include <algorithm>
#include <filesystem>

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

Installation find_installation()
{
    const fs::path binary = this_program();
    const fs::path root = binary.parent_path().parent_path();
    return {binary.string(), (root / "lib/cxhub/plugins").string(),
            (root / "share/cxhub").string()};
}

PluginCatalog::PluginCatalog(const Installation& installation, const Describe& describe)
    : folder_(installation.plugins), describe_(describe)
{
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, failed))
        if (entry.path().extension() == ".so") names_.push_back(entry.path().stem().string());
    std::sort(names_.begin(), names_.end());
}

bool PluginCatalog::has(const std::string& name) const
{
    return std::binary_search(names_.begin(), names_.end(), name);
}

std::string PluginCatalog::library(const std::string& name) const
{
    return folder_ + "/" + name + ".so";
}

const Result<plugin::Description>& PluginCatalog::description(const std::string& name)
{
    const auto found = known_.find(name);
    if (found != known_.end()) return found->second;
    return known_.emplace(name, describe_(library(name))).first->second;
}

}  // namespace cx::config
