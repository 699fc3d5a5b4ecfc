#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/regions.hpp"
#include "model/types/unicode.hpp"

#include <unicode/locid.h>
#include <unicode/region.h>
#include <unicode/ucurr.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace cx::model {
namespace {

using Names = std::map<std::string, std::string, std::less<>>;

// A name without what people write differently: case, spaces, points.
std::string folded(std::string_view name)
{
    std::string key = lower(clean_width(name));
    std::erase_if(key,
                  [](char c) { return c == ' ' || c == '.' || c == ',' || c == '-' || c == '\''; });
    return key;
}

// Names beside those of CLDR.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> country_aliases{{
    {"한국", "KR"},
    {"남한", "KR"},
    {"Korea", "KR"},
    {"Korea, Republic of", "KR"},
    {"Republic of Korea", "KR"},
    {"ROK", "KR"},
    {"USA", "US"},
    {"America", "US"},
    {"United States of America", "US"},
    {"미합중국", "US"},
    {"UK", "GB"},
    {"Great Britain", "GB"},
    {"England", "GB"},
    {"Scotland", "GB"},
    {"Wales", "GB"},
    {"잉글랜드", "GB"},
    {"Russian Federation", "RU"},
    {"Viet Nam", "VN"},
    {"PRC", "CN"},
    {"Deutschland", "DE"},
    {"日本", "JP"},
    {"中国", "CN"},
}};

const Names& country_names()
{
    static const Names names = [] {
        Names made;
        for (const char* const* code = uloc_getISOCountries(); *code; ++code) {
            const icu::Locale country("", *code);
            made.emplace(folded(country.getISO3Country()), *code);
            for (const char* language : {"en", "ko"}) {
                icu::UnicodeString name;
                std::string text;
                country.getDisplayCountry(icu::Locale(language), name).toUTF8String(text);
                made.emplace(folded(text), *code);
            }
            UErrorCode status = U_ZERO_ERROR;
            if (const icu::Region* region = icu::Region::getInstance(*code, status);
                region && U_SUCCESS(status)) {
                const std::string numeric = std::to_string(region->getNumericCode());
                made.emplace(
                    std::string(3 - std::min<std::size_t>(3, numeric.size()), '0') + numeric,
                    *code);
            }
        }
        for (const auto& [name, code] : country_aliases)
            made.insert_or_assign(folded(name), std::string(code));
        return made;
    }();
    return names;
}

bool is_country(std::string_view country)
{
    static const std::map<std::string, bool, std::less<>> codes = [] {
        std::map<std::string, bool, std::less<>> made;
        for (const char* const* code = uloc_getISOCountries(); *code; ++code)
            made.emplace(*code, true);
        return made;
    }();
    return codes.find(country) != codes.end();
}

std::string ascii_upper(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return upper;
}

// Country codes that people write for the language.
bool is_country_for_language(std::string_view language)
{
    constexpr std::string_view codes = "kr|jp|cn|tw|ua|cz|dk|gr|us|gb";
    return one_of(codes, language);
}

bool is_language(std::string_view language)
{
    static const std::map<std::string, bool, std::less<>> codes = [] {
        std::map<std::string, bool, std::less<>> made;
        for (const char* const* code = uloc_getISOLanguages(); *code; ++code)
            made.emplace(*code, true);
        return made;
    }();
    return codes.find(language) != codes.end();
}

}  // namespace

Converted convert_country(const json::Value& input, const ConvertContext&)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string code = ascii_upper(read.text);
    if (is_country(code)) return kept(code);
    const auto found = country_names().find(folded(read.text));
    if (found == country_names().end()) return dropped("country.unknown");
    // A two-letter text that is no code, or the name of half a country, was put right.
    const bool fixed = code == "UK" || code == "KOREA";
    return fixed ? kept_with(found->second, "country.fixed") : kept(found->second);
}

Converted convert_region(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string code = region_code(read.text, region_of(context));
    return code.empty() ? dropped("region.unknown") : kept(code);
}

Converted convert_language(const json::Value& input, const ConvertContext&)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    std::string tag = read.text;
    std::replace(tag.begin(), tag.end(), '_', '-');
    tag = tag.substr(0, tag.find_first_of(".@"));  // "ko_KR.UTF-8"
    if (tag.size() > 35 ||
        tag.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") !=
            tag.npos)
        return dropped("language.format");
    const std::string first = ascii_lower(tag.substr(0, tag.find('-')));
    if (is_country_for_language(first)) return dropped("language.suspect");
    if (first.size() < 2 || first.size() > 3) return dropped("language.format");
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = icu::Locale::forLanguageTag(tag, status);
    if (U_FAILURE(status) || !is_language(locale.getLanguage())) return dropped("language.unknown");
    const std::string canonical = locale.toLanguageTag<std::string>(status);
    return U_SUCCESS(status) && canonical != "und" ? kept(canonical) : dropped("language.unknown");
}

Converted convert_currency(const json::Value& input, const ConvertContext& context)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> signs{{
        {"\u20a9", "KRW"},
        {"원", "KRW"},
        {"won", "KRW"},
        {"$", "USD"},
        {"us$", "USD"},
        {"달러", "USD"},
        {"\u20ac", "EUR"},
        {"유로", "EUR"},
        {"\u00a3", "GBP"},
        {"\u00a5", "JPY"},
        {"円", "JPY"},
        {"엔", "JPY"},
        {"元", "CNY"},
        {"위안", "CNY"},
    }};
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string code = ascii_upper(read.text);
    const bool letters = code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) {
                             return c >= 'A' && c <= 'Z';
                         });
    if (letters) {
        const char16_t wide[4] = {static_cast<char16_t>(code[0]), static_cast<char16_t>(code[1]),
                                  static_cast<char16_t>(code[2]), 0};
        if (ucurr_getNumericCode(wide) > 0 && code != "XXX" && code != "XTS") return kept(code);
    }
    // A sign says only what the source declared that it means.
    const std::string sign = lower(read.text);
    const auto found = std::find_if(signs.begin(), signs.end(),
                                    [&](const auto& row) { return row.first == sign; });
    if (found == signs.end()) return dropped("currency.unknown");
    const std::string declared = ascii_upper(option(context, "currency"));
    if (declared == found->second) return kept(declared);
    return dropped("currency.ambiguous");
}

}  // namespace cx::model
