// What differs between the configuration that runs and one that shall.
#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace cx::config {

// Nothing that a running pipeline or sink depends on has changed, renewed secrets included.
bool same(const Pipeline& a, const Pipeline& b);
bool same(const Sink& a, const Sink& b);

// Names of what changed and takes a new start of the program: "store.path", "schema".
std::vector<std::string> needs_restart(const Config& running, const Config& next);

}  // namespace cx::config
