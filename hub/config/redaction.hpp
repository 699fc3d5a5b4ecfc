// What of a source line may be shown in a message.
#pragma once

#include "config/yaml.hpp"

#include <string_view>
#include <vector>

namespace cx::config {

// The characters of a line and which of them the caret is below, counted from 0.
struct ShownLine {
    std::vector<std::string_view> characters;
    std::size_t caret = 0;
};

// Puts "***" in place of hidden values, and of values whose key sounds like a secret and that are
// no reference: a file that cannot be read to its end has not told yet what is secret. With
// `unread` all below `secrets:` goes too.
ShownLine redact(std::string_view line, const Mark& mark, const Sources& sources, bool unread);

}  // namespace cx::config
