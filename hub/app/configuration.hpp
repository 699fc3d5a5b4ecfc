// Loads the configuration for a command and tells its mistakes.
#pragma once

#include "config/config.hpp"
#include "store/store.hpp"
#include "telemetry/telemetry.hpp"

#include <optional>
#include <string>

namespace cx::app {

// Prints every mistake to standard error; nothing where there is one. Warnings are printed where
// `warnings` is set.
std::optional<config::Config> load_configuration(const std::string& directory,
                                                 bool warnings = true);

// The log as the configuration wants it.
telemetry::LogOptions log_options(const config::Config& configuration);

// A mapping with a version means one thing for ever: versions in the store were made by it. Adds a
// mistake for each that has changed since.
void compare_mappings(const config::Config& configuration, store::View& view,
                      Diagnostics& diagnostics);

// "imports: 3 things failed" style line on standard error, with the program's name.
void complain(const std::string& message);

}  // namespace cx::app
