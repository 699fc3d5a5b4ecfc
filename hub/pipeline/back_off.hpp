// How long to wait before trying again: doubles from limits::retry_first_ms to
// limits::retry_last_ms.
#pragma once

#include "base/limits.hpp"

#include <algorithm>
#include <cstdint>

namespace cx::pipeline {

// `failures` in a row, at least 1. What the other side asked for comes first; what wants an
// administrator waits longest.
inline std::uint32_t back_off_ms(int failures, bool wants_administrator, std::uint32_t asked_for_ms)
{
    if (wants_administrator) return limits::retry_last_ms;
    if (asked_for_ms > 0) return asked_for_ms;
    const int doublings = std::min(failures - 1, 10);
    return static_cast<std::uint32_t>(std::min<std::int64_t>(
        std::int64_t{limits::retry_first_ms} << doublings, limits::retry_last_ms));
}

}  // namespace cx::pipeline
