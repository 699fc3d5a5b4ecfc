// What an expression gives, and the kinds its checker knows.
#pragma once

#include "mapping/decimal.hpp"

#include <cx/json.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cx::mapping {

// What is known of an expression before any record is there. Source fields are `any`.
enum class Kind { any, null, boolean, number, text, list };
std::string_view to_text(Kind kind);

// An expression that could not be computed; an issue's code: expr.number, expr.condition,
// expr.divide, expr.range ...
struct Fault {
    std::string_view code;
};

using Null = std::monostate;
using Elements = std::vector<const json::Value*>;  // What a path with [*] or a filter found.
using Value = std::variant<Null, bool, Decimal, std::string, const json::Value*, Elements, Fault>;

// As JSON: numbers as canonical decimals, a source's value as it stands. A fault is null.
json::Value to_json(const Value& value);

// Null, "", [] and {} alike.
bool empty(const Value& value);

}  // namespace cx::mapping
