// How two records' names and birth dates go together. Symmetric.
#pragma once

#include "unify/features.hpp"

#include <string_view>

namespace cx::unify {

enum class NameMatch {
    unknown,  // A name is missing, or both are masked: nothing can be said.
    differ,
    near,  // In different scripts and no sound agrees by enough, or a spelling away: says nothing
           // alone.
    compatible,  // Other script, nickname, initial, masked, swapped, one part only, or one letter
                 // off.
    equal,       // Family and given skeleton; as written where both are in one script of their own.
};

NameMatch compare_names(const Features& a, const Features& b);

// Two complete names in one script whose given names are plainly different, or a father and his
// son: people that only a steward or an exclusive identifier makes one.
bool names_clash(const Features& a, const Features& b);

// Another year, and more than one digit apart. Says no where it cannot be sure: a calendar confused
// (a lunar date is 17 to 53 days earlier), day and month exchanged, the century guessed.
bool births_clash(std::string_view a, std::string_view b);

}  // namespace cx::unify
