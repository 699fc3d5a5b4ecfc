// Reads names: which words are family and given name, in which script, by which skeleton.
#pragma once

#include "unify/features.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace cx::unify {

inline constexpr std::size_t readings_max = 4;

struct ReadName {
    std::vector<NameReading> readings;  // At most readings_max, first the likeliest.
    std::string text;
    std::string generation;
    bool masked = false;
};

// `name` is a canonical person_name. Titles (Dr., 과장, 님) are left out; placeholders ("unknown",
// 없음) are no name. A masked name (김*준) has no readings, only its text.
ReadName read_person_name(const json::Value& name);

// Legal forms ((주), Inc., GmbH) are left out, so that 새벽물산 and (주)새벽물산 are one.
ReadName read_organization_name(std::string_view name);

// Equal for two readings of one name, swapped parts and nicknames included; never 0.
std::uint64_t name_skeleton(const NameReading& reading);

}  // namespace cx::unify
