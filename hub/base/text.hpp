// Small questions about text that several modules ask.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx {

bool is_utf8(std::string_view bytes);
std::string_view trim(std::string_view text);  // ASCII white space
std::string ascii_lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
// Bytes out of their digits, in either case; nothing where there is something else.
std::optional<std::string> from_hex(std::string_view digits);
// Of the common and of the URL alphabet, with or without padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace cx
