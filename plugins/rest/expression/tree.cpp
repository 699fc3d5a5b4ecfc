// A JSON value whose texts are templates.
#include "rest/expression/template.hpp"

#include <algorithm>
#include <utility>

namespace rest {

struct TemplateTree::Node {
    using Ref = std::shared_ptr<const Node>;

    cx::json::Value constant = {};  // Where nothing else is
    std::optional<Template> text = {};
    std::vector<Ref> elements = {};
    std::vector<std::pair<Template, Ref>> members = {};
    enum class Kind { constant, text, list, object } kind = Kind::constant;
};

cx::Result<std::shared_ptr<const TemplateTree::Node>> TemplateTree::compile_node(
    const cx::json::Value& value, std::span<const std::string_view> names, const std::string& path,
    int depth)
{
    if (depth > cx::json::max_depth)
        return cx::Error{"rest.expression", path + ": nested too deeply"};
    auto node = std::make_shared<Node>();
    const auto compiled = [&](const std::string& text) -> cx::Result<Template> {
        cx::Result<Template> made = Template::compile(text, names);
        if (made) return made;
        const std::string where = path.empty() ? "" : path + ": ";
        return cx::Error{made.error().code, where + made.error().message};
    };
    if (value.is_string()) {
        cx::Result<Template> text = compiled(value.as_string());
        if (!text) return text.error();
        node->kind = Node::Kind::text;
        node->text = std::move(*text);
    } else if (value.is_array()) {
        node->kind = Node::Kind::list;
        for (const auto& one : value.as_array()) {
            const std::string there = path + "/" + std::to_string(node->elements.size());
            auto element = compile_node(one, names, there, depth + 1);
            if (!element) return element.error();
            node->elements.push_back(std::move(*element));
        }
    } else if (value.is_object()) {
        node->kind = Node::Kind::object;
        for (const auto& [key, one] : value.as_object()) {
            cx::Result<Template> name = compiled(key);
            if (!name) return name.error();
            auto member = compile_node(one, names, path + "/" + key, depth + 1);
            if (!member) return member.error();
            node->members.emplace_back(std::move(*name), std::move(*member));
        }
    } else {
        node->constant = value;
    }
    return std::shared_ptr<const Node>(std::move(node));
}

cx::Result<TemplateTree> TemplateTree::compile(const cx::json::Value& value,
                                               std::span<const std::string_view> names)
{
    auto root = compile_node(value, names, "", 0);
    if (!root) return root.error();
    TemplateTree tree;
    tree.root_ = std::move(*root);
    return tree;
}

bool TemplateTree::constant(const Node& node)
{
    if (node.text) return node.text->is_constant();
    return std::all_of(node.elements.begin(), node.elements.end(),
                       [](const auto& one) { return constant(*one); }) &&
           std::all_of(node.members.begin(), node.members.end(), [](const auto& one) {
               return one.first.is_constant() && constant(*one.second);
           });
}

bool TemplateTree::is_constant() const
{
    return !root_ || constant(*root_);
}

cx::Result<cx::json::Value> TemplateTree::evaluate(const Node& node, const Scope& scope,
                                                   Reading reading)
{
    if (node.kind == Node::Kind::text) {
        if (reading == Reading::literal) return node.text->mapped(scope);
        cx::Result<std::string> text = node.text->text(scope);
        if (!text) return text.error();
        return cx::json::Value(std::move(*text));
    }
    if (node.kind == Node::Kind::list) {
        cx::json::Array array;
        for (const auto& one : node.elements) {
            cx::Result<cx::json::Value> element = evaluate(*one, scope, reading);
            if (!element) return element;
            array.push_back(std::move(*element));
        }
        return cx::json::Value(std::move(array));
    }
    if (node.kind == Node::Kind::object) {
        cx::json::Object object;
        for (const auto& [name, one] : node.members) {
            cx::Result<std::string> key = name.text(scope);
            if (!key) return key.error();
            cx::Result<cx::json::Value> member = evaluate(*one, scope, reading);
            if (!member) return member;
            if (!member->is_null()) object.insert_or_assign(std::move(*key), std::move(*member));
        }
        return cx::json::Value(std::move(object));
    }
    return node.constant;
}

cx::Result<cx::json::Value> TemplateTree::mapped(const Scope& scope) const
{
    return root_ ? evaluate(*root_, scope, Reading::literal) : cx::json::Value();
}

cx::Result<cx::json::Value> TemplateTree::texts(const Scope& scope) const
{
    return root_ ? evaluate(*root_, scope, Reading::text) : cx::json::Value();
}

}  // namespace rest
