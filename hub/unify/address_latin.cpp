#include "unify/address_words.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace cx::unify {
namespace {

using Words = std::vector<std::string>;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Words for "street" behind a name. Sources: USPS Publication 28, appendix C1; AS 4590 (Australia);
// the Royal Mail's programmers' guide. They are left out: who writes Road for Street means the same
// one, and the number and the town stand beside it.
constexpr auto street_words = std::to_array<std::string_view>(
    {"street",    "st",         "str",     "road",      "rd",         "avenue",    "ave",
     "av",        "aven",       "drive",   "dr",        "drv",        "lane",      "ln",
     "boulevard", "blvd",       "boul",    "court",     "ct",         "crt",       "crescent",
     "cres",      "cr",         "crs",     "place",     "pl",         "close",     "cl",
     "terrace",   "ter",        "tce",     "terr",      "parade",     "pde",       "circuit",
     "cct",       "crct",       "way",     "wy",        "parkway",    "pkwy",      "pky",
     "highway",   "hwy",        "freeway", "fwy",       "expressway", "expy",      "turnpike",
     "tpke",      "trail",      "trl",     "track",     "circle",     "cir",       "alley",
     "aly",       "ally",       "mews",    "esplanade", "esp",        "promenade", "prom",
     "broadway",  "causeway",   "cswy",    "crossing",  "xing",       "driveway",  "route",
     "rte",       "throughway", "strasse", "weg",       "allee",      "platz",     "gasse",
     "straat",    "laan",       "plein",   "gatan",     "vej",        "vei",       "gade",
     "utca",      "ulica",      "ulitsa",  "caddesi",   "sokak"});
// The same words, but names of places as often: they count only where no other one does.
constexpr auto weak_street_words = std::to_array<std::string_view>(
    {"gardens", "gdns",  "garden", "grove",   "gr",     "grv",  "square",  "sq",   "hill",
     "hl",      "hills", "rise",   "row",     "walk",   "wlk",  "view",    "vw",   "vista",
     "park",    "pk",    "green",  "grn",     "gate",   "end",  "ridge",   "rdg",  "point",
     "pt",      "loop",  "cove",   "cv",      "bend",   "glen", "path",    "pass", "plaza",
     "plz",     "quay",  "wharf",  "chase",   "meadow", "mdws", "heights", "hts",  "bypass",
     "run",     "link",  "nook",   "retreat", "wynd"});
// Words for "street" before a name.
constexpr auto leading_street_words = std::to_array<std::string_view>(
    {"rue",     "calle",    "via",       "viale",  "piazza", "corso",  "avenida", "avda",
     "rua",     "travessa", "plaza",     "paseo",  "carrer", "chemin", "impasse", "quai",
     "allee",   "avenue",   "boulevard", "ul",     "ulica",  "jalan",  "jl",      "largo",
     "estrada", "camino",   "carretera", "strada", "bulevar"});
constexpr auto unit_words = std::to_array<std::string_view>(
    {"apartment", "apt",   "apartments", "apts",    "unit",  "un",      "suite",     "ste",
     "flat",      "flt",   "fl",         "floor",   "flr",   "room",    "rm",        "building",
     "bldg",      "bld",   "block",      "blk",     "villa", "shop",    "level",     "lvl",
     "lot",       "space", "spc",        "trailer", "trlr",  "tower",   "penthouse", "ph",
     "office",    "ofc",   "door",       "dpto",    "piso",  "wohnung", "appt",      "no",
     "number",    "num",   "nr",         "#"});
// A number under such a word is the house's, where there is no other one.
constexpr auto number_words =
    std::to_array<std::string_view>({"no", "number", "num", "nr", "#", "lot"});
constexpr auto directions = std::to_array<std::string_view>(
    {"n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west", "northeast",
     "northwest", "southeast", "southwest"});
constexpr auto city_words =
    std::to_array<std::string_view>({"city", "town", "township", "twp", "village", "of", "the"});

struct Folded {
    std::string_view written;
    std::string_view word;
};

constexpr Folded folded_words[] = {
    {"saint", "st"},  {"sainte", "ste"}, {"mount", "mt"},    {"fort", "ft"},
    {"first", "1st"}, {"second", "2nd"}, {"third", "3rd"},   {"fourth", "4th"},
    {"fifth", "5th"}, {"sixth", "6th"},  {"seventh", "7th"}, {"eighth", "8th"},
    {"ninth", "9th"}, {"tenth", "10th"}, {"highway", "hwy"}, {"route", "rte"},
    {"road", "rd"},   {"junior", "jr"},  {"doctor", "dr"},   {"captain", "capt"}};

std::string folded(std::string_view word)
{
    for (const Folded& known : folded_words)
        if (word == known.written) return std::string(known.word);
    return letters_and_digits(word);
}

bool is_ordinal(std::string_view word)
{
    const std::size_t digits = word.find_first_not_of("0123456789");
    if (digits == 0 || digits == word.npos) return false;
    const std::string_view end = word.substr(digits);
    return end == "st" || end == "nd" || end == "rd" || end == "th";
}

bool is_number(std::string_view word)
{
    return is_house_number(word) && !is_ordinal(word);
}

bool is_single_letter(std::string_view word)
{
    return word.size() == 1 && word.front() >= 'a' && word.front() <= 'z';
}

std::vector<Words> segments_of(const std::vector<AddressWord>& words)
{
    std::vector<Words> segments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i == 0 || words[i].segment != words[i - 1].segment) segments.emplace_back();
        segments.back().push_back(words[i].text);
    }
    return segments;
}

bool is_lone_number(const Words& words)
{
    return words.size() == 1 && is_number(words.front());
}

// "12, Kiln Lane": a comma behind the number is none.
void join_lone_numbers(std::vector<Words>& segments)
{
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        if (!is_lone_number(segments[i]) || is_number(segments[i + 1].front()) ||
            is_one_of(segments[i + 1].front(), unit_words))
            continue;
        segments[i].insert(segments[i].end(), segments[i + 1].begin(), segments[i + 1].end());
        segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
}

void add_unit(std::string_view word, std::string& unit)
{
    if (!unit.empty()) unit += '-';
    unit += house_number(word);
}

bool names_unit(std::string_view word)
{
    return has_digit(word) || is_single_letter(word);
}

// Takes "flat 3" and "# 59" out of a segment; a lone number under "no" stays for the house.
void take_units(Words& words, std::string& unit, std::string& number)
{
    for (std::size_t i = 0; i + 1 < words.size();) {
        if (!is_one_of(words[i], unit_words) || !names_unit(words[i + 1]) ||
            is_ordinal(words[i + 1])) {
            ++i;
            continue;
        }
        const bool of_house = is_one_of(words[i], number_words) && i == 0 && words.size() > 2;
        if (of_house && number.empty())
            number = house_number(words[i + 1]);
        else
            add_unit(words[i + 1], unit);
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(i),
                    words.begin() + static_cast<std::ptrdiff_t>(i) + 2);
    }
}

// How many words at the front are "p o box".
std::size_t box_words(const Words& words)
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

template <std::size_t N>
std::size_t find_word(std::span<const std::string> words,
                      const std::array<std::string_view, N>& known)
{
    for (std::size_t i = 1; i < words.size(); ++i)
        if (is_one_of(words[i], known)) return i;
    return words.size();
}

// Where the name of the road ends: its word for "street", else the end of the segment.
std::size_t street_word(std::span<const std::string> words)
{
    const std::size_t strong = find_word(words, street_words);
    return strong < words.size() ? strong : find_word(words, weak_street_words);
}

// Hauptstr. and Hauptstrasse carry their word for "street" at their end.
std::string without_street(std::string word)
{
    for (const std::string_view end : {"strasse", "str"})
        if (word.ends_with(end) && word.size() > end.size() + 2) {
            word.resize(word.size() - end.size());
            break;
        }
    return word;
}

std::string name_of(std::span<const std::string> words)
{
    std::string with_directions;
    std::string without;
    for (const std::string& word : words) {
        const std::string name = without_street(folded(word));
        with_directions += name;
        if (!is_one_of(word, directions)) without += name;
    }
    return without.empty() ? with_directions : without;
}

bool is_state(std::string_view word)
{
    constexpr std::string_view longer[] = {"nsw", "vic", "qld", "tas", "act"};
    return word.size() == 2 ||
           std::find(std::begin(longer), std::end(longer), word) != std::end(longer);
}

// A town's name without state and postal code behind it.
std::string town_of(std::span<const std::string> words)
{
    while (!words.empty() &&
           (has_digit(words.back()) || (words.size() > 1 && is_state(words.back()))))
        words = words.first(words.size() - 1);
    while (!words.empty() && has_digit(words.front())) words = words.subspan(1);
    std::string out;
    for (const std::string& word : words)
        if (words.size() == 1 || !is_one_of(word, city_words)) out += folded(word);
    return out;
}

struct Street {
    std::string road;
    std::string number;
    std::string unit;
    std::string town;  // What follows the word for "street" without a comma
    int quality = 0;   // Best: a number and a word for "street"; 0: no street
};

// Number, and where a slash or a second number says so the unit before it.
void take_number(std::span<const std::string>& words, Street& street)
{
    if (words.empty() || !is_number(words.front())) return;
    std::string first = words.front();
    words = words.subspan(1);
    if (words.size() > 1 && is_number(words.front()) && has_digit(words.front())) {
        if (words.front().find('/') == std::string::npos) {  // 5 37 Kiln Lane; not 12 1/2.
            add_unit(first, street.unit);
            first = words.front();
        }
        words = words.subspan(1);
    }
    const std::size_t slash = first.find('/');
    if (slash != first.npos && slash > 0) {
        add_unit(std::string_view(first).substr(0, slash), street.unit);
        first.erase(0, slash + 1);
    }
    street.number = house_number(first);
    if (words.size() > 2 && is_single_letter(words.front()) &&
        !is_one_of(words.front(), directions) && !is_one_of(words[1], street_words)) {
        street.number += words.front();  // 12 a Kiln Lane
        words = words.subspan(1);
    }
}

// "Kirchweg 12": a number behind the name.
void take_trailing_number(std::span<const std::string>& words, Street& street)
{
    if (!street.number.empty()) return;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (!is_number(words[i])) continue;
        street.number = house_number(words[i]);
        if (i + 1 < words.size() && is_single_letter(words[i + 1])) street.number += words[i + 1];
        words = words.first(i);
        return;
    }
}

Street read_box(const Words& words, std::size_t count)
{
    Street street{.road = "pobox", .quality = 4};
    if (count < words.size() && has_digit(words[count])) street.number = house_number(words[count]);
    if (count + 1 < words.size()) street.town = town_of(std::span(words).subspan(count + 1));
    return street;
}

// The name of a road, and what stands behind its word for "street".
struct Named {
    std::span<const std::string> name;
    std::span<const std::string> behind;
    bool typed = false;  // There is such a word.
};

// `numbered`: the house has its number already, so another one belongs to the name.
Named split_name(std::span<const std::string> words, bool numbered)
{
    if (words.size() < 2) return {.name = words};
    const std::size_t end = street_word(words);
    const bool named_avenue = words.size() == 2 && end == 1;  // Avenue Road
    if (is_one_of(words.front(), leading_street_words) && !named_avenue)
        return {.name = words.subspan(1), .typed = true};
    if (is_one_of(words.front(), street_words) && all_digits(words[1]))  // Highway 61
        return {words.first(2), words.subspan(2), true};
    if (end == words.size()) return {.name = words};
    const std::span<const std::string> behind = words.subspan(end + 1);
    if (numbered && !behind.empty() && all_digits(behind.front()))  // County Road 12
        return {words.first(end + 2), behind.subspan(1), true};
    if (end == 1 && words.front() == "the") return {words.first(2), behind, true};
    return {words.first(end), behind, true};
}

Street read_street(Words words)
{
    if (const std::size_t count = box_words(words); count > 0) return read_box(words, count);
    Street street;
    take_units(words, street.unit, street.number);
    std::span<const std::string> rest(words);
    if (street.number.empty()) take_number(rest, street);
    Named named = split_name(rest, !street.number.empty());
    take_trailing_number(named.name, street);
    if (street.number.empty() && !named.behind.empty() && is_number(named.behind.front())) {
        street.number = house_number(named.behind.front());  // Kirch Strasse 12
        named.behind = named.behind.subspan(1);
    }
    while (!named.behind.empty() && is_one_of(named.behind.front(), directions))
        named.behind = named.behind.subspan(1);
    street.town = town_of(named.behind);
    street.road = name_of(named.name);
    if (street.road.empty()) return street;
    const bool numbered = !street.number.empty();
    street.quality = numbered && named.typed ? 4 : numbered ? 3 : named.typed ? 2 : 0;
    return street;
}

// A ZIP code at the end, without its last four digits.
std::string zip_of(const std::vector<Words>& segments)
{
    if (segments.empty() || segments.back().size() + segments.size() < 3) return {};
    const std::string& last = segments.back().back();
    const std::string_view five = std::string_view(last).substr(0, 5);
    const bool zip = all_digits(five) && five.size() == 5 &&
                     (last.size() == 5 || (last.size() == 10 && last[5] == '-'));
    return zip ? std::string(five) : std::string();
}

// The segment that is most like a street; units that stand alone are added to `unit`.
Street best_street(const std::vector<Words>& segments, std::size_t& at, std::string& unit)
{
    Street best;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        Street street = read_street(segments[i]);
        if (street.road.empty() && !street.unit.empty()) add_unit(street.unit, unit);
        if (street.quality <= best.quality) continue;
        best = std::move(street);
        at = i;
    }
    return best;
}

}  // namespace

PlaceParts read_latin_address(const std::vector<AddressWord>& words)
{
    PlaceParts parts;
    std::vector<Words> segments = segments_of(words);
    parts.postcode = zip_of(segments);
    if (!parts.postcode.empty()) segments.back().pop_back();
    std::erase_if(segments, [](const Words& segment) { return segment.empty(); });
    join_lone_numbers(segments);
    std::size_t at = segments.size();
    const Street best = best_street(segments, at, parts.unit);
    parts.road = best.road;
    parts.number = best.number;
    if (!best.unit.empty()) parts.unit = best.unit;
    std::size_t next = at == segments.size() ? 0 : at + 1;
    if (parts.number.empty() && next > 0 && next < segments.size() &&
        is_lone_number(segments[next]))
        parts.number = house_number(segments[next++].front());  // Calle Mayor, 12
    parts.locality = best.town;
    for (; next < segments.size() && parts.locality.empty(); ++next)
        if (read_street(segments[next]).unit.empty()) parts.locality = town_of(segments[next]);
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
