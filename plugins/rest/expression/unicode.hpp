// Texts by code points, as Python counts them, over UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rest::unicode {

std::size_t length(std::string_view text);
// Of code points [begin, end); both are clipped.
std::string_view slice(std::string_view text, std::size_t begin, std::size_t end);
std::vector<std::string_view> characters(std::string_view text);
// The code point of one character as characters() gives it.
char32_t code_point(std::string_view character);
void append(char32_t code_point, std::string& out);

// Without white space as Python's strip knows it, at either end or one.
std::string_view strip(std::string_view text, bool left = true, bool right = true);
bool is_space(char32_t code_point);
bool is_alpha(char32_t code_point);
bool is_upper(char32_t code_point);
bool is_lower(char32_t code_point);
// What repr() shows as it is.
bool is_printable(char32_t code_point);
std::string upper(std::string_view text);
std::string lower(std::string_view text);

}  // namespace rest::unicode
