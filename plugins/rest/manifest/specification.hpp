// What an administrator has to say for a manifest: its connection specification, as options of ours
// and as defaults.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <string>
#include <vector>

namespace rest {

// The JSON Schema of a manifest in our dialect: properties with type, description, default, enum,
// x-cx-secret; required. Members of objects inside are kept as they are.
cx::json::Value options_schema(const cx::json::Value& specification);

// Puts defaults where nothing was said, in objects inside too.
void fill_defaults(cx::json::Value& config, const cx::json::Value& specification);
// The first required option that is missing, as a path; "" where none is.
std::string missing_option(const cx::json::Value& config, const cx::json::Value& specification);

}  // namespace rest
