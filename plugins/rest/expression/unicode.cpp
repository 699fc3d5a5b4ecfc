#include "rest/expression/unicode.hpp"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace rest::unicode {
namespace {

bool starts_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

// The byte where code point `index` begins; the end where there are fewer.
std::size_t byte_of(std::string_view text, std::size_t index)
{
    for (std::size_t at = 0; at < text.size(); ++at)
        if (starts_character(text[at]) && index-- == 0) return at;
    return text.size();
}

template <typename Change>
std::string changed(std::string_view text, Change change)
{
    auto wide = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    change(wide);
    std::string out;
    return wide.toUTF8String(out);
}

}  // namespace

std::size_t length(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string_view slice(std::string_view text, std::size_t begin, std::size_t end)
{
    if (begin >= end) return {};
    if (is_ascii(text)) {
        if (begin >= text.size()) return {};
        return text.substr(begin, end - begin);
    }
    const std::size_t from = byte_of(text, begin);
    return text.substr(from, byte_of(text.substr(from), end - begin));
}

std::vector<std::string_view> characters(std::string_view text)
{
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && !starts_character(text[end])) ++end;
        all.push_back(text.substr(at, end - at));
        at = end;
    }
    return all;
}

char32_t code_point(std::string_view character)
{
    if (character.empty()) return 0;
    const auto first = static_cast<unsigned char>(character.front());
    if (first < 0x80) return first;
    char32_t point = first & (first >= 0xF0 ? 0x07 : first >= 0xE0 ? 0x0F : 0x1F);
    for (const char c : character.substr(1))
        point = (point << 6) | (static_cast<unsigned char>(c) & 0x3F);
    return point;
}

void append(char32_t point, std::string& out)
{
    const auto byte = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
        byte(0xC0 | (point >> 6));
    } else if (point < 0x10000) {
        byte(0xE0 | (point >> 12));
        byte(0x80 | ((point >> 6) & 0x3F));
    } else {
        byte(0xF0 | (point >> 18));
        byte(0x80 | ((point >> 12) & 0x3F));
        byte(0x80 | ((point >> 6) & 0x3F));
    }
    byte(0x80 | (point & 0x3F));
}

bool is_space(char32_t point)
{
    if (point < 0x80)
        return point == ' ' || (point >= 9 && point <= 13) || (point >= 28 && point <= 31);
    return point == 0x85 || u_isUWhiteSpace(static_cast<UChar32>(point));
}

std::string_view strip(std::string_view text, bool left, bool right)
{
    const std::vector<std::string_view> all = characters(text);
    std::size_t begin = 0;
    std::size_t end = all.size();
    while (left && begin < end && is_space(code_point(all[begin]))) ++begin;
    while (right && end > begin && is_space(code_point(all[end - 1]))) --end;
    if (begin == end) return {};
    const char* const last = all[end - 1].data() + all[end - 1].size();
    return {all[begin].data(), static_cast<std::size_t>(last - all[begin].data())};
}

bool is_alpha(char32_t point)
{
    return u_isalpha(static_cast<UChar32>(point));
}
bool is_upper(char32_t point)
{
    return u_isUUppercase(static_cast<UChar32>(point));
}
bool is_lower(char32_t point)
{
    return u_isULowercase(static_cast<UChar32>(point));
}

bool is_printable(char32_t point)
{
    if (point < 0x7F) return point >= 0x20;
    switch (u_charType(static_cast<UChar32>(point))) {
        case U_UNASSIGNED:
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_PRIVATE_USE_CHAR:
        case U_SURROGATE:
        case U_SPACE_SEPARATOR:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
            return false;
        default:
            return true;
    }
}

std::string upper(std::string_view text)
{
    return changed(text, [](icu::UnicodeString& wide) { wide.toUpper(icu::Locale::getRoot()); });
}

std::string lower(std::string_view text)
{
    return changed(text, [](icu::UnicodeString& wide) { wide.toLower(icu::Locale::getRoot()); });
}

}  // namespace rest::unicode
