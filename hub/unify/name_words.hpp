// A name as people type it, taken apart into words: titles and honorifics gone, brackets and
// generations set aside.
#pragma once

#include "unify/text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

using Words = std::vector<std::u32string>;

// A name taken apart: words without titles, what stood in brackets, whether a comma put the family
// name first.
struct Parsed {
    Words words;
    std::string bracketed;
    std::string generation;
    std::size_t family_words = 0;  // Before the comma; 0: no comma.
    bool masked = false;
};

Parsed parse_name(std::string_view raw);
// "N/A", "test", "unknown": what stands where nobody gave a name.
bool is_placeholder(const Parsed& parsed);

bool is_letter(char32_t code);
std::string letters_of(std::u32string_view word);  // Its letters alone, as UTF-8.
std::u32string bare(std::u32string_view word);     // The same, still decoded.
std::string join(std::span<const std::u32string> words, bool spaced = false);

template <std::size_t N>
bool is_one_of(std::u32string_view word, const std::array<std::u32string_view, N>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace cx::unify
