// The left side of a binding: a dotted path to a field of an entity or of an object in it.
#pragma once

#include "model/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

struct Target {
    enum class Shape { value, values, object, objects };  // values, objects: lists

    std::vector<std::string> members;     // "name.family" of a person_name: {"name"}
    std::string part;                     // "family"
    const model::Field* field = nullptr;  // nullptr: an undeclared `ext` field
    const model::SemanticType* type = nullptr;
    Shape shape = Shape::value;
    std::string error;  // What is wrong; then nothing else counts
};

// Looks `path` up among `fields`; `where` names them in a message ("person", "contact_points").
Target find_target(const std::vector<model::Field>& fields, std::string_view path,
                   std::string_view where);

// The same inside the entries of a list: its fields, or the parts of its semantic type.
Target find_entry_target(const model::Field& list, std::string_view path);

}  // namespace cx::mapping
