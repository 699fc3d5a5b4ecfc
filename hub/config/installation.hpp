// What is installed: plugins by name, and what they say of themselves.
#pragma once

#include "config/config.hpp"

#include <map>
#include <string>
#include <vector>

namespace cx::config {

class PluginCatalog {
public:
    PluginCatalog(const Installation& installation, const Describe& describe);

    const std::vector<std::string>& names() const { return names_; }
    bool has(const std::string& name) const;
    std::string library(const std::string& name) const;
    // Asked once a plugin.
    const Result<plugin::Description>& description(const std::string& name);

private:
    std::string folder_;
    const Describe& describe_;
    std::vector<std::string> names_;
    std::map<std::string, Result<plugin::Description>> known_;
};

}  // namespace cx::config
