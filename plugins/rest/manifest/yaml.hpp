// YAML of manifests, read as PyYAML reads it (YAML 1.1), since that is what wrote and tested them:
// yes, no, on and off are booleans, 010 is eight, 12:30:45 is a number of seconds.
#pragma once

#include "rest/manifest/node.hpp"

#include <cx/result.hpp>

#include <string>
#include <string_view>

namespace rest {

inline constexpr std::size_t manifest_bytes = 4U << 20;
inline constexpr std::size_t manifest_nodes = 1'000'000;
inline constexpr std::size_t manifest_depth = 64;

// Error code rest.manifest; the message begins with "manifest.yaml:LINE:".
cx::Result<NodePtr> read_yaml(std::string_view text);

// The text with the schemas made blank, line by line, so that lines keep their numbers: the block
// of the top-level key `schemas`, and `schema` of each InlineSchemaLoader. They are most of a large
// manifest, and only schema_normalization looks at them. The text itself where an anchor stands in
// one of them.
std::string without_schemas(std::string_view text);

// What a plain scalar means; a quoted one is always text.
void read_scalar(std::string_view text, Node& node);

}  // namespace rest
