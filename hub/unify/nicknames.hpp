// English short forms: Bill is William, Peggy is Margaret.
#pragma once

#include <string_view>

namespace cx::unify {

// The first name of the class that a given name (lower-case ASCII) belongs to, or the name itself.
// A short form that belongs to several names (Alex) has a class of its own and is told by
// same_nickname_class only.
std::string_view nickname_class(std::string_view given);

// May two given names be one person's? Equal names are.
bool same_nickname_class(std::string_view a, std::string_view b);

}  // namespace cx::unify
