// What two records say about being one person, fact by fact. No weights here: levels depend on the
// two records alone, so they can be kept and explained under any model.
#pragma once

#include "unify/features.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cx::unify {

// Levels by fact; 0 is always "unknown", where one of the records says nothing.
enum class FamilyLevel : std::uint8_t { unknown, equal, sound, near, differ, garbled };
enum class GivenLevel : std::uint8_t { unknown, equal, sound, form, near, slip, differ, garbled };
enum class MiddleLevel : std::uint8_t { unknown, same, differ };
enum class OrderLevel : std::uint8_t { unknown, exchanged };
enum class PhoneLevel : std::uint8_t { unknown, mobile, landline, near, differ };
enum class GenderLevel : std::uint8_t { unknown, same, differ };
enum class WordsLevel : std::uint8_t { unknown, same, near, differ };  // Birth place, occupation
enum class IdentifierLevel : std::uint8_t { unknown, same, near, differ };

inline constexpr std::size_t levels_max = 9;  // Of any fact.

// Name of a fact and of its levels, as models and explanations have them.
std::string_view fact_name(Fact fact);
std::span<const std::string_view> level_names(Fact fact);

struct Evidence {
    std::array<std::uint8_t, fact_count> levels{};
    // Hashes of the values that agree, for their frequency; 0: none, or not by value.
    std::uint64_t family = 0;
    std::uint64_t given = 0;

    std::uint8_t level(Fact fact) const { return levels[static_cast<std::size_t>(fact)]; }
    auto operator<=>(const Evidence&) const = default;
};

// Whether a contact key links nobody just now; then an equal value is no evidence either.
class Suspensions {
public:
    virtual ~Suspensions() = default;
    virtual bool suspended(const MatchKey& key) const = 0;
};

// Symmetric.
Evidence compare(const Features& a, const Features& b, const Suspensions& suspensions);

// How the given names go together in the best alignment of the names.
GivenLevel compare_given_names(const Features& a, const Features& b);

// Hash of 32 bits by which the frequency of a name's part is looked up: its sound where it is
// Korean, else its letters.
std::uint64_t part_value(const NameReading& reading, bool family);

}  // namespace cx::unify
