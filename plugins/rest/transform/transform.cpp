// Makes a transformation of its component.
#include "rest/transform/transform.hpp"

#include "rest/transform/kinds.hpp"

namespace rest {
namespace {

using Made = cx::Result<std::unique_ptr<Transformation>>;

struct Kind {
    std::string_view type;
    Made (*make)(const cx::json::Value& component);
};
constexpr Kind kinds[] = {
    {"AddFields", &transform::make_add_fields},
    {"RemoveFields", &transform::make_remove_fields},
    {"KeysToLower", &transform::make_keys_to_lower},
    {"KeysToSnakeCase", &transform::make_keys_to_snake_case},
    {"FlattenFields", &transform::make_flatten_fields},
    {"DpathFlattenFields", &transform::make_dpath_flatten},
    {"KeysReplace", &transform::make_keys_replace},
};

}  // namespace

cx::Result<std::unique_ptr<Transformation>> make_transformation(const cx::json::Value& component)
{
    const std::string type = component.text_of("type");
    for (const Kind& kind : kinds)
        if (kind.type == type) return kind.make(component);
    return cx::Error{"rest.component", "there is no transformation '" + type + "'"};
}

}  // namespace rest
