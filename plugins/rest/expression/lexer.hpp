// The words of a template: data, and within {{ }} and {% %} names, texts, numbers, operators.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rest::expr {

struct Token {
    enum class Kind { data, output_begin, block_begin, end, name, text, number, sign, eof };

    Kind kind = Kind::eof;
    std::size_t at = 0;     // Byte of the template
    std::string text = {};  // Of data, name, sign ("=="), or the content of a text
    cx::json::Value number = {};

    bool is(Kind wanted, std::string_view word) const { return kind == wanted && text == word; }
    bool is_sign(std::string_view sign) const { return is(Kind::sign, sign); }
    bool is_name(std::string_view name) const { return is(Kind::name, name); }
};

// White space is trimmed where "-" says so, comments and {% raw %} are dealt with, the last line
// end of the template is dropped, line ends in data become \n. The last token is eof. `end` closes
// either kind of bracket.
cx::Result<std::vector<Token>> tokens_of(std::string_view text);

// An error of a template at this byte: "2:7: why".
cx::Error error_at(std::string_view text, std::size_t at, const std::string& why);

}  // namespace rest::expr
