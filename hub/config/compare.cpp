#include "config/compare.hpp"

#include "model/compatibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cx::config {
namespace {

std::string_view setting(const Config& config, const std::string& name)
{
    const auto found = config.settings.find(name);
    return found == config.settings.end() ? std::string_view{} : found->second;
}

}  // namespace

namespace {

// What is written stands in the pipelines' text; options may hold secrets that were renewed.
bool same_enrichers(const Pipeline& a, const Pipeline& b)
{
    return std::equal(a.streams.begin(), a.streams.end(), b.streams.begin(), b.streams.end(),
                      [](const Stream& left, const Stream& right) {
                          return std::equal(
                              left.enrich.begin(), left.enrich.end(), right.enrich.begin(),
                              right.enrich.end(), [](const Enrich& x, const Enrich& y) {
                                  return x.library == y.library && x.options == y.options;
                              });
                      });
}

}  // namespace

bool same(const Pipeline& a, const Pipeline& b)
{
    return a.name == b.name && a.library == b.library && a.text == b.text &&
           a.options == b.options && same_enrichers(a, b);
}

bool same(const Sink& a, const Sink& b)
{
    return a.name == b.name && a.library == b.library && a.text == b.text && a.options == b.options;
}

void compare_entities(const model::EntityType& before, const model::EntityType& after,
                      const model::Taxonomy& taxonomy, Diagnostics& diagnostics)
{
    for (model::VersionFault& fault : model::check_version(before, after, taxonomy))
        diagnostics.error(fault.mark, std::move(fault.code), std::move(fault.message));
}

void compare_schemas(const model::Schema& before, const model::Schema& after,
                     Diagnostics& diagnostics)
{
    for (const auto& [name, type] : before.entities) {
        const model::EntityType* now = after.find(name);
        if (now)
            compare_entities(type, *now, after.taxonomy, diagnostics);
        else
            diagnostics.error({.file = type.mark.file}, "config.schema_major",
                              fmt::format("entity '{}' is gone", name));
    }
}

void compare_mappings(const Config& before, const Config& after, Diagnostics& diagnostics)
{
    std::map<std::string, std::string> texts;
    for (const Pipeline& pipeline : before.pipelines)
        for (const Stream& stream : pipeline.streams)
            if (stream.mapping->name().find('@') != std::string::npos)
                texts[stream.mapping->name()] = stream.mapping->text();
    for (const Pipeline& pipeline : after.pipelines)
        for (const Stream& stream : pipeline.streams)
            if (const auto kept = texts.find(stream.mapping->name());
                kept != texts.end() && kept->second != stream.mapping->text())
                diagnostics.error(stream.mark, "config.mapping_changed",
                                  fmt::format("mapping '{}' has changed, raise its version",
                                              stream.mapping->name()));
}

std::vector<std::string> needs_restart(const Config& running, const Config& next)
{
    std::vector<std::string> names;
    if (running.store_path != next.store_path) names.emplace_back("store.path");
    if (running.schema.text != next.schema.text) names.emplace_back("schema");
    if (running.identity.text != next.identity.text || !(running.review == next.review))
        names.emplace_back("identity");
    if (!(running.policy == next.policy)) names.emplace_back("schema/policy.yaml");
    std::set<std::string> settings;
    for (const Config* config : {&running, &next})
        for (const auto& [name, text] : config->settings) settings.insert(name);
    for (const std::string& name : settings)
        if (setting(running, name) != setting(next, name)) names.push_back(name);
    return names;
}

}  // namespace cx::config
