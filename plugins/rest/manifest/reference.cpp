#include "rest/manifest/reference.hpp"

#include "rest/manifest/components.hpp"

namespace rest {
namespace {

using cx::json::Array;
using cx::json::Object;

std::string_view phrase(FieldKind kind)
{
    switch (kind) {
        case FieldKind::text:
            return "text";
        case FieldKind::number:
            return "number";
        case FieldKind::flag:
            return "true or false";
        case FieldKind::list:
            return "list";
        case FieldKind::any:
            return "anything";
        case FieldKind::component:
            return "component, or a list of them";
        case FieldKind::named:
            return "components by name";
        case FieldKind::templated:
            return "text with expressions";
        case FieldKind::tree:
            return "any value with expressions";
        case FieldKind::condition:
            return "condition";
    }
    return "";
}

}  // namespace

cx::json::Value reference()
{
    Array rows;
    for (const Component& component : components()) {
        Array fields;
        for (const Field& field : component.fields)
            fields.emplace_back(Object{{"name", field.name},
                                       {"kind", phrase(field.kind)},
                                       {"required", field.required},
                                       {"variables", field.variables}});
        rows.emplace_back(Object{{"name", component.name},
                                 {"runs", component.runs},
                                 {"summary", component.summary},
                                 {"fields", std::move(fields)}});
    }
    return Object{{"components", std::move(rows)}};
}

}  // namespace rest
