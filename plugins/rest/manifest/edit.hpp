// Trees of a manifest that are made from others.
#pragma once

#include "rest/manifest/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rest {

NodePtr node_of(const cx::json::Value& value, int line);

// The tree with `value` at `path`, in which `*` is any member or element. Where there is nothing
// it stays as it is, or, with `create`, the way there is made.
NodePtr with_value(const NodePtr& tree, const std::vector<std::string>& path, const NodePtr& value,
                   bool create);

// The map with a `type`, where it has none.
NodePtr with_type(const NodePtr& map, std::string_view type);

}  // namespace rest
