// Times as databases write them: "2024-01-31 15:00:00.25", perhaps with T, perhaps with a zone.
#pragma once

#include "sql/value.hpp"
#include "sql/zone.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sql {

// RFC 3339. A local time becomes UTC where `zone` is known, else it stays without one. Texts that
// are no such time stay as they are.
std::string to_rfc3339(const Value& value, const std::optional<Zone>& zone);

// Seconds since 1970 in UTC, a time without a zone taken as in `zone` or UTC; nothing where the
// value is no time.
std::optional<std::int64_t> to_seconds(const Value& value, const std::optional<Zone>& zone);

// The value so much earlier, written as it was: seconds for times, days for dates, numbers for
// whole numbers. Nothing for anything else.
std::optional<Value> earlier(const Value& value, std::int64_t amount);

// Whether a stands before b, both of one column of such values.
bool before(const Value& a, const Value& b);

}  // namespace sql
