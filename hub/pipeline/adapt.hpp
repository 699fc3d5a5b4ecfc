// How much to do at once, so that it takes about the time that it may.
#pragma once

#include <cstdint>

namespace cx::pipeline {

// The next size after one that took `spent_ms`: at most half of it or twice.
inline std::uint32_t adapted(std::uint32_t size, double spent_ms, int target_ms)
{
    if (spent_ms > target_ms) return size / 2;
    return spent_ms * 2 < target_ms ? size * 2 : size;
}

}  // namespace cx::pipeline
