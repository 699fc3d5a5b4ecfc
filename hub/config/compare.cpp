#include "config/compare.hpp"

#include <set>

namespace cx::config {
namespace {

std::string_view setting(const Config& config, const std::string& name)
{
    const auto found = config.settings.find(name);
    return found == config.settings.end() ? std::string_view{} : found->second;
}

}  // namespace

bool same(const Pipeline& a, const Pipeline& b)
{
    return a.name == b.name && a.library == b.library && a.text == b.text && a.options == b.options;
}

bool same(const Sink& a, const Sink& b)
{
    return a.name == b.name && a.library == b.library && a.text == b.text && a.options == b.options;
}

std::vector<std::string> needs_restart(const Config& running, const Config& next)
{
    std::vector<std::string> names;
    if (running.store_path != next.store_path) names.emplace_back("store.path");
    if (running.schema.text != next.schema.text) names.emplace_back("schema");
    if (running.identity.text != next.identity.text) names.emplace_back("identity");
    if (!(running.policy == next.policy)) names.emplace_back("schema/policy.yaml");
    std::set<std::string> settings;
    for (const Config* config : {&running, &next})
        for (const auto& [name, text] : config->settings) settings.insert(name);
    for (const std::string& name : settings)
        if (setting(running, name) != setting(next, name)) names.push_back(name);
    return names;
}

}  // namespace cx::config
