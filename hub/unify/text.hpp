// Letters as names need them: code points, scripts, folding, and how far two spellings are apart.
// Pure and total; bytes that are no UTF-8 are skipped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

enum class Script : std::uint8_t { none, latin, hangul, han, kana, other };

std::u32string decode(std::string_view utf8);
void append_utf8(char32_t code, std::string& out);
std::string encode(std::u32string_view codes);

// Of one letter; `none` for digits, marks and white space.
Script script_of(char32_t code);
// Of the letters of a text: the one most of them have, the native one where two are even.
Script script_of(std::u32string_view text);

// Full-width forms become ASCII, Latin letters lose case and accents ("Müller" -> "muller"), Greek
// and Cyrillic lose case; typographic apostrophes and hyphens become ASCII. Everything else stays.
std::u32string fold(std::string_view utf8);

// Jaro-Winkler similarity, 0 to 1, prefix weight 0.1 (Winkler 1990, "String Comparator Metrics").
double jaro_winkler(std::u32string_view a, std::u32string_view b);
double jaro_winkler(std::string_view a, std::string_view b);

// Edits between two texts, an exchange of neighbours counting as one (optimal string alignment);
// answers `limit` + 1 as soon as it is more than `limit`.
int edits(std::string_view a, std::string_view b, int limit);

// How many bytes they share, each as often as both have it, in whatever order.
std::size_t letters_in_common(std::string_view a, std::string_view b);

std::string digits_of(std::string_view text);

// edits(a, b, 1) <= 1 of texts of any length, in one pass.
bool one_edit_apart(std::string_view a, std::string_view b);

}  // namespace cx::unify
