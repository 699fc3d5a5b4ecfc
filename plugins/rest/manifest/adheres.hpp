// Whether a value is as a JSON Schema says: the part of it that options of a manifest are described
// with.
#pragma once

#include <cx/json.hpp>

#include <string>

namespace rest {

// The first keyword of `schema` that is not looked at here; "" where there is none.
std::string foreign_keyword(const cx::json::Value& schema);

// What is wrong with the `value` called `name`: "'rows/0/name' should be a text". Never what it
// holds, which may be secret. "" where it adheres.
std::string violation(const cx::json::Value& value, const cx::json::Value& schema,
                      const std::string& name);

}  // namespace rest
