#include "scim_server/patch.hpp"

#include "scim_server/path.hpp"

#include <algorithm>
#include <array>

namespace scim_server {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

constexpr std::size_t operations_max = 100;
constexpr Refusal none{};
constexpr Refusal no_path{"invalidPath", "a path of the operations cannot be read"};

bool is_fixed(std::string_view name)
{
    constexpr std::array<std::string_view, 4> names{"id", "meta", "schemas", "password"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

void make_truth(Value& value)
{
    if (!value.is_string()) return;
    if (same_name(value.as_string(), "true"))
        value = true;
    else if (same_name(value.as_string(), "false"))
        value = false;
}

void clean_element(Value& element)
{
    if (Value* const primary = element.find("primary")) make_truth(*primary);
}

// The member `name` of an object whatever its capitals, made where it is missing.
Value& member(Value& object, std::string_view name)
{
    if (!object.is_object()) object = Object{};
    for (auto& [have, value] : object.as_object())
        if (same_name(have, name)) return value;
    return object[name];
}

void erase(Value& object, std::string_view name)
{
    if (object.is_object())
        std::erase_if(object.as_object(),
                      [&](const auto& row) { return same_name(row.first, name); });
}

// Objects are merged, everything else replaced; with `add` the elements of a list are put to it.
void put(Value& target, const Value& value, bool add)
{
    if (value.is_object() && target.is_object()) {
        for (const auto& [name, own] : value.as_object()) put(member(target, name), own, add);
    } else if (add && target.is_array()) {
        const Array more = value.is_array() ? value.as_array() : Array{value};
        for (const Value& element : more) {
            const Array& have = target.as_array();
            if (std::find(have.begin(), have.end(), element) == have.end())
                target.push_back(element);
        }
    } else {
        target = value;
    }
}

// The elements that a filter means; where there is none and something is to be put there, one is
// made as the filter describes it.
void put_where(Value& list, const Path& path, const Value& value, bool add)
{
    if (!list.is_array()) list = Array{};
    Array& elements = list.as_array();
    const auto meant = [&](const Value& one) { return matches(one, path.where); };
    if (std::none_of(elements.begin(), elements.end(), meant)) {
        Value made = Object{};
        for (const Condition& one : path.where) made[one.attribute] = one.value;
        elements.push_back(std::move(made));
    }
    for (Value& element : elements)
        if (meant(element)) put(path.sub.empty() ? element : member(element, path.sub), value, add);
}

void put_at(Value& resource, const Path& path, const Value& value, bool add)
{
    Value& holder = path.schema.empty() ? resource : member(resource, path.schema);
    if (path.attribute.empty()) return put(holder, value, add);
    Value& target = member(holder, path.attribute);
    if (!path.where.empty()) return put_where(target, path, value, add);
    put(path.sub.empty() ? target : member(target, path.sub), value, add);
}

void remove_at(Value& resource, const Path& path)
{
    if (path.attribute.empty()) return erase(resource, path.schema);
    Value& holder = path.schema.empty() ? resource : member(resource, path.schema);
    if (path.where.empty() && path.sub.empty()) return erase(holder, path.attribute);
    Value& target = member(holder, path.attribute);
    if (path.where.empty()) return erase(target, path.sub);
    if (!target.is_array()) return;
    const auto meant = [&](const Value& one) { return matches(one, path.where); };
    if (path.sub.empty()) {
        std::erase_if(target.as_array(), meant);
    } else {
        for (Value& element : target.as_array())
            if (meant(element)) erase(element, path.sub);
    }
    if (target.empty()) erase(holder, path.attribute);
}

Refusal put_named(Value& resource, std::string_view name, const Value& value, bool add)
{
    const std::optional<Path> path = read_path(name);
    if (!path) return no_path;
    if (path->schema.empty() && is_fixed(path->attribute))
        return path->attribute == "id" ? Refusal{"mutability", "'id' cannot be changed"} : none;
    put_at(resource, *path, value, add);
    return none;
}

Refusal apply(const Value& operation, Value& resource)
{
    const std::string op = lower(operation.text_of("op"));
    const std::string name = operation.text_of("path");
    const Value* const value = operation.find("value");
    if (op == "remove") {
        if (name.empty()) return {"noTarget", "'remove' wants a path"};
        const std::optional<Path> path = read_path(name);
        if (!path) return no_path;
        if (path->schema.empty() && is_fixed(path->attribute))
            return {"mutability", "the attribute cannot be removed"};
        remove_at(resource, *path);
        return none;
    }
    const bool add = op == "add";
    if (!add && op != "replace") return {"invalidSyntax", "'op' is add, replace or remove"};
    if (!value) return {"invalidValue", "the operation has no 'value'"};
    if (!name.empty()) return put_named(resource, name, *value, add);
    if (!value->is_object())
        return {"invalidValue", "without a path 'value' is an object of attributes"};
    for (const auto& [own, each] : value->as_object())
        if (const Refusal refused = put_named(resource, own, each, add); !refused.type.empty())
            return refused;
    return none;
}

}  // namespace

void clean(Value& resource)
{
    Object cleaned;
    for (auto& [name, value] : resource.as_object()) {
        const std::string right = canonical_name(name);
        if (right == "id" || right == "meta" || right == "password" || value.empty()) continue;
        if (right == "active") make_truth(value);
        if (value.is_array())
            for (Value& element : value.as_array()) clean_element(element);
        cleaned[right] = std::move(value);
    }
    resource = std::move(cleaned);
}

Refusal apply_patch(const Value& body, Value& resource)
{
    const Value* const operations = body.find("Operations");
    if (!operations || !operations->is_array() || operations->as_array().empty())
        return {"invalidSyntax", "a PatchOp has a list 'Operations'"};
    if (operations->as_array().size() > operations_max)
        return {"tooMany", "a PatchOp has at most 100 operations"};
    Value changed = resource;
    for (const Value& operation : operations->as_array())
        if (const Refusal refused = apply(operation, changed); !refused.type.empty())
            return refused;
    resource = std::move(changed);
    return none;
}

}  // namespace scim_server
