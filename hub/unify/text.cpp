#include "unify/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

namespace cx::unify {
namespace {

// ASCII letters of U+00C0 to U+017F without their accents, one or two each; '?' is no letter.
// Ligatures and the eszett take two places and are handled before the table.
constexpr std::string_view latin_1 =
    "aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y";
constexpr std::string_view latin_a =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

bool append_folded_latin(char32_t code, std::u32string& out)
{
    switch (code) {
        case 0xC6:
        case 0xE6:
            out += U"ae";
            return true;
        case 0xDF:
            out += U"ss";
            return true;
        case 0xDE:
        case 0xFE:
            out += U"th";
            return true;
        case 0x132:
        case 0x133:
            out += U"ij";
            return true;
        case 0x152:
        case 0x153:
            out += U"oe";
            return true;
        default:
            break;
    }
    char letter = '?';
    if (code >= 0xC0 && code <= 0xFF) letter = latin_1[code - 0xC0];
    if (code >= 0x100 && code <= 0x17F && code - 0x100 < latin_a.size())
        letter = latin_a[code - 0x100];
    if (letter == '?') return false;
    out += static_cast<char32_t>(letter);
    return true;
}

char32_t fold_one(char32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;  // Full-width ASCII.
    if (code >= 'A' && code <= 'Z') return code + 32;
    if (code == 0x3000 || code == 0xA0) return ' ';
    if (code == 0x2018 || code == 0x2019 || code == 0xB4 || code == '`') return '\'';
    if (code >= 0x2010 && code <= 0x2015) return '-';
    if (code >= 0x391 && code <= 0x3A9) return code + 32;  // Greek capitals
    if (code >= 0x410 && code <= 0x42F) return code + 32;  // Cyrillic capitals
    if (code >= 0x400 && code <= 0x40F) return code + 80;
    return code;
}

bool is_combining(char32_t code)
{
    return code >= 0x300 && code <= 0x36F;
}

// The Jaro part; both texts are short, so marks fit into a word.
template <typename Text>
double similarity(Text a, Text b)
{
    constexpr std::size_t longest = 64;
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1.0 : 0.0;
    const std::size_t reach = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
    std::array<bool, longest> used{};
    std::array<std::size_t, longest> matched_at{};
    std::size_t matches = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t from = i > reach ? i - reach : 0;
        const std::size_t to = std::min(b.size(), i + reach + 1);
        for (std::size_t j = from; j < to; ++j) {
            if (used[j] || a[i] != b[j]) continue;
            used[j] = true;
            matched_at[matches++] = i;
            break;
        }
    }
    if (matches == 0) return 0.0;
    std::size_t half_transpositions = 0;
    std::size_t k = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
        if (!used[j]) continue;
        if (a[matched_at[k++]] != b[j]) ++half_transpositions;
    }
    const double m = static_cast<double>(matches);
    const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                         (m - static_cast<double>(half_transpositions) / 2) / m) /
                        3;
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix])
        ++prefix;
    return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

}  // namespace

std::u32string decode(std::string_view utf8)
{
    std::u32string out;
    out.reserve(utf8.size());
    std::size_t i = 0;
    while (i < utf8.size()) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80    ? 1
                                   : lead >= 0xF0 ? 4
                                   : lead >= 0xE0 ? 3
                                   : lead >= 0xC2 ? 2
                                                  : 0;
        if (length == 0 || i + length > utf8.size()) {
            ++i;
            continue;
        }
        char32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        bool good = true;
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(utf8[i + k]);
            good = good && (next & 0xC0U) == 0x80;
            code = code << 6 | (next & 0x3FU);
        }
        if (good) out += code;
        i += good ? length : 1;
    }
    return out;
}

void append_utf8(char32_t code, std::string& out)
{
    const auto put = [&out](char32_t byte) {
        out += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

std::string encode(std::u32string_view codes)
{
    std::string out;
    out.reserve(codes.size() * 3);
    for (const char32_t code : codes) append_utf8(code, out);
    return out;
}

Script script_of(char32_t code)
{
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')) return Script::latin;
    if (code < 0xC0) return Script::none;
    if (code <= 0x24F) return code == 0xD7 || code == 0xF7 ? Script::none : Script::latin;
    if (code >= 0x1E00 && code <= 0x1EFF) return Script::latin;
    if ((code >= 0xAC00 && code <= 0xD7A3) || (code >= 0x1100 && code <= 0x11FF) ||
        (code >= 0x3131 && code <= 0x318E))
        return Script::hangul;
    if ((code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
        (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x2FFFF))
        return Script::han;
    if (code >= 0x3041 && code <= 0x30FF) return Script::kana;
    if (code >= 0x370 && code <= 0x1FFF) return Script::other;
    return Script::none;
}

Script script_of(std::u32string_view text)
{
    std::array<int, 6> count{};
    for (const char32_t code : text) ++count[static_cast<std::size_t>(script_of(code))];
    // A syllable of Hangul or an ideograph weighs about three Latin letters.
    Script best = Script::none;
    int most = 0;
    for (const Script script :
         {Script::hangul, Script::han, Script::kana, Script::other, Script::latin}) {
        const bool syllabic =
            script == Script::hangul || script == Script::han || script == Script::kana;
        const int weight = count[static_cast<std::size_t>(script)] * (syllabic ? 3 : 1);
        if (weight > most) {
            best = script;
            most = weight;
        }
    }
    return best;
}

std::u32string fold(std::string_view utf8)
{
    std::u32string out;
    for (const char32_t raw : decode(utf8)) {
        const char32_t code = fold_one(raw);
        if (is_combining(code)) continue;
        if (code >= 0xC0 && code <= 0x17F && append_folded_latin(code, out)) continue;
        out += code;
    }
    return out;
}

double jaro_winkler(std::u32string_view a, std::u32string_view b)
{
    return similarity(a, b);
}
double jaro_winkler(std::string_view a, std::string_view b)
{
    return similarity(a, b);
}

int edits(std::string_view a, std::string_view b, int limit)
{
    constexpr std::size_t longest = 64;
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return limit + 1;
    std::array<std::array<int, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i - 1) % 3];
        const auto& two_above = rows[(i + 1) % 3];
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two_above[j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > limit) return limit + 1;
    }
    return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

std::string digits_of(std::string_view text)
{
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

bool one_edit_apart(std::string_view a, std::string_view b)
{
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto differing = std::mismatch(a.begin(), a.end(), b.begin());
    a.remove_prefix(static_cast<std::size_t>(differing.first - a.begin()));
    b.remove_prefix(static_cast<std::size_t>(differing.second - b.begin()));
    if (a.size() < b.size()) return a == b.substr(1);
    if (a.size() < 2) return true;
    if (a.substr(1) == b.substr(1)) return true;
    return a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

std::size_t letters_in_common(std::string_view a, std::string_view b)
{
    std::array<int, 256> left{};
    for (const char letter : a) ++left[static_cast<unsigned char>(letter)];
    std::size_t common = 0;
    for (const char letter : b)
        if (left[static_cast<unsigned char>(letter)]-- > 0) ++common;
    return common;
}

}  // namespace cx::unify
