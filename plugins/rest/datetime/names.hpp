// The words of dates, and small readers for them.
#pragma once

#include "rest/datetime.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace rest::datetime {

inline constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> weekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
inline bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Whether `text` begins with `word`, whatever the case.
inline bool begins_with(std::string_view text, std::string_view word)
{
    if (text.size() < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
        if (lower(text[i]) != lower(word[i])) return false;
    return true;
}

// Exactly `size` digits at `at`.
inline std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size)
{
    if (at + size > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + size; ++i) {
        if (!is_digit(text[i])) return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// Epoch seconds, milliseconds, microseconds: whole or with a fraction.
std::optional<Moment> epoch(std::string_view text, double unit_us);

}  // namespace rest::datetime
