// Does a login name merely spell its owner's name?
#pragma once

#include "unify/features.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace cx::unify {

inline constexpr std::size_t another_word =
    3;  // Letters beyond a name that are a word of their own

// How many letters of a local part (lower case; digits and signs part words) are no part of the
// name in any reading: neither family nor given name, in whatever romanization, nor a short form or
// initials, nor what people put around it (the, real). Counts no further than another_word.
std::size_t letters_beyond_name(std::string_view local, std::span<const NameReading> names);

}  // namespace cx::unify
