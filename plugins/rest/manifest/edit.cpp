#include "rest/manifest/edit.hpp"

#include <charconv>
#include <optional>
#include <span>

namespace rest {
namespace {

using cx::json::Value;
using Path = std::span<const std::string>;

std::optional<std::size_t> index_of(const std::string& step, std::size_t size)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    const bool good = error == std::errc() && end == step.data() + step.size() && index < size;
    return good ? std::optional(index) : std::nullopt;
}

NodePtr changed(const NodePtr& tree, Path path, const NodePtr& value, bool create)
{
    if (path.empty()) return value;
    const std::string& step = path.front();
    const Path behind = path.subspan(1);
    if (tree && tree->is_list()) {
        auto list = std::make_shared<Node>(*tree);
        const auto index = index_of(step, list->items.size());
        for (std::size_t i = 0; i < list->items.size(); ++i)
            if (step == "*" || index == i)
                list->items[i] = changed(list->items[i], behind, value, create);
        return list;
    }
    if (tree && !tree->is_map() && !create) return tree;
    auto map = tree && tree->is_map() ? std::make_shared<Node>(*tree) : std::make_shared<Node>();
    map->kind = Node::Kind::map;
    if (map->line == 0) map->line = value->line;
    bool found = false;
    for (auto& [name, inner] : map->members)
        if (step == "*" || name == step) {
            inner = changed(inner, behind, value, create);
            found = true;
        }
    if (!found && create && step != "*")
        map->members.emplace_back(step, changed(nullptr, behind, value, true));
    return map;
}

}  // namespace

NodePtr node_of(const Value& value, int line)
{
    auto node = std::make_shared<Node>();
    node->line = line;
    if (value.is_array()) {
        node->kind = Node::Kind::list;
        for (const Value& item : value.as_array()) node->items.push_back(node_of(item, line));
    } else if (value.is_object()) {
        node->kind = Node::Kind::map;
        for (const auto& [name, inner] : value.as_object())
            node->members.emplace_back(name, node_of(inner, line));
    } else if (!value.is_null()) {
        node->kind = value.is_bool()     ? Node::Kind::boolean
                     : value.is_number() ? Node::Kind::number
                                         : Node::Kind::text;
        node->text = *value.text();
    }
    return node;
}

NodePtr with_type(const NodePtr& map, std::string_view type)
{
    if (map->find("type")) return map;
    auto out = std::make_shared<Node>(*map);
    out->members.emplace_back("type", node_of(Value(type), map->line));
    return out;
}

NodePtr with_value(const NodePtr& tree, const std::vector<std::string>& path, const NodePtr& value,
                   bool create)
{
    return changed(tree, path, value, create);
}

}  // namespace rest
