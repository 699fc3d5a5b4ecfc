// Times as systems write them in JSON, "2023-11-14T22:13:20.123Z", and as numbers: microseconds
// since 1970-01-01T00:00:00Z.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx::rfc3339 {

// In UTC, with 0 to 6 decimals, the rest cut off. Nothing outside the years 0 to 9999.
std::optional<std::string> write(std::int64_t us, int decimals = 3);

// A date, T (or t, or a blank), a time, perhaps a fraction, which is cut to microseconds, and Z or
// an offset. Nothing for all else, nor for a day that is not. A leap second is the second behind
// it.
std::optional<std::int64_t> read(std::string_view text);

}  // namespace cx::rfc3339
