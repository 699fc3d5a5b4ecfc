// What the readers of single files share while a configuration is loaded.
#pragma once

#include "config/config.hpp"
#include "config/installation.hpp"
#include "config/mapping_files.hpp"
#include "config/plugin_options.hpp"
#include "config/reader.hpp"
#include "config/secrets.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cx::config {

struct Loader {
    std::string directory;  // Absolute
    std::string shown;      // As it was given, "" or with a '/' at its end
    Reader& reader;
    Secrets& secrets;
    PluginCatalog& plugins;
    MappingFiles& mappings;
    // Mappings point into it, and a Config may be moved: so they own it together.
    std::shared_ptr<const model::Schema> schema;
    std::vector<plugin::BudgetTerms> budgets = {};  // Each once
};

// A plugin that was named, found, and asked; nullptr after a report. `role` is "source",
// "sink" or "enricher".
const plugin::Description* find_plugin(Loader& loader, const Node& root, std::string_view role);

// hub.yaml -> `config`. Secrets are there afterwards.
void read_hub(Loader& loader, const Node& root, Config& config);
// Behind read_hub, because its options may name secrets.
void read_sinks(Loader& loader, const Node& root, Config& config);

// `budget:` of a pipeline or sink, compared with those that were read before.
plugin::BudgetTerms read_budget(Loader& loader, const Node& owner);

// One file of pipelines/.
Pipeline read_pipeline(Loader& loader, const Node& root, const std::string& name);

// `auth:` of a pipeline that receives.
model::Sender read_sender(Loader& loader, const Node& root);
// Reports pipelines that take what anybody sends, where anybody can.
void check_open_senders(Loader& loader, const Config& config);

std::string absolute_path(const Loader& loader, const std::string& path);

}  // namespace cx::config
