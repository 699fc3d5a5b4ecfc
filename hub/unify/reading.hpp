// A name as it may be meant.
#pragma once

#include "unify/text.hpp"

#include <compare>
#include <string>

namespace cx::unify {

// One way to read a name. Skeletons fold spellings of one sound together (hangul.hpp); where a name
// is not Korean the skeleton is the folded letters.
struct NameReading {
    std::string family;       // Skeleton; may be empty.
    std::string given;        // Skeleton; may be empty.
    std::string family_text;  // As written, folded, letters only.
    std::string given_text;
    std::string middle;  // First letters of middle names, Latin only: "jk".
    Script script = Script::none;
    bool korean = false;  // Skeletons are sounds, so they compare across Hangul and Latin.
    bool whole = false;   // An organization's name, which has no parts; it stands in given_text.

    bool complete() const { return whole || (!family.empty() && !given.empty()); }
    bool initial() const { return script == Script::latin && given_text.size() == 1; }

    auto operator<=>(const NameReading&) const = default;
};

}  // namespace cx::unify
