// The words of a postal address as people type it, and what is read from them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

struct AddressWord {
    std::string text;         // Folded letters, digits, hyphens and slashes; or "#"
    std::size_t segment = 0;  // Commas, brackets and lines part segments.
};

// What a reader of one way to write finds; place.hpp explains the fields.
struct PlaceParts {
    std::string road;
    std::string number;
    std::string unit;
    std::string locality;
    std::string postcode;
    bool lot = false;
};

// At most 64 words of the first 1,000 bytes. What stands in brackets repeats or explains: it is
// left out.
std::vector<AddressWord> address_words(std::string_view text);

// "12", "12-14", "12a", "5/37"; no ordinal ("42nd").
bool is_house_number(std::string_view word);
// Without leading zeros: "007-2" is "7-2".
std::string house_number(std::string_view word);

bool all_digits(std::string_view text);  // Not of an empty one.
bool has_digit(std::string_view text);
bool has_hangul(std::string_view text);
// Letters and digits alone.
std::string letters_and_digits(std::string_view text);

// In Hangul: "서울 마포구 은행나무로 417 105-803". `region` is a code of ISO 3166-2 or empty.
PlaceParts read_hangul_address(const std::vector<AddressWord>& words, std::string_view region);
// In Latin letters: "105-803, 417 Eunhaengnamu-ro, Mapo-gu, Seoul". Nothing where no word of it is
// Korean; `known_korean`: hyphens may be left out.
PlaceParts read_romanized_address(const std::vector<AddressWord>& words, std::string_view region,
                                  bool known_korean);
// "12 Kiln Lane, Flat 3, Elmsmere".
PlaceParts read_latin_address(const std::vector<AddressWord>& words);
// Any other script: the letters before the first number, and the numbers.
PlaceParts read_plain_address(const std::vector<AddressWord>& words);

}  // namespace cx::unify
