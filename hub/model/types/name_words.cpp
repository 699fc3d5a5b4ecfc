#include "model/types/name_words.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/surnames.hpp"
#include "model/types/unicode.hpp"

#include <algorithm>

namespace cx::model {
namespace {

bool is_mask(char32_t c)
{
    return c == U'*' || c == U'○' || c == U'◯' || c == U'〇' || c == U'●' || c == U'※' ||
           c == U'□' || c == U'■';
}

// Titles that stand behind a Korean, Japanese or Chinese name.
constexpr std::string_view courtesies = "고객님|회원님|선생님|님|씨|귀하|様|さん|先生|女士|小姐";
constexpr std::string_view positions =
    "사원|주임|대리|과장|차장|부장|이사|상무|전무|부사장|사장|"
    "대표이사|대표|회장|팀장|실장|본부장|센터장|점장|매니저|책임|"
    "선임|수석|교수|박사|원장|변호사|기사|연구원|간호사|약사";
constexpr std::string_view prefixes =
    "mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herr|frau|mme|rev";
constexpr std::string_view suffixes = "jr|sr|ii|iii|iv|phd|md|esq|cpa|mba";
// Particles that belong to the family name behind them.
constexpr std::string_view particles =
    "van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|binti|al|ter|ten|zu|st.";

std::string without_points(std::string_view word)
{
    std::string text = lower(word);
    std::erase(text, '.');
    std::erase(text, ',');
    return text;
}

void append(std::string& list, std::string_view word)
{
    if (!list.empty()) list += ' ';
    list += word;
}

// The word of `words` that ends `text`, or "".
std::string_view ending_of(std::string_view text, std::string_view words)
{
    for (const std::string_view word : split(words, '|'))
        if (text.size() > word.size() && text.ends_with(word)) return word;
    return {};
}

// "홍길동님" to "홍길동"; a name keeps at least two syllables.
bool cut_courtesy(std::vector<std::string>& words)
{
    std::string& last = words.back();
    const std::string_view courtesy = ending_of(last, courtesies);
    if (courtesy.empty()) return false;
    const std::string rest = last.substr(0, last.size() - courtesy.size());
    if (to_points(rest).size() < 2 && words.size() < 2) return false;
    last = rest;
    return true;
}

// "홍길동과장" to "홍길동": a known surname, two syllables and a position, for four syllables may
// be a name.
bool cut_position(std::vector<std::string>& words, std::string& prefix)
{
    std::string& last = words.back();
    const std::string_view position = ending_of(last, positions);
    if (position.empty() || words.size() != 1) return false;
    const std::u32string rest = to_points(last.substr(0, last.size() - position.size()));
    if (rest.size() != 3 || !std::all_of(rest.begin(), rest.end(), is_hangul) ||
        surname_length(rest) == 0)
        return false;
    append(prefix, position);
    last = to_utf8(rest);
    return true;
}

// A title that stands as a word of its own.
bool drop_title(std::vector<std::string>& words, std::string& prefix)
{
    if (words.size() < 2) return false;
    const bool position = one_of(positions, words.back());
    if (!position && !one_of(courtesies, words.back())) return false;
    if (position) append(prefix, words.back());
    words.pop_back();
    return true;
}

}  // namespace

std::string with_plain_masks(std::string_view text)
{
    constexpr std::u32string_view letters = U"OoXx0";
    std::u32string points = to_points(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (is_mask(points[i])) points[i] = U'*';
        if (i == 0 || letters.find(points[i]) == letters.npos) continue;
        const bool after = is_hangul(points[i - 1]) || points[i - 1] == U'*';
        const std::size_t next = points.find_first_not_of(letters, i);
        if (after && (next == points.npos || is_hangul(points[next]))) points[i] = U'*';
    }
    return to_utf8(points);
}

bool is_placeholder_name(std::string_view text)
{
    constexpr std::string_view words =
        "테스트|test|tester|test test|test user|testuser|고객|고객님|회원|"
        "비회원|손님|익명|무명|이름없음|이름 없음|성명|이름|guest|"
        "guest user|anonymous|anon|no name|noname|name|full name|first name|last name|"
        "firstname lastname|asdf|qwerty|ㅁㄴㅇㄹ|ㅇㅇㅇ|admin|administrator|"
        "customer|user|unknown unknown|not set|dummy|테스트계정|관리자";
    const std::string folded = lower(text);
    return is_placeholder_word(text) || one_of(words, folded);
}

bool has_letter(std::string_view text)
{
    const std::u32string points = to_points(text);
    return std::any_of(points.begin(), points.end(), [](char32_t c) { return is_letter(c); });
}

void drop_korean_titles(std::vector<std::string>& words, std::string& prefix)
{
    while (drop_title(words, prefix) || cut_courtesy(words) || cut_position(words, prefix)) {
    }
}

void take_latin_titles(std::vector<std::string>& words, std::string& prefix, std::string& suffix)
{
    while (words.size() > 1 && one_of(prefixes, without_points(words.front()))) {
        append(prefix, words.front());
        words.erase(words.begin());
    }
    while (words.size() > 2 && is_name_suffix(words.back())) {
        suffix = suffix.empty() ? words.back() : words.back() + " " + suffix;
        words.pop_back();
        if (words.back().back() == ',') words.back().pop_back();
    }
}

bool is_name_suffix(std::string_view word)
{
    return one_of(suffixes, without_points(word));
}

bool is_name_particle(std::string_view word)
{
    return one_of(particles, lower(word));
}

}  // namespace cx::model
