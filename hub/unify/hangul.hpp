// Korean names by sound. A Hangul name and the many ways to write it in Latin letters fold to one
// skeleton: 정현우, Jung Hyunwoo, Jeong Hyeon-u and CHUNG HYUN WOO are all "jung hyunu".
//
// The skeleton is made from jamo, not from a standard romanization, because nobody spells his name
// by the standard. What is folded together: Kim/Gim, Lee/Yi/I/Rhee, Park/Bak/Pak, Choi/Choe,
// Jung/Jeong/Chung by a surname table; and eo/u/eu/oo, ae/e, ee/hui/hi, g/k, b/p, d/t, j/ch, r/l,
// s/sh by letters. It is coarse on purpose (석 and 숙 are both "sug"): two Hangul names are
// compared as written and only across scripts by sound.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cx::unify {

bool is_hangul_syllable(char32_t code);

// Skeleton of Hangul syllables; anything else is left out.
std::string hangul_skeleton(std::u32string_view syllables);

// Skeleton of a romanized given name, or nothing where it cannot be read as one to three Korean
// syllables. Lower-case ASCII; blanks, hyphens and apostrophes part syllables: "ji hoon", "jihoon",
// "ji-hoon".
std::optional<std::string> romanized_skeleton(std::string_view letters);

// The same of other words, of any number of syllables: places, roads.
std::optional<std::string> romanized_sound(std::string_view letters);

// The skeleton of a Korean surname, the same for every way to write it; nothing where it is none.
std::optional<std::string> surname_skeleton(std::string_view latin_lower);
std::optional<std::string> surname_skeleton(std::u32string_view hangul);

// How many syllables of a Hangul name without spaces are the surname, by the surname table,
// two-syllable surnames first: 남궁민수 2, 김민수 1, 존스미스 0.
std::size_t surname_length(std::u32string_view name);

// Jamo letters of syllables, so that one wrong jamo is one edit; other code points stand for
// themselves.
std::string jamo(std::u32string_view syllables);

}  // namespace cx::unify
