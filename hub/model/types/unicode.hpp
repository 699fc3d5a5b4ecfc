// Text as people mean it, whatever code points it came in; ICU's door (https://icu.unicode.org,
// 72).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// NFC, controls removed, every run of white space one space, none at the ends. The input is UTF-8.
std::string clean_text(std::string_view text);
// clean_text() with full-width and half-width forms folded to the usual ones ("０１０" to "010",
// "＠" to "@").
std::string clean_width(std::string_view text);
std::string lower(std::string_view text);  // Unicode, no language's special rules.

// Code points of a UTF-8 text and back.
std::u32string to_points(std::string_view utf8);
std::string to_utf8(std::u32string_view points);

inline bool is_hangul(char32_t c)
{
    return c >= 0xac00 && c <= 0xd7a3;
}
bool is_letter(char32_t c);
bool is_digit(char32_t c);  // of any script

// ISO 15924 code of the script most letters are in: "Hang", "Hani", "Kana" (with Hiragana), "Latn",
// "Cyrl", another's own code, or "Zyyy" where there is no letter.
std::string script_of(std::string_view text);

// ASCII form of a domain name, lower case (UTS 46, non-transitional); "" where it is none.
std::string domain_to_ascii(std::string_view domain);

}  // namespace cx::model
