#include "rest/read/compile.hpp"

namespace rest {
namespace {

using cx::json::Value;

// A scalar as Python would print it, since that is what becomes of it in a template.
std::string printed(const Node& node)
{
    if (node.kind == Node::Kind::boolean) return node.text == "true" ? "True" : "False";
    if (node.kind == Node::Kind::null) return "";
    return node.text;
}

}  // namespace

void Maker::wrong(const Node& at, std::string_view field, const std::string& what) const
{
    findings_.miss("manifest.yaml:" + std::to_string(at.line) + ": " + std::string(field) + ": " +
                   what);
}

std::vector<std::string_view> Maker::variables(const Node& component, std::string_view field) const
{
    std::vector<std::string_view> names = variables_of(component.type(), field);
    names.insert(names.end(), more_.begin(), more_.end());
    return names;
}

Template Maker::of(const Node& value, const Node& component, std::string_view field) const
{
    const auto names = variables(component, field);
    cx::Result<Template> made = Template::compile(printed(value), names);
    if (made) return *std::move(made);
    wrong(value, std::string(component.type()) + "." + std::string(field), made.error().message);
    return {};
}

Template Maker::text(const Node& component, std::string_view field,
                     std::string_view otherwise) const
{
    const Node* found = component.find(field);
    if (found && found->kind != Node::Kind::null) return of(*found, component, field);
    cx::Result<Template> made = Template::compile(otherwise, {});
    return made ? *std::move(made) : Template();
}

std::optional<Template> Maker::maybe(const Node& component, std::string_view field) const
{
    const Node* found = component.find(field);
    if (!found || found->kind == Node::Kind::null) return {};
    return of(*found, component, field);
}

TemplateTree Maker::tree(const Node& component, std::string_view field) const
{
    const Node* found = component.find(field);
    if (!found || found->kind == Node::Kind::null) return {};
    return tree_of(found->json(), component, field);
}

TemplateTree Maker::tree_of(const Value& value, const Node& component, std::string_view field) const
{
    const auto names = variables(component, field);
    cx::Result<TemplateTree> made = TemplateTree::compile(value, names);
    if (made) return *std::move(made);
    const Node* at = component.find(field);
    wrong(at ? *at : component, std::string(component.type()) + "." + std::string(field),
          made.error().message);
    return {};
}

bool Maker::flag(const Node& component, std::string_view field) const
{
    const Node* found = component.find(field);
    if (!found) return false;
    return found->kind == Node::Kind::boolean ? found->text == "true"
                                              : found->text == "true" || found->text == "True";
}

const Node* Maker::part(const Node& component, std::string_view field)
{
    const Node* found = component.find(field);
    return found && found->is_map() ? found : nullptr;
}

std::vector<const Node*> Maker::parts(const Node& component, std::string_view field)
{
    std::vector<const Node*> all;
    const Node* found = component.find(field);
    if (!found) return all;
    if (found->is_map()) all.push_back(found);
    for (const NodePtr& item : found->items)
        if (item->is_map()) all.push_back(item.get());
    return all;
}

Value Maker::parameters(const Node& component)
{
    const Node* found = component.find("$parameters");
    return found ? found->json() : Value(cx::json::Object{});
}

std::optional<Injection> Maker::injection(const Node* option) const
{
    if (!option) return {};
    Injection made;
    const std::string_view into = option->text_of("inject_into");
    if (into == "request_parameter")
        made.into = Injection::Into::query;
    else if (into == "header")
        made.into = Injection::Into::header;
    else if (into == "body_json")
        made.into = Injection::Into::body_json;
    else if (into == "body_data")
        made.into = Injection::Into::body_data;
    else if (into == "path")
        made.into = Injection::Into::path;
    else
        wrong(*option, "RequestOption.inject_into", "'" + std::string(into) + "' is no such place");
    if (const Node* path = option->find("field_path"); path && path->is_list())
        for (const NodePtr& step : path->items)
            made.field.push_back(of(*step, *option, "field_name"));
    else
        made.field.push_back(text(*option, "field_name"));
    return made;
}

std::vector<std::string> path_of(const Node& list)
{
    std::vector<std::string> path;
    if (!list.is_list()) path.push_back(list.text);
    for (const NodePtr& step : list.items) path.push_back(step->text);
    return path;
}

}  // namespace rest
