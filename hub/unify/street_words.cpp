#include "unify/street_words.hpp"

#include "unify/address_words.hpp"
#include "unify/text.hpp"

#include <algorithm>
#include <unordered_map>

namespace cx::unify {
namespace {

constexpr std::size_t typo_letters = 5;  // A shorter word one letter off is another word.
constexpr std::size_t name_letters = 3;  // No road's name is shorter.

// Words for "street" behind a name. Sources: USPS Publication 28, appendix C1; AS 4590 (Australia);
// the Royal Mail's programmers' guide. They are left out: who writes Road for Street means the same
// one, and the number and the town stand beside it.
constexpr std::string_view street_words[] = {
    "street",    "st",         "str",     "road",      "rd",         "avenue",    "ave",
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
    "ul",        "utca",       "ulica",   "ulitsa",    "caddesi",    "sokak"};
constexpr std::string_view weak_street_words[] = {
    "gardens", "gdns", "garden",  "grove", "gr",     "grv",   "square", "sq",    "hill",    "hl",
    "hills",   "rise", "row",     "walk",  "wlk",    "view",  "vw",     "vista", "park",    "pk",
    "green",   "grn",  "gate",    "end",   "ridge",  "rdg",   "point",  "pt",    "loop",    "cove",
    "cv",      "bend", "glen",    "path",  "pass",   "plaza", "plz",    "quay",  "wharf",   "chase",
    "meadow",  "mdws", "heights", "hts",   "bypass", "run",   "link",   "nook",  "retreat", "wynd"};
constexpr std::string_view leading_street_words[] = {
    "rue",     "calle",    "via",       "viale",  "piazza", "corso",  "avenida", "avda",
    "rua",     "travessa", "plaza",     "paseo",  "carrer", "chemin", "impasse", "quai",
    "allee",   "avenue",   "boulevard", "ul",     "ulica",  "jalan",  "jl",      "largo",
    "estrada", "camino",   "carretera", "strada", "bulevar"};
// USPS Publication 28, appendix C2, and what stands for them elsewhere.
constexpr std::string_view unit_words[] = {
    "apartment", "apt",  "apartments", "apts",  "aptmt", "unit",    "unt",   "un",
    "suite",     "ste",  "flat",       "flt",   "fl",    "floor",   "flr",   "room",
    "rm",        "bldg", "building",   "bld",   "block", "blk",     "villa", "shop",
    "level",     "lvl",  "lot",        "space", "spc",   "trailer", "trlr",  "tower",
    "penthouse", "ph",   "office",     "ofc",   "door",  "dpto",    "piso",  "wohnung",
    "appt",      "no",   "number",     "num",   "nr",    "#"};
constexpr std::string_view house_words[] = {"no", "number", "num", "nr", "#", "lot"};
constexpr std::string_view directions[] = {
    "n",     "s",     "e",    "w",    "ne",        "nw",        "se",        "sw",
    "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"};
constexpr std::string_view city_words[] = {"city", "town",    "township", "twp",
                                           "of",   "village", "the"};

constexpr std::string_view beside_words[] = {"at",     "between", "near", "off",   "opposite",
                                             "corner", "cnr",     "opp",  "behind"};

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

unsigned bit(WordUse use)
{
    return static_cast<unsigned>(use);
}

struct Table {
    std::unordered_map<std::string_view, unsigned> uses;

    Table()
    {
        const auto add = [this](const auto& words, WordUse use) {
            for (const std::string_view word : words) uses[word] |= bit(use);
        };
        add(street_words, WordUse::street);
        add(weak_street_words, WordUse::weak_street);
        add(leading_street_words, WordUse::leading_street);
        add(unit_words, WordUse::unit);
        add(house_words, WordUse::house);
        add(directions, WordUse::direction);
        add(city_words, WordUse::city);
        add(beside_words, WordUse::beside);
    }
};

}  // namespace

bool is_used_as(std::string_view word, WordUse use)
{
    static const Table table;
    const auto found = table.uses.find(word);
    return found != table.uses.end() && (found->second & bit(use)) != 0;
}

std::string folded_word(std::string_view word)
{
    for (const Folded& known : folded_words)
        if (word == known.written) return std::string(known.word);
    return letters_and_digits(word);
}

std::string_view without_street_word(std::string_view word)
{
    // Others end names too: Gallo-way, Har-court.
    constexpr std::string_view glued[] = {"strasse",  "str",     "street",  "avenue",
                                          "crescent", "terrace", "circuit", "place",
                                          "drive",    "parade",  "close"};
    for (const std::string_view end : glued)
        if (word.ends_with(end) && word.size() >= end.size() + name_letters)
            return word.substr(0, word.size() - end.size());
    return word;
}

bool is_misspelled_street_word(std::string_view word)
{
    return std::any_of(std::begin(street_words), std::end(street_words),
                       [word](std::string_view known) {
                           return known.size() >= typo_letters && one_edit_apart(word, known);
                       });
}

}  // namespace cx::unify
