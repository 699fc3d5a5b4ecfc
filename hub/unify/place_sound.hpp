// Korean names of places by sound, the same from Hangul and from Latin letters.
#pragma once

#include <string>
#include <string_view>

namespace cx::unify {

// Of a name in Hangul or lower-case Latin letters, with or without digits: 왕십리 and "wangsimni"
// are one, 올림픽 and "olympic" too. Letters that nobody can read as Korean syllables stay.
std::string place_sound(std::string_view name);

}  // namespace cx::unify
