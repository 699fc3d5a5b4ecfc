#include "keywords/words.hpp"

namespace keywords {
namespace {

using Script = Word::Script;

bool is_hangul(char32_t c)
{
    return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x3131 && c <= 0x318e);
}

bool is_latin(char32_t c)
{
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') ||
           (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
}

// Han, Kana and whatever else has letters above Latin; no punctuation.
bool is_other_letter(char32_t c)
{
    return (c >= 0x370 && c < 0x2000) || (c >= 0x3041 && c <= 0x30ff) ||
           (c >= 0x3400 && c <= 0x9fff) || (c >= 0xa000 && c < 0xac00);
}

bool is_pictograph(char32_t c)
{
    return (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf);
}

bool ends_sentence(char32_t c)
{
    return c == U'.' || c == U'!' || c == U'?' || c == U'\n' || c == 0x3002 || c == 0xff01 ||
           c == 0xff1f || c == 0x2026;
}

char32_t lower(char32_t c)
{
    if (c >= U'A' && c <= U'Z') return c + 32;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;
    if (c == 0x2019) return U'\'';  // The apostrophe of typesetters
    return c;
}

// The length of a sequence by its first byte; 0 where it begins none.
int sequence_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

}  // namespace

std::u32string to_points(std::string_view utf8)
{
    std::u32string points;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto first = static_cast<unsigned char>(utf8[at]);
        const int length = sequence_length(first);
        if (length == 0 || at + static_cast<std::size_t>(length) > utf8.size()) break;
        char32_t c = length == 1 ? first : first & (0xffU >> (length + 1));
        for (int i = 1; i < length; ++i)
            c = (c << 6U) |
                (static_cast<unsigned char>(utf8[at + static_cast<std::size_t>(i)]) & 0x3fU);
        points += c;
        at += static_cast<std::size_t>(length);
    }
    return points;
}

std::string to_utf8(std::u32string_view points)
{
    std::string out;
    for (const char32_t c : points) {
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c < 0x800) {
            out += static_cast<char>(0xc0U | (c >> 6U));
            out += static_cast<char>(0x80U | (c & 0x3fU));
        } else if (c < 0x10000) {
            out += static_cast<char>(0xe0U | (c >> 12U));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3fU));
            out += static_cast<char>(0x80U | (c & 0x3fU));
        } else {
            out += static_cast<char>(0xf0U | (c >> 18U));
            out += static_cast<char>(0x80U | ((c >> 12U) & 0x3fU));
            out += static_cast<char>(0x80U | ((c >> 6U) & 0x3fU));
            out += static_cast<char>(0x80U | (c & 0x3fU));
        }
    }
    return out;
}

std::vector<Word> words_of(std::string_view utf8)
{
    const std::u32string points = to_points(utf8);
    std::vector<Word> words;
    int sentence = 0;
    bool open = false;  // The last word may go on.
    const auto add = [&](char32_t c, Script script) {
        if (!open || words.back().script != script) words.push_back({{}, script, sentence});
        words.back().text += c;
        open = true;
    };
    for (std::size_t at = 0; at < points.size(); ++at) {
        const char32_t c = lower(points[at]);
        const bool inside = open && words.back().script == Script::latin &&
                            at + 1 < points.size() && is_latin(lower(points[at + 1]));
        if (is_hangul(c))
            add(c, Script::hangul);
        else if (is_latin(c) || (c == U'\'' && inside))
            add(c, Script::latin);
        else if (is_pictograph(c)) {
            words.push_back({std::u32string(1, c), Script::other, sentence});
            open = false;
        } else if (is_other_letter(c))
            add(c, Script::other);
        else {
            open = false;
            if (ends_sentence(c) && !inside) ++sentence;
        }
    }
    return words;
}

}  // namespace keywords
