// Checks query strings against the table of routes, before any handler sees them.
#pragma once

#include "api/routes.hpp"

#include <optional>

namespace cx::api {

// The problem to answer, or nothing. Personal values come first: e-mail addresses, telephone
// numbers and parameters named after them are refused with the way that is right, and never
// repeated in the answer.
std::optional<Answer> check_query(const Endpoint& endpoint, const Request& request);

// A whole number and nothing else.
std::optional<std::int64_t> to_integer(std::string_view text);

// An '@', or eight to fifteen digits written as people write telephone numbers.
bool looks_personal(std::string_view value);

}  // namespace cx::api
