#include "unify/address_words.hpp"
#include "unify/street.hpp"
#include "unify/street_words.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

std::vector<AddressSegment> segments_of(const std::vector<AddressWord>& words)
{
    std::vector<AddressSegment> segments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i == 0 || words[i].segment != words[i - 1].segment) segments.emplace_back();
        segments.back().push_back(words[i].text);
    }
    return segments;
}

// "12, Kiln Lane": a comma behind the number is none.
void join_lone_numbers(std::vector<AddressSegment>& segments)
{
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        if (!is_lone_number(segments[i]) || is_house_number(segments[i + 1].front()) ||
            is_used_as(segments[i + 1].front(), WordUse::unit))
            continue;
        segments[i].insert(segments[i].end(), segments[i + 1].begin(), segments[i + 1].end());
        segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
}

// A ZIP code behind a town or a state, without its last four digits.
std::string zip_of(const std::vector<AddressSegment>& segments)
{
    if (segments.empty() || box_length(segments.back()) > 0) return {};
    const AddressSegment& words = segments.back();
    if (segments.size() < 2 && (words.size() < 2 || words[words.size() - 2].size() != 2)) return {};
    const std::string& last = words.back();
    const std::string_view five = std::string_view(last).substr(0, 5);
    const bool zip = all_digits(five) && five.size() == 5 &&
                     (last.size() == 5 || (last.size() == 10 && last[5] == '-'));
    return zip ? std::string(five) : std::string();
}

// Where the street stands that is most like one.
std::size_t best_of(const std::vector<Street>& streets)
{
    const auto best =
        std::max_element(streets.begin(), streets.end(),
                         [](const Street& a, const Street& b) { return a.quality < b.quality; });
    return static_cast<std::size_t>(best - streets.begin());
}

// "26 Rose House, Mill Street": the number stands with the name of the house. "Calle Mayor, 12":
// it stands alone behind.
std::string number_beside(const std::vector<Street>& streets,
                          const std::vector<AddressSegment>& segments, std::size_t at)
{
    for (std::size_t i = 0; i < at; ++i)
        if (!streets[i].number.empty()) return streets[i].number;
    const bool behind = at + 1 < segments.size() && is_lone_number(segments[at + 1]);
    return behind ? house_number(segments[at + 1].front()) : std::string();
}

}  // namespace

PlaceParts read_latin_address(const std::vector<AddressWord>& words)
{
    PlaceParts parts;
    std::vector<AddressSegment> segments = segments_of(words);
    parts.postcode = zip_of(segments);
    if (!parts.postcode.empty()) segments.back().pop_back();
    std::erase_if(segments, [](const AddressSegment& segment) { return segment.empty(); });
    join_lone_numbers(segments);
    std::vector<Street> streets;
    for (const AddressSegment& segment : segments) streets.push_back(read_street(segment));
    std::size_t next = 0;
    if (const std::size_t at = best_of(streets); at < streets.size() && streets[at].quality > 0) {
        parts.road = streets[at].road;
        parts.number = streets[at].number;
        if (parts.number.empty()) parts.number = number_beside(streets, segments, at);
        parts.locality = streets[at].town;
        next = at + 1;
    }
    for (const Street& street : streets) {
        if (!street.unit.empty()) append_unit(street.unit, parts.unit);
        if (street.is_marked && street.road.empty() && street.number != parts.number)
            append_unit(street.number, parts.unit);
    }
    for (; next < segments.size() && parts.locality.empty(); ++next)
        if (streets[next].unit.empty() && !streets[next].is_marked)
            parts.locality = town_name(segments[next]);
    return parts;
}

PlaceParts read_plain_address(const std::vector<AddressWord>& words)
{
    PlaceParts parts;
    for (const AddressWord& word : words) {
        for (const char c : word.text) {
            const bool digit = c >= '0' && c <= '9';
            const bool letter = static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z');
            if (digit)
                parts.number += c;
            else if (letter && parts.number.empty())
                parts.road += c;
            else if (!parts.number.empty() && parts.number.back() != '-')
                parts.number += '-';
        }
    }
    while (parts.number.ends_with('-')) parts.number.pop_back();
    return parts;
}

}  // namespace cx::unify
