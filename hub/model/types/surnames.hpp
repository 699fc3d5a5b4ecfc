// Surnames, for telling where a family name ends. Configuration adds none: a wrong split only
// weakens a name.
#pragma once

#include <cstddef>
#include <string_view>

namespace cx::model {

// Syllables of the surname at the beginning of a Hangul or Han name; 0 where none is known.
// Two-syllable surnames win.
std::size_t surname_length(std::u32string_view name);

bool is_surname(std::u32string_view word);

// "Kim", "Lee", "Jeong": how Koreans write their surnames in Latin letters, any case.
bool is_romanized_surname(std::string_view word);

}  // namespace cx::model
