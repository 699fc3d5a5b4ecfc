// A manifest as a tree of values that know their lines. Nodes are shared and never change, so that
// a part that a hundred streams refer to is there once.
#pragma once

#include <cx/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
    enum class Kind { null, boolean, number, text, list, map };

    Kind kind = Kind::null;
    int line = 0;      // From 1; 0: it stands in no file
    std::string text;  // Of a text or number; "true" or "false"
    std::vector<NodePtr> items;
    std::vector<std::pair<std::string, NodePtr>> members;  // In the order of the file

    bool is_text() const { return kind == Kind::text; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }
    // As Python judges: null, false, 0, "", [] and {} are not.
    bool truthy() const;

    // The member `name`, or nullptr where this is no map or has none.
    const Node* find(std::string_view name) const;
    NodePtr share(std::string_view name) const;
    // The text of member `name` where that is a scalar, else "".
    std::string_view text_of(std::string_view name) const;
    // The component's name: the text of `type`.
    std::string_view type() const { return text_of("type"); }

    cx::json::Value json() const;
};

}  // namespace rest
