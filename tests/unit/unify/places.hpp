// Addresses as tests write them.
#pragma once

#include "people.hpp"
#include "unify/place.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace cx::unify::testing {

// Of an address in one line.
inline Place place(std::string_view line)
{
    json::Value address = json::Object{};
    address["lines"].push_back(std::string(line));
    return read_place(address);
}

inline Place place_of(std::string_view address)
{
    return read_place(parsed(address));
}

inline PlaceMatch match(const Place& a, const Place& b)
{
    EXPECT_EQ(compare_places(a, b), compare_places(b, a)) << a.road << " / " << b.road;
    return compare_places(a, b);
}

}  // namespace cx::unify::testing
