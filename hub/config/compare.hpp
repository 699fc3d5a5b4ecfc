// What differs between the configuration that runs and one that shall.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace cx::config {

// Nothing that a running pipeline or sink depends on has changed, renewed secrets included.
bool same(const Pipeline& a, const Pipeline& b);
bool same(const Sink& a, const Sink& b);

// What each entity's change asks of its version, told as mistakes at its place in `after`
// (config.schema_*); an entity that is gone is one too. model/compatibility.hpp has the rules.
void compare_schemas(const model::Schema& before, const model::Schema& after,
                     Diagnostics& diagnostics);
void compare_entities(const model::EntityType& before, const model::EntityType& after,
                      const model::Taxonomy& taxonomy, Diagnostics& diagnostics);

// A mapping that has a version means one thing for ever: reports those that have changed.
void compare_mappings(const Config& before, const Config& after, Diagnostics& diagnostics);

// Names of what changed and takes a new start of the program: "store.path", "schema".
std::vector<std::string> needs_restart(const Config& running, const Config& next);

}  // namespace cx::config
