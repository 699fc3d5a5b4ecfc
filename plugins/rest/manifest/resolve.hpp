// From the manifest as it is written to the components that run: `$ref` and `$parameters` replaced,
// types filled in where they go without saying.
#pragma once

#include "rest/manifest/node.hpp"

#include <cx/result.hpp>

#include <map>
#include <string_view>
#include <vector>

namespace rest {

// What a component is called where it stands in `field` of `component` without a type, or "".
std::string_view implied_type(std::string_view component, std::string_view field);

// Reads the references of one manifest. A text that begins with "#/" stands for what is there; the
// members of a map win over those of its `$ref`. Schemas are left as they are written.
class References {
public:
    explicit References(NodePtr root) : root_(std::move(root)) {}

    // Error code rest.manifest: no such place, or it refers to itself.
    cx::Result<NodePtr> resolve(const NodePtr& node);

private:
    NodePtr visit(const NodePtr& node);
    NodePtr visit_map(const NodePtr& node);
    NodePtr target(const Node& from, const std::string& pointer);

    NodePtr root_;
    std::map<const Node*, NodePtr> done_;
    std::vector<const Node*> open_;
};

// Hands `$parameters` down: from `parameters` and each component's own, the nearer wins, into
// fields that are missing or empty, and as the member `$parameters`, which expressions see as
// `parameters`. `field` is where the component stands, such as "streams" of "DeclarativeSource".
NodePtr with_parameters(const NodePtr& node, std::string_view component, std::string_view field);

}  // namespace rest
