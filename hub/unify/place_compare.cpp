#include "unify/place.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr double same_road = 0.92;             // Jaro-Winkler of roads' names at one number
constexpr std::size_t typo_letters = 5;        // A shorter name one letter off is another one.
constexpr std::size_t typo_number_digits = 3;  // The same of numbers.

// How two things that may not be said agree.
enum class Agreement { unsaid, equal, slip, differ };

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// 12th and 13th Street are no slip of each other.
bool same_digits(std::string_view a, std::string_view b)
{
    auto i = std::find_if(a.begin(), a.end(), is_digit);
    auto j = std::find_if(b.begin(), b.end(), is_digit);
    while (i != a.end() && j != b.end() && *i == *j) {
        i = std::find_if(i + 1, a.end(), is_digit);
        j = std::find_if(j + 1, b.end(), is_digit);
    }
    return i == a.end() && j == b.end();
}

Agreement compare_postcodes(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return Agreement::unsaid;
    if (a == b) return Agreement::equal;
    const bool slip = a.size() == b.size() && a.size() > typo_number_digits && one_edit_apart(a, b);
    return slip ? Agreement::slip : Agreement::differ;
}

// Are all words of one in the other? 서울 and 서울 마포구 are no contradiction.
bool holds_words(std::string_view whole, std::string_view part)
{
    while (!part.empty()) {
        const std::size_t end = std::min(part.find(' '), part.size());
        const std::string_view word = part.substr(0, end);
        const std::size_t at = whole.find(word);
        if (at == whole.npos) return false;
        const bool begins = at == 0 || whole[at - 1] == ' ';
        const bool ends = at + word.size() == whole.size() || whole[at + word.size()] == ' ';
        if (!begins || !ends) return false;
        part.remove_prefix(std::min(end + 1, part.size()));
    }
    return true;
}

Agreement compare_localities(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return Agreement::unsaid;
    if (a == b || holds_words(a, b) || holds_words(b, a)) return Agreement::equal;
    const bool slip = std::min(a.size(), b.size()) >= typo_letters && one_edit_apart(a, b);
    return slip ? Agreement::slip : Agreement::differ;
}

Agreement compare_numbers(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return Agreement::unsaid;
    if (a == b) return Agreement::equal;
    if (a.size() > b.size()) std::swap(a, b);
    // 12 and 12a, 802 and 715-38.
    const bool part = b.starts_with(a) && !is_digit(b[a.size()]);
    const bool slip = part || (a.size() >= typo_number_digits && one_edit_apart(a, b));
    return slip ? Agreement::slip : Agreement::differ;
}

Agreement compare_roads(const Place& a, const Place& b)
{
    if (a.road.empty() || b.road.empty() || a.lot != b.lot) return Agreement::unsaid;
    return a.road == b.road ? Agreement::equal : Agreement::differ;
}

bool is_slip_of_road(std::string_view a, std::string_view b)
{
    if (!same_digits(a, b)) return false;
    const bool long_enough = std::min(a.size(), b.size()) >= typo_letters;
    return (long_enough && one_edit_apart(a, b)) || jaro_winkler(a, b) >= same_road;
}

// "105-803" and, as some write in English, "803-105".
bool same_unit(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    if (a == b) return true;
    const std::size_t hyphen = a.find('-');
    if (hyphen == a.npos || b.size() < hyphen + 1) return false;
    return a.substr(0, hyphen) == b.substr(b.size() - hyphen) &&
           a.substr(hyphen + 1) == b.substr(0, b.size() - hyphen - 1) &&
           b[b.size() - hyphen - 1] == '-';
}

// By lot here and by road there, or by the name of a complex: the same flat of the same building
// within one postcode is hardly another one.
bool is_one_flat_in_two_forms(const Place& a, const Place& b)
{
    return a.unit.find('-') != std::string::npos && same_unit(a.unit, b.unit);
}

bool agrees(Agreement agreement)
{
    return agreement == Agreement::equal || agreement == Agreement::slip;
}

// May a road a slip away be the same one? What stands beside it has to say so.
bool is_road_likely(Agreement number, Agreement postcode, Agreement locality)
{
    return postcode == Agreement::equal ||
           (number == Agreement::equal && locality != Agreement::differ);
}

// Of an equal road: what number and town say of it.
PlaceMatch compare_on_road(const Place& a, const Place& b, Agreement number, Agreement postcode,
                           Agreement locality)
{
    const bool elsewhere = locality == Agreement::differ;
    if (number == Agreement::equal) {
        const bool here = agrees(postcode) || agrees(locality) ||
                          (postcode == Agreement::unsaid && locality == Agreement::unsaid);
        if (here)
            return !a.unit.empty() && same_unit(a.unit, b.unit) ? PlaceMatch::unit
                                                                : PlaceMatch::building;
        return elsewhere && postcode == Agreement::differ ? PlaceMatch::differ : PlaceMatch::road;
    }
    if (agrees(postcode) || agrees(locality)) return PlaceMatch::road;
    return number == Agreement::slip && !elsewhere ? PlaceMatch::road : PlaceMatch::differ;
}

}  // namespace

PlaceMatch compare_places(const Place& a, const Place& b)
{
    if (!a.country.empty() && !b.country.empty() && a.country != b.country)
        return PlaceMatch::differ;
    const Agreement postcode = compare_postcodes(a.postcode, b.postcode);
    const Agreement locality = postcode == Agreement::equal
                                   ? Agreement::unsaid
                                   : compare_localities(a.locality, b.locality);
    const Agreement road = compare_roads(a, b);
    if (road != Agreement::unsaid) {
        const Agreement number = compare_numbers(a.number, b.number);
        PlaceMatch match = PlaceMatch::differ;
        if (road == Agreement::equal)
            match = compare_on_road(a, b, number, postcode, locality);
        else if (is_road_likely(number, postcode, locality) && is_slip_of_road(a.road, b.road))
            match = PlaceMatch::road;
        if (match != PlaceMatch::differ) return match;
    }
    if (postcode == Agreement::equal)
        return road == Agreement::unsaid && is_one_flat_in_two_forms(a, b) ? PlaceMatch::building
                                                                           : PlaceMatch::postcode;
    if (postcode == Agreement::slip) return PlaceMatch::near;
    if (agrees(locality)) return PlaceMatch::locality;
    const bool said =
        road != Agreement::unsaid || postcode != Agreement::unsaid || locality != Agreement::unsaid;
    return said ? PlaceMatch::differ : PlaceMatch::unknown;
}

}  // namespace cx::unify
