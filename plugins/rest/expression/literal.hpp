// Python's literals: what a rendered text becomes when it is read again.
#pragma once

#include <cx/json.hpp>

#include <optional>
#include <string_view>

namespace rest::expr {

// The value of the literal that `text` is as a whole: numbers ("1_000", "0x10", "+5", ".5"), texts
// in all their quotes, True, False, None, lists, tuples (as lists), dicts. Nothing where it is
// none, or one that JSON has no form for (bytes, sets, complex numbers, "...", infinity).
std::optional<cx::json::Value> read_literal(std::string_view text);

// The escapes of a Python text without its quotes; nothing where one is broken. \N{...} is not
// read.
std::optional<std::string> unescape(std::string_view text);
// A number as Python's source has it, without sign: digits, 0x, 0o, 0b, fraction, exponent,
// underscores between digits. `end` is the first character behind.
std::optional<cx::json::Value> read_number(std::string_view text, std::size_t& end);

}  // namespace rest::expr
