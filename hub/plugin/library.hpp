// Shared libraries of plugins, loaded once and for ever: code of a plugin may still be on some
// stack, or in a table of the C library, when nobody here wants it any more.
#pragma once

#include "plugin/plugin.hpp"

#include <cx/abi.h>
#include <cx/result.hpp>

#include <string>
#include <string_view>

namespace cx::plugin {

struct Library {
    const cx_entry* entry = nullptr;
    Description description;

    // nullptr where it has no such role.
    const cx_role* role(std::string_view id) const;
    // The role that start() means when it is told none.
    std::string_view default_role(const json::Value& options) const;
};

// Error codes: plugin.load, plugin.entry, plugin.abi, plugin.description.  [any-thread]
Result<const Library*> load(const std::string& path);

}  // namespace cx::plugin
