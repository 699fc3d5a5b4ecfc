#include "unify/place.hpp"

#include "unify/address_words.hpp"
#include "unify/place_sound.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr std::size_t name_bytes = 64;    // Of a road or a town
constexpr std::size_t number_bytes = 16;  // Of a house or a flat
constexpr std::size_t postcode_bytes = 12;
constexpr std::size_t zip_digits = 5;

// Cut between letters.
void bound(std::string& text, std::size_t bytes)
{
    if (text.size() <= bytes) return;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80) --bytes;
    text.resize(bytes);
}

std::string lines_of(const json::Value& address)
{
    std::string out;
    const json::Value* lines = address.find("lines");
    if (lines != nullptr && lines->is_array())
        for (const json::Value& line : lines->as_array())
            if (line.is_string()) out += line.as_string() + "\n";
    return out;
}

std::string country_of(const json::Value& address)
{
    std::string country = encode(fold(address.text_of("country")));
    if (country.size() != 2) return {};
    std::transform(country.begin(), country.end(), country.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return country;
}

std::string postcode_of(const json::Value& address)
{
    const std::string text = encode(fold(address.text_of("postal_code")));
    std::string code = letters_and_digits(text);
    // ZIP+4: the last four digits are known to few.
    if (text.size() == 10 && text[5] == '-' && all_digits(code)) code.resize(zip_digits);
    return code;
}

// A town's name without a word for "city" where the reader of the whole has found none.
std::string town_of(const json::Value& address)
{
    std::string town = letters_and_digits(encode(fold(address.text_of("locality"))));
    constexpr std::string_view city = "city";
    if (town.ends_with(city) && town.size() > 2 * city.size())
        town.resize(town.size() - city.size());
    return town;
}

PlaceParts read_latin(const json::Value& address, const std::vector<AddressWord>& words)
{
    PlaceParts parts = read_latin_address(words);
    if (std::string town = town_of(address); !town.empty()) parts.locality = std::move(town);
    return parts;
}

bool has_latin(const std::vector<AddressWord>& words)
{
    std::u32string all;
    for (const AddressWord& word : words) all += decode(word.text);
    const Script script = script_of(std::u32string_view(all));
    return script == Script::latin || script == Script::none;
}

bool says_anything(const PlaceParts& parts)
{
    return !parts.road.empty() || !parts.locality.empty();
}

PlaceParts read_parts(const json::Value& address, std::string_view country)
{
    const std::string lines = lines_of(address);
    const std::string street = lines.empty() ? address.text_of("formatted") : lines;
    const std::string town =
        address.text_of("locality") + "\n" + address.text_of("dependent_locality") + "\n";
    const std::string region = address.text_of("region");
    if (has_hangul(street + town)) return read_hangul_address(address_words(town + street), region);
    if (country == "KR" || country.empty()) {
        PlaceParts parts =
            read_romanized_address(address_words(street + "\n" + town), region, country == "KR");
        if (says_anything(parts)) return parts;
    }
    const std::vector<AddressWord> words = address_words(street);
    if (has_latin(words)) return read_latin(address, words);
    PlaceParts parts = read_plain_address(words);
    parts.locality = town_of(address);
    return parts;
}

}  // namespace

Place read_place(const json::Value& address)
{
    if (!address.is_object()) return {};
    Place place;
    place.country = country_of(address);
    PlaceParts parts = read_parts(address, place.country);
    place.postcode = postcode_of(address);
    if (place.postcode.empty()) place.postcode = letters_and_digits(parts.postcode);
    place.locality = std::move(parts.locality);
    place.road = std::move(parts.road);
    place.number = std::move(parts.number);
    place.unit = std::move(parts.unit);
    place.lot = parts.lot;
    bound(place.postcode, postcode_bytes);
    bound(place.locality, name_bytes);
    bound(place.road, name_bytes);
    bound(place.number, number_bytes);
    bound(place.unit, number_bytes);
    return place;
}

}  // namespace cx::unify
