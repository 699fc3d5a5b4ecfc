// The words of a Korean address, in Hangul or in Latin letters, by the kind that their last
// syllable tells.
#pragma once

#include "unify/address_words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

enum class AddressKind {
    other,
    road,      // 은행나무로, 물레방아길
    branch,    // 12길, 12번길, 5가길: of the road before it
    dong,      // 솔향동, 당산리: with a lot number
    ga,        // 솔밭로2가; or 2가 alone, of the word before it
    building,  // 105동, A동
    flat,      // 803호
    floor,     // 3층, B1
    number,
    city,    // 시, 군, 구
    filler,  // 지하, 산: between name and number
};

struct AddressItem {
    AddressKind kind = AddressKind::other;
    std::string name;    // Without the word that tells its kind
    std::string suffix;  // That word
};

std::vector<AddressItem> items_of_hangul(const std::vector<AddressWord>& words);
// `glued`: "Eunhaengnamuro" for Eunhaengnamu-ro, where the address is known to be Korean.
std::vector<AddressItem> items_of_romanized(const std::vector<AddressWord>& words, bool glued);

// "서울" of KR-11; empty for a region that is no city.
std::string_view city_of_region(std::string_view region);

bool begins_with_digit(std::string_view text);
bool is_korean_number(std::string_view word);  // 34, 34-5

}  // namespace cx::unify
