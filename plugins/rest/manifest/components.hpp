// The components that a manifest may be made of, as one table: what checks, describe and the
// reference page read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rest {

// What stands in a field.
enum class FieldKind : std::uint8_t {
    text,       // Taken as it is
    number,     // Or a text that is one
    flag,       // true, false
    list,       // Of scalars, or paths
    any,        // Kept as it is
    component,  // One, or a list of them
    named,      // Components by name
    templated,  // A text with expressions
    tree,       // Any value whose texts are expressions
    condition,  // An expression that is true or false
};

struct Field {
    std::string_view name;
    FieldKind kind = FieldKind::any;
    bool required = false;
    std::string_view variables = {};  // That expressions here may look at, blanks between them
};

struct Component {
    std::string_view name;
    bool runs = true;
    std::string_view summary;
    std::span<const Field> fields;
};

std::span<const Component> components();
// nullptr where there is none of that name.
const Component* find_component(std::string_view name);

}  // namespace rest
