#include "unify/street.hpp"

#include "unify/address_words.hpp"
#include "unify/street_words.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace cx::unify {
namespace {

using Words = AddressSegment;
using Span = std::span<const std::string>;

bool is_ordinal(std::string_view word)
{
    const std::size_t digits = word.find_first_not_of("0123456789");
    if (digits == 0 || digits == word.npos) return false;
    const std::string_view end = word.substr(digits);
    return end == "st" || end == "nd" || end == "rd" || end == "th";
}

bool is_single_letter(std::string_view word)
{
    return word.size() == 1 && word.front() >= 'a' && word.front() <= 'z';
}

bool names_unit(std::string_view word)
{
    return has_digit(word) || is_single_letter(word);
}

// Takes "flat 3" and "# 59" out of a segment; a number under "no" at the front may be the house's.
void take_units(Words& words, Street& street)
{
    for (std::size_t i = 0; i + 1 < words.size();) {
        if (!is_used_as(words[i], WordUse::unit) || !names_unit(words[i + 1]) ||
            is_ordinal(words[i + 1])) {
            ++i;
            continue;
        }
        if (i == 0 && street.number.empty() && is_used_as(words[i], WordUse::house)) {
            street.number = house_number(words[i + 1]);
            street.is_marked = true;
        } else {
            append_unit(words[i + 1], street.unit);
        }
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                    words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
    }
}

std::size_t find_word(Span words, WordUse use)
{
    for (std::size_t i = 1; i < words.size(); ++i)
        if (is_used_as(words[i], use)) return i;
    return words.size();
}

std::string name_of(Span words)
{
    std::string with_directions;
    std::string without;
    for (const std::string& word : words) {
        const std::string name = folded_word(word);
        with_directions += name;
        if (!is_used_as(word, WordUse::direction)) without += name;
    }
    return without.empty() ? with_directions : without;
}

bool is_state(std::string_view word)
{
    constexpr std::string_view longer[] = {"nsw", "vic", "qld", "tas", "act"};
    return word.size() == 2 ||
           std::find(std::begin(longer), std::end(longer), word) != std::end(longer);
}

// Number, and where a slash or a second number says so the unit before it.
void take_number(Span& words, Street& street)
{
    if (words.empty() || !is_house_number(words.front())) return;
    std::string first = words.front();
    words = words.subspan(1);
    if (words.size() > 1 && is_house_number(words.front())) {
        if (words.front().find('/') == std::string::npos) {  // 5 37 Kiln Lane; not 12 1/2.
            append_unit(first, street.unit);
            first = words.front();
        }
        words = words.subspan(1);
    }
    const std::size_t slash = first.find('/');
    if (slash != first.npos && slash > 0) {
        append_unit(std::string_view(first).substr(0, slash), street.unit);
        first.erase(0, slash + 1);
    }
    street.number = house_number(first);
    if (words.size() > 2 && is_single_letter(words.front()) &&
        !is_used_as(words.front(), WordUse::direction) && !is_used_as(words[1], WordUse::street)) {
        street.number += words.front();  // 12 a Kiln Lane
        words = words.subspan(1);
    }
}

Street read_box(const Words& words, std::size_t count)
{
    Street street{.road = "pobox", .quality = 5};
    if (count < words.size() && has_digit(words[count])) street.number = house_number(words[count]);
    if (count + 1 < words.size()) street.town = town_name(std::span(words).subspan(count + 1));
    return street;
}

// How sure a segment is a street by its words.
enum class Sure { no, weakly, plainly };

// The name of a road, and what stands behind its word for "street".
struct Named {
    Span name;
    Span behind;
    Sure sure = Sure::no;
    std::size_t glued = 0;     // Letters at the end of the name that are such a word
    bool is_numbered = false;  // A number in the name is the road's.
};

// "Mill Steet", "Mill S treet", "Millstreet"
Named split_misspelled(Span words)
{
    const std::string& last = words.back();
    if (words.size() > 2 && is_used_as(words[words.size() - 2] + last, WordUse::street))
        return {.name = words.first(words.size() - 2), .sure = Sure::weakly};
    if (words.size() > 1 && is_misspelled_street_word(last))
        return {.name = words.first(words.size() - 1), .sure = Sure::weakly};
    const std::size_t glued = last.size() - without_street_word(last).size();
    return {.name = words, .sure = glued > 0 ? Sure::weakly : Sure::no, .glued = glued};
}

// `numbered`: the house has its number already, so another one belongs to the name.
Named split_name(Span words, bool numbered)
{
    if (words.empty()) return {};
    const std::size_t plain = find_word(words, WordUse::street);
    const bool is_plain = plain < words.size();
    const std::size_t end = is_plain ? plain : find_word(words, WordUse::weak_street);
    const bool named_avenue = words.size() == 2 && end == 1;  // Avenue Road
    if (words.size() > 1 && is_used_as(words.front(), WordUse::leading_street) && !named_avenue)
        return {.name = words.subspan(1), .sure = Sure::plainly};
    if (words.size() > 1 && is_used_as(words.front(), WordUse::street) && all_digits(words[1]))
        return {.name = words.first(2),  // Highway 61
                .behind = words.subspan(2),
                .sure = Sure::plainly,
                .is_numbered = true};
    if (end == words.size()) return split_misspelled(words);
    const Span behind = words.subspan(end + 1);
    const Sure sure = is_plain ? Sure::plainly : Sure::weakly;
    if (numbered && !behind.empty() && all_digits(behind.front()))  // County Road 12
        return {words.first(end + 2), behind.subspan(1), sure};
    if (end == 1 && words.front() == "the") return {words.first(2), behind, sure};
    // "Hartford CT" is a town: without a number two letters make no street.
    const bool doubtful = !numbered && words[end].size() == 2 && words[end] != "st" &&
                          words[end] != "rd" && behind.empty();
    return {words.first(end), behind, doubtful ? Sure::no : sure};
}

// A number behind the name: "Ziegelstrasse 12", "Kirch Strasse 12".
void take_trailing_number(Named& named, Street& street)
{
    if (!street.number.empty() || named.is_numbered) return;
    if (!named.behind.empty() && is_house_number(named.behind.front())) {
        street.number = house_number(named.behind.front());
        named.behind = named.behind.subspan(1);
        return;
    }
    for (std::size_t i = 1; i < named.name.size(); ++i) {
        if (!is_house_number(named.name[i])) continue;
        street.number = house_number(named.name[i]);
        if (i + 1 < named.name.size() && is_single_letter(named.name[i + 1]))
            street.number += named.name[i + 1];
        const Named before = split_misspelled(named.name.first(i));
        named.name = before.name;
        named.glued = before.glued;
        return;
    }
}

// "63 Broadway at Kiln Lane" is on Broadway.
Span without_neighbours(Span words)
{
    for (std::size_t i = 2; i < words.size(); ++i)
        if (is_used_as(words[i], WordUse::beside)) return words.first(i);
    return words;
}

// "Rose House 12 Kiln Lane": a house's name before its number, where a street follows.
Span from_number(Span words)
{
    if (words.empty() || is_house_number(words.front())) return words;
    for (std::size_t i = 1; i + 2 < words.size(); ++i) {
        if (is_used_as(words[i - 1], WordUse::street)) break;
        if (is_house_number(words[i]) &&
            find_word(words.subspan(i + 1), WordUse::street) + i + 1 < words.size())
            return words.subspan(i);
    }
    return words;
}

// Better where the words say street, then where there is a number; 0: no street.
int quality_of(Sure sure, bool numbered)
{
    return 2 * static_cast<int>(sure) + (numbered ? 1 : 0);
}

}  // namespace

bool is_lone_number(const Words& words)
{
    return words.size() == 1 && is_house_number(words.front());
}

void append_unit(std::string_view word, std::string& unit)
{
    if (!unit.empty()) unit += '-';
    unit += house_number(word);
}

std::size_t box_length(const Words& words)
{
    constexpr std::string_view boxes[] = {"pobox",      "gpobox",   "postofficebox",
                                          "box",        "postbox",  "lockedbag",
                                          "privatebag", "postfach", "apartado"};
    std::string joined;
    for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 3); ++i) {
        joined += words[i];
        if (std::find(std::begin(boxes), std::end(boxes), joined) != std::end(boxes)) return i + 1;
    }
    return 0;
}

std::string town_name(Span words)
{
    while (!words.empty() &&
           (has_digit(words.back()) || (words.size() > 1 && is_state(words.back()))))
        words = words.first(words.size() - 1);
    while (!words.empty() && has_digit(words.front())) words = words.subspan(1);
    std::string out;
    for (const std::string& word : words)
        if (words.size() == 1 || !is_used_as(word, WordUse::city)) out += folded_word(word);
    return out;
}

Street read_street(Words words)
{
    if (const std::size_t count = box_length(words); count > 0) return read_box(words, count);
    Street street;
    take_units(words, street);
    Span rest = without_neighbours(words);
    if (street.is_marked && !rest.empty() && is_house_number(rest.front())) {
        append_unit(std::exchange(street.number, ""), street.unit);  // # 59 12 Kiln Lane
        street.is_marked = false;
    }
    if (street.number.empty()) {
        rest = from_number(rest);
        take_number(rest, street);
    }
    Named named = split_name(rest, !street.number.empty());
    take_trailing_number(named, street);
    while (!named.behind.empty() && is_used_as(named.behind.front(), WordUse::direction))
        named.behind = named.behind.subspan(1);
    street.town = town_name(named.behind);
    street.road = name_of(named.name);
    if (street.road.size() > named.glued) street.road.resize(street.road.size() - named.glued);
    if (!street.road.empty()) street.quality = quality_of(named.sure, !street.number.empty());
    return street;
}

}  // namespace cx::unify
