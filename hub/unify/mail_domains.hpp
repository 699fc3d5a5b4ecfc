// Providers of people's mailboxes, and what they are called by a slip of the hand.
#pragma once

#include <string_view>

namespace cx::unify {

// Are two mail domains one provider, under another name of its own or a slip away? Equal ones are.
// One where anybody may have an address.
bool is_provider(std::string_view domain);

bool same_provider(std::string_view a, std::string_view b);

}  // namespace cx::unify
