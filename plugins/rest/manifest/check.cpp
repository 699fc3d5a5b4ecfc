#include "rest/manifest/check.hpp"

#include "rest/manifest/components.hpp"

#include <algorithm>
#include <array>

namespace rest {
namespace {

constexpr std::size_t findings_max = 200;

// Names that any component may have for people.
constexpr std::array<std::string_view, 6> remarks = {"type",  "$parameters", "description",
                                                     "title", "name",        "$comment"};

const Field* field_of(const Component& component, std::string_view name)
{
    const auto found = std::find_if(component.fields.begin(), component.fields.end(),
                                    [&](const Field& field) { return field.name == name; });
    return found == component.fields.end() ? nullptr : &*found;
}

void check_inside(const Node& value, Findings& findings)
{
    if (value.is_map()) check_component(value, findings);
    for (const NodePtr& item : value.items)
        if (item->is_map()) check_component(*item, findings);
}

void add(std::vector<std::string>& to, std::string what)
{
    if (to.size() < findings_max && std::find(to.begin(), to.end(), what) == to.end())
        to.push_back(std::move(what));
}

// Whether a name is one slip away from another: a letter too many, too few, other,
// or two exchanged.
bool is_slip(std::string_view given, std::string_view known)
{
    const auto [first, second] =
        std::mismatch(given.begin(), given.end(), known.begin(), known.end());
    const std::string_view a(first, given.end());
    const std::string_view b(second, known.end());
    if (a.empty() || b.empty()) return a.size() + b.size() == 1;
    const bool exchanged =
        a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
    return exchanged || a.substr(1) == b || a == b.substr(1) || a.substr(1) == b.substr(1);
}

template <typename Rows>
std::string meant(std::string_view given, const Rows& rows)
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& row) { return is_slip(given, row.name); });
    return found == rows.end() ? "" : ", did you mean '" + std::string(found->name) + "'?";
}

std::string place(const Node& node)
{
    return "manifest.yaml:" + std::to_string(node.line) + ": ";
}

}  // namespace

void Findings::miss(std::string what)
{
    add(missing, std::move(what));
}
void Findings::warn(std::string what)
{
    add(warnings, std::move(what));
}

void check_component(const Node& node, Findings& findings)
{
    const std::string_view type = node.type();
    if (type.empty()) return;
    const Component* component = find_component(type);
    if (!component || !component->runs) {
        const std::string_view own = node.text_of("class_name");
        const std::string slip = component ? "" : meant(type, components());
        if (slip.empty())
            findings.miss(std::string(type) + (own.empty() ? "" : " " + std::string(own)));
        else
            findings.miss(place(node) + "there is no " + std::string(type) + slip);
        return;
    }
    if (component->fields.empty()) return;
    const Node* parameters = node.find("$parameters");
    for (const auto& [name, value] : node.members) {
        const Field* field = field_of(*component, name);
        if (!field) {
            const bool handed_down = parameters && parameters->find(name);
            const bool remark = std::find(remarks.begin(), remarks.end(), name) != remarks.end();
            if (!handed_down && !remark)
                findings.warn(place(*value) + "unknown field '" + name + "' of " +
                              std::string(type) + meant(name, component->fields));
            continue;
        }
        if (field->kind == FieldKind::component) check_inside(*value, findings);
        if (field->kind == FieldKind::named)
            for (const auto& [key, inner] : value->members) check_inside(*inner, findings);
    }
    for (const Field& field : component->fields)
        if (field.required && !node.find(field.name))
            findings.miss(place(node) + std::string(type) + " wants the field '" +
                          std::string(field.name) + "'");
}

std::vector<std::string_view> variables_of(std::string_view component, std::string_view field)
{
    std::vector<std::string_view> names;
    const Component* row = find_component(component);
    const Field* found = row ? field_of(*row, field) : nullptr;
    std::string_view rest = found ? found->variables : "config parameters";
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        names.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

}  // namespace rest
