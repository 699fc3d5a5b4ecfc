#include "rest/manifest/node.hpp"

namespace rest {

using cx::json::Value;

bool Node::truthy() const
{
    switch (kind) {
        case Kind::null:
            return false;
        case Kind::boolean:
            return text == "true";
        case Kind::number:
            return text.find_first_of("123456789") != std::string::npos;
        case Kind::text:
            return !text.empty();
        case Kind::list:
            return !items.empty();
        case Kind::map:
            return !members.empty();
    }
    return false;
}

NodePtr Node::share(std::string_view name) const
{
    for (const auto& [key, value] : members)
        if (key == name) return value;
    return nullptr;
}

const Node* Node::find(std::string_view name) const
{
    for (const auto& [key, value] : members)
        if (key == name) return value.get();
    return nullptr;
}

std::string_view Node::text_of(std::string_view name) const
{
    const Node* found = find(name);
    return found && !found->is_list() && !found->is_map() ? std::string_view(found->text) : "";
}

Value Node::json() const
{
    switch (kind) {
        case Kind::null:
            return nullptr;
        case Kind::boolean:
            return text == "true";
        case Kind::number:
            return cx::json::Number{text};
        case Kind::text:
            return text;
        case Kind::list: {
            cx::json::Array array;
            for (const NodePtr& item : items) array.push_back(item->json());
            return array;
        }
        case Kind::map: {
            cx::json::Object object;
            for (const auto& [name, value] : members) object.insert_or_assign(name, value->json());
            return object;
        }
    }
    return nullptr;
}

}  // namespace rest
