#include "mapping/target.hpp"

#include "base/diagnostic.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <cassert>

namespace cx::mapping {
namespace {

using Shape = Target::Shape;

Target unknown(std::string_view name, std::string_view where, const std::vector<std::string>& known)
{
    Target target;
    const std::string meant = did_you_mean(name, known);
    target.error = fmt::format("{} has no field '{}'{}", where, name,
                               meant.empty() ? "; 'cxhub describe entities' lists them" : meant);
    return target;
}

std::vector<std::string> names_of(const std::vector<model::Field>& fields)
{
    std::vector<std::string> names;
    for (const model::Field& field : fields) names.push_back(field.name);
    return names;
}

std::vector<std::string> part_names(std::string_view type)
{
    std::vector<std::string> names;
    for (const auto& [name, part_type] : model::parts_of(type)) names.push_back(name);
    return names;
}

Shape shape_of(const model::Field& field)
{
    const bool object = field.type == "object";
    if (field.list) return object ? Shape::objects : Shape::values;
    return object ? Shape::object : Shape::value;
}

// "ext.acme.vip" where no extension declares it: kept as it comes.
Target undeclared(const std::vector<std::string_view>& names)
{
    Target target;
    target.members.assign(names.begin(), names.end());
    target.type = model::find_semantic_type("json");
    if (names.size() != 3 || names[1].empty() || names[2].empty())
        target.error = "a field of an extension is written ext.<namespace>.<field>";
    return target;
}

Target part_of(Target target, std::string_view part, std::string_view where)
{
    const std::vector<std::string> known = part_names(target.field->type);
    if (target.shape == Shape::values)
        target.error = fmt::format("'{}' is a list; bind its entries under `lists`", where);
    else if (!model::parts_of(target.field->type).contains(part))
        target = unknown(part, where, known);
    else
        target.part = part;
    return target;
}

const model::Field* find_field(const std::vector<model::Field>& fields, std::string_view name)
{
    for (const model::Field& field : fields)
        if (field.name == name) return &field;
    return nullptr;
}

}  // namespace

Target find_target(const std::vector<model::Field>& fields, std::string_view path,
                   std::string_view where)
{
    const std::vector<std::string_view> names = split(path, '.');
    const std::vector<model::Field>* among = &fields;
    Target target;
    std::string so_far(where);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const model::Field* field = find_field(*among, names[i]);
        if (!field && names[0] == "ext") return undeclared(names);
        if (!field) return unknown(names[i], so_far, names_of(*among));
        so_far = i == 0 ? std::string(names[i]) : so_far + "." + std::string(names[i]);
        target.members.emplace_back(names[i]);
        target.field = field;
        target.shape = shape_of(*field);
        if (i + 1 == names.size()) break;
        if (target.shape == Shape::object) {
            among = &field->fields;
        } else if (target.shape == Shape::objects) {
            target.error = fmt::format("'{}' is a list; bind its entries under `lists`", so_far);
            return target;
        } else if (i + 2 == names.size()) {
            target = part_of(std::move(target), names[i + 1], so_far);
            break;
        } else {
            return unknown(path, where, {});
        }
    }
    if (target.error.empty() && target.field && target.field->type != "object") {
        target.type = model::find_semantic_type(target.field->type);
        assert(target.type);  // The schema was checked when it was loaded.
    }
    return target;
}

Target find_entry_target(const model::Field& list, std::string_view path)
{
    if (list.type == "object") return find_target(list.fields, path, list.name);
    Target target;
    target.field = &list;
    target.type = model::find_semantic_type(list.type);
    assert(target.type);
    target.part = path;
    if (!model::parts_of(list.type).contains(path))
        return unknown(path, list.name, part_names(list.type));
    return target;
}

}  // namespace cx::mapping
