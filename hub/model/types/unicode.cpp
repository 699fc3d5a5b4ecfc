#include "model/types/unicode.hpp"

#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <map>
#include <memory>

namespace cx::model {
namespace {

bool is_plain_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_format_control(char32_t c)
{
    const auto category = static_cast<std::uint32_t>(u_charType(static_cast<UChar32>(c)));
    // Zero-width joiners shape emoji and Indic text, so they stay.
    return category == U_CONTROL_CHAR ||
           (category == U_FORMAT_CHAR && c != 0x200d && c != 0x200c) || category == U_SURROGATE;
}

std::string fold_space(std::u32string_view points)
{
    std::u32string out;
    bool gap = false;
    for (const char32_t c : points) {
        if (u_isUWhiteSpace(static_cast<UChar32>(c))) {
            gap = !out.empty();
            continue;
        }
        if (is_format_control(c)) continue;
        if (gap) out += U' ';
        gap = false;
        out += c;
    }
    return to_utf8(out);
}

std::string fold_ascii_space(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

const icu::Normalizer2& nfc()
{
    static const icu::Normalizer2* const instance = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFCInstance(status);
    }();
    return *instance;
}

std::string normalized(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString in = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    std::string out;
    nfc().normalize(in, status).toUTF8String(out);
    return out;
}

// The usual form of a full-width, half-width or typographic variant; other characters as they are.
char32_t usual_form(char32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e) return c - 0xff01 + 0x21;
    if (c == 0x3000 || c == 0x00a0) return U' ';
    if (c >= 0x2010 && c <= 0x2015) return U'-';
    if (c == 0x2212) return U'-';
    return c;
}

}  // namespace

std::string clean_text(std::string_view text)
{
    if (is_plain_ascii(text)) return fold_ascii_space(text);
    // Removing a control can bring a combining mark next to its base, so normalization comes last,
    // and white space is folded before it: NFC makes no white space that was none.
    return normalized(fold_space(to_points(text)));
}

std::string clean_width(std::string_view text)
{
    if (is_plain_ascii(text)) return fold_ascii_space(text);
    std::u32string points = to_points(text);
    std::transform(points.begin(), points.end(), points.begin(), usual_form);
    return normalized(fold_space(points));
}

std::string lower(std::string_view text)
{
    std::string out;
    if (is_plain_ascii(text)) {
        out.assign(text);
        for (char& c : out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        return out;
    }
    icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    wide.toLower(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

std::u32string to_points(std::string_view utf8)
{
    std::u32string points;
    points.reserve(utf8.size());
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
    for (std::size_t i = 0; i < utf8.size();) {
        const unsigned char lead = byte(i);
        const std::size_t tails = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        char32_t point = tails == 0 ? lead : lead & (0x3fU >> tails);
        if (i + tails >= utf8.size()) return points += U'\ufffd';  // Not UTF-8: cut in a character.
        for (std::size_t k = 1; k <= tails; ++k) point = (point << 6U) | (byte(i + k) & 0x3fU);
        points += point;
        i += tails + 1;
    }
    return points;
}

std::string to_utf8(std::u32string_view points)
{
    std::string out;
    out.reserve(points.size() * 2);
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    const auto tail = [&](char32_t bits) { put(0x80U | (bits & 0x3fU)); };
    for (const char32_t c : points) {
        if (c < 0x80) {
            put(c);
            continue;
        }
        if (c < 0x800) {
            put(0xc0U | (c >> 6U));
        } else {
            if (c < 0x10000) {
                put(0xe0U | (c >> 12U));
            } else {
                put(0xf0U | (c >> 18U));
                tail(c >> 12U);
            }
            tail(c >> 6U);
        }
        tail(c);
    }
    return out;
}

bool is_letter(char32_t c)
{
    return u_isalpha(static_cast<UChar32>(c));
}

bool is_digit(char32_t c)
{
    return u_isdigit(static_cast<UChar32>(c));
}

std::string script_of(std::string_view text)
{
    std::map<int, int> counts;
    for (const char32_t c : to_points(text)) {
        if (!is_letter(c)) continue;
        UErrorCode status = U_ZERO_ERROR;
        int script = uscript_getScript(static_cast<UChar32>(c), &status);
        if (script == USCRIPT_HIRAGANA) script = USCRIPT_KATAKANA;
        if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) ++counts[script];
    }
    const auto most =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == counts.end()) return "Zyyy";
    return uscript_getShortName(static_cast<UScriptCode>(most->first));
}

std::string domain_to_ascii(std::string_view domain)
{
    static const std::unique_ptr<const icu::IDNA> idna = [] {
        UErrorCode status = U_ZERO_ERROR;
        return std::unique_ptr<const icu::IDNA>(icu::IDNA::createUTS46Instance(
            UIDNA_USE_STD3_RULES | UIDNA_NONTRANSITIONAL_TO_ASCII, status));
    }();
    UErrorCode status = U_ZERO_ERROR;
    icu::IDNAInfo info;
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    idna->nameToASCII_UTF8(
        icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info,
        status);
    return U_FAILURE(status) || info.hasErrors() ? std::string() : out;
}

}  // namespace cx::model
