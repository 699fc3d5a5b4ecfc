// A value that did not come through a mapping, as its field wants it.
#pragma once

#include "model/schema.hpp"

#include <string>
#include <vector>

namespace cx::model {

// Each part through its type: lists and objects too, members that the field does not declare left
// out. Null where nothing is left, or where an object lacks a member that it requires. What was
// dropped or corrected goes to `issues`, its paths below `path`.
json::Value conform(const Field& field, const json::Value& value, const ConvertContext& context,
                    const std::string& path, std::vector<Issue>& issues);

}  // namespace cx::model
