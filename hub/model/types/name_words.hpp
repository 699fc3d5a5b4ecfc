// Words around and instead of a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cx::model {

// Masks as '*': "김○늘", and letters that hide a syllable, "김O늘" (full width is folded before).
std::string with_plain_masks(std::string_view text);

// "테스트", "N/A", "guest".
bool is_placeholder_name(std::string_view text);
bool has_letter(std::string_view text);

// Takes courtesies (님, 씨) and positions (과장) off the end of "홍길동님", "임 민온 과장님";
// positions go to `prefix`.
void drop_korean_titles(std::vector<std::string>& words, std::string& prefix);

// Moves "Dr." to `prefix` and "Jr." to `suffix`.
void take_latin_titles(std::vector<std::string>& words, std::string& prefix, std::string& suffix);

bool is_name_suffix(std::string_view word);    // "Jr.", "III"
bool is_name_particle(std::string_view word);  // "van", "de": belongs to the family name behind it

}  // namespace cx::model
