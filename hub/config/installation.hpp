// What is installed: connectors by name, and what they say of themselves. A connector is a library
// (`plugin: square`), a manifest that ships (`plugin: okta`), or a manifest of one's own by its
// path in the configuration's folder (`plugin: manifests/acme.yaml`); a manifest is run by the
// library `rest`.
#pragma once

#include "config/config.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cx::config {

// The text of a manifest's file. Error code: plugin.manifest.
Result<std::string> read_manifest(const std::string& path);

class PluginCatalog {
public:
    // `directory` is the configuration's.
    PluginCatalog(const Installation& installation, std::string directory,
                  const Describe& describe);

    const std::vector<std::string>& names() const { return names_; }
    bool has(const std::string& name) const;
    std::string library(const std::string& name) const;
    // The text of a manifest, read once; "" of a library.
    const std::string& manifest(const std::string& name);
    // Asked once a plugin.
    const Result<plugin::Description>& description(const std::string& name);

private:
    std::optional<std::string> manifest_path(const std::string& name) const;
    Result<plugin::Description> ask(const std::string& name);

    Installation installation_;
    std::string directory_;
    const Describe& describe_;
    std::vector<std::string> names_;
    std::map<std::string, std::string> manifests_;
    std::map<std::string, Result<plugin::Description>> known_;
};

}  // namespace cx::config
