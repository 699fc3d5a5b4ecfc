// An instance whose code runs in a child process.
#pragma once

#include "plugin/plugin.hpp"

#include <memory>
#include <string>

namespace cx::plugin {

// Error codes: plugin.options, plugin.start, and those of loading, from the child.
Result<std::unique_ptr<Instance>> start_remote(const std::string& library, std::string_view role,
                                               const json::Value& options, const Host& host,
                                               const std::string& binary);

}  // namespace cx::plugin
