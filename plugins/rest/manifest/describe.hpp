// What the hub asks of a manifest before it runs it.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <string_view>

namespace rest {

// {"name":, "version":, "options": <JSON Schema of the config>, "streams": [{"name":, "runs":,
// "missing": [...], "key": [["id"]], "cursor": "updated_at" or null, "modes": [...]}],
// "warnings": ["manifest.yaml:12: unknown field ..."]}. Error code: rest.manifest. An empty text
// describes the format itself, see reference().
cx::Result<cx::json::Value> describe(std::string_view manifest_text);

}  // namespace rest
