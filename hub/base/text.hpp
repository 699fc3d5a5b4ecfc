// Small questions about text that several modules ask.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cx {

bool is_utf8(std::string_view bytes);
std::string_view trim(std::string_view text);  // ASCII white space
std::string ascii_lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace cx
