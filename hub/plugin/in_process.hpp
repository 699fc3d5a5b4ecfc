// An instance whose code runs in this process.
#pragma once

#include "plugin/batch.hpp"
#include "plugin/library.hpp"
#include "plugin/plugin.hpp"

#include <memory>
#include <string_view>

namespace cx::plugin {

// `check` nothing leaves the payloads to whoever gets the batch, `pass` hands it on in parts. Error
// codes: plugin.role, plugin.options, plugin.start.
Result<std::unique_ptr<Instance>> start_in_process(const Library& library, std::string_view role,
                                                   const json::Value& options, const Host& host,
                                                   Batch::Check check, Batch::Pass pass = {});

}  // namespace cx::plugin
