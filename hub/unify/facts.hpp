// What two records can be compared on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cx::unify {

// One comparison for each fact: an address and its postcode are one, an e-mail address and its
// local part are one. Counted twice they would make one person of a household.
enum class Fact : std::uint8_t {
    family,
    given,
    middle,
    order,
    birth,
    email,
    phone,
    place,
    gender,
    birth_place,
    occupation,
    identifier,
};

inline constexpr std::size_t fact_count = 12;

// A set of facts.
using FactBits = std::uint16_t;

constexpr FactBits bit_of(Fact fact)
{
    return static_cast<FactBits>(1U << static_cast<unsigned>(fact));
}

}  // namespace cx::unify
