// How two records' names go together. Symmetric.
#pragma once

#include "unify/features.hpp"

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

// One says junior and the other senior, or a third.
bool generations_conflict(const Features& a, const Features& b);

// Two complete names in one script whose given names are plainly different, or a father and his
// son: people that only a steward or an exclusive identifier makes one.
bool names_clash(const Features& a, const Features& b);

// May a Latin letter be the first of a Korean name, whose sound (hangul.hpp) this is?
bool begins_name(char letter, std::string_view sound);

}  // namespace cx::unify
