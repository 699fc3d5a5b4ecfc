#include "unify/sketch.hpp"

#include "base/hash.hpp"
#include "unify/birth.hpp"
#include "unify/nicknames.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace cx::unify {
namespace {

// `names`: hash of the likeliest family name, of the given name. `traits`, from the lowest bit:
// letters of the family names, of the given names, the birth date, the gender, in which ways the
// names are read, and one that says that there is a sketch.
constexpr int letter_bits = 20;
constexpr int birth_at = 2 * letter_bits;
constexpr int birth_bits = 18;
constexpr int gender_at = birth_at + birth_bits;
constexpr int reading_at = gender_at + 2;  // As a Korean name, as another
constexpr std::uint64_t known = std::uint64_t{1} << 63;
constexpr int first_year = 1700;
constexpr int years = 500;

std::uint64_t field(std::uint64_t traits, int at, int bits)
{
    return traits >> at & ((std::uint64_t{1} << bits) - 1);
}

// A bit for each pair of neighbours, the ends included, so that one slip changes two or three.
std::uint64_t letters_of(std::string_view word)
{
    std::uint64_t bits = 0;
    unsigned before = 0;
    for (std::size_t i = 0; i <= word.size(); ++i) {
        const unsigned here = i < word.size() ? static_cast<unsigned char>(word[i]) : 0;
        bits |= std::uint64_t{1} << ((before * 31 + here) * 2654435761U >> 7) % letter_bits;
        before = here;
    }
    return bits;
}

void add_letters(const NameReading& reading, std::uint64_t& family, std::uint64_t& given)
{
    const bool single = !reading.complete();
    if (!reading.family.empty()) family |= letters_of(reading.family);
    if (!reading.given.empty() && !reading.initial())
        given |= letters_of(reading.korean || reading.whole ? std::string_view(reading.given)
                                                            : nickname_class(reading.given));
    if (reading.whole) family |= given;
    if (single) family = given = family | given;  // It may be either.
}

std::uint64_t readings_of(const Features& features)
{
    std::uint64_t readings = features.masked_name ? 3 : 0;
    for (const NameReading& reading : features.names) readings |= reading.korean ? 1 : 2;
    return readings;
}

// Year, month and day; 0 where they are not known.
std::uint64_t birth_number(std::string_view birth)
{
    if (birth.size() != 8) return 0;
    unsigned number = 0;
    for (const char digit : birth) number = number * 10 + static_cast<unsigned>(digit - '0');
    const int year = static_cast<int>(number / 10000);
    const unsigned month = number / 100 % 100;
    const unsigned day = number % 100;
    if (year < first_year || year >= first_year + years || month > 12 || day > 31) return 0;
    return (static_cast<unsigned>(year - first_year) * 13 + month) * 32 + day;
}

std::array<char, 8> birth_text(std::uint64_t number)
{
    std::uint64_t digits =
        (number / 32 / 13 + first_year) * 10000 + number / 32 % 13 * 100 + number % 32;
    std::array<char, 8> text{};
    for (std::size_t i = text.size(); i-- > 0; digits /= 10)
        text[i] = static_cast<char>('0' + digits % 10);
    return text;
}

BirthMatch compare_births_of(std::uint64_t a, std::uint64_t b)
{
    if (a == 0 || b == 0) return BirthMatch::unknown;
    const auto left = birth_text(a);
    const auto right = birth_text(b);
    return compare_births({left.data(), left.size()}, {right.data(), right.size()});
}

// Half of the fewer pairs of letters are among the other's; of no letters nothing is alike.
bool alike(std::uint64_t a, std::uint64_t b)
{
    const int fewer = std::min(std::popcount(a), std::popcount(b));
    return fewer > 0 && std::popcount(a & b) * 2 >= fewer;
}

void set(Evidence& evidence, Fact fact, std::uint8_t level)
{
    evidence.levels[static_cast<std::size_t>(fact)] = level;
}

// Levels of the family and the given name, with parts in the order in which they are given.
void compare_parts(std::uint64_t family, std::uint64_t other_family, std::uint64_t given,
                   std::uint64_t other_given, Evidence& evidence)
{
    const auto level = [](std::uint64_t a, std::uint64_t b, auto equal, auto differ) {
        if (a == 0 || b == 0) return std::uint8_t{0};
        return static_cast<std::uint8_t>(alike(a, b) ? equal : differ);
    };
    set(evidence, Fact::family,
        level(family, other_family, FamilyLevel::equal, FamilyLevel::differ));
    set(evidence, Fact::given, level(given, other_given, GivenLevel::equal, GivenLevel::differ));
}

}  // namespace

Sketch sketch_of(const Features& features)
{
    Sketch sketch;
    std::uint64_t family = 0;
    std::uint64_t given = 0;
    for (const NameReading& reading : features.names) add_letters(reading, family, given);
    // Under a mask may stand any name.
    if (features.masked_name) family = given = (std::uint64_t{1} << letter_bits) - 1;
    if (!features.names.empty()) {
        const NameReading& first = features.names.front();
        if (!first.family.empty()) sketch.names = part_value(first, true) << 32;
        if (!first.given.empty() && !first.initial()) sketch.names |= part_value(first, false);
    }
    const std::uint64_t gender = features.gender == "m" ? 1 : features.gender == "f" ? 2 : 0;
    sketch.traits = family | given << letter_bits | birth_number(features.birth) << birth_at |
                    gender << gender_at | readings_of(features) << reading_at | known;
    return sketch;
}

int promise(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer)
{
    const auto letters = [](const Sketch& sketch, bool family) {
        return field(sketch.traits, family ? 0 : letter_bits, letter_bits);
    };
    Evidence evidence;
    for (const Fact fact : {Fact::place, Fact::email, Fact::birth_place})
        if ((shared & bit_of(fact)) != 0) set(evidence, fact, 1);
    set(evidence, Fact::birth,
        static_cast<std::uint8_t>(compare_births_of(field(a.traits, birth_at, birth_bits),
                                                    field(b.traits, birth_at, birth_bits))));
    const std::uint64_t gender = field(a.traits, gender_at, 2);
    const std::uint64_t other = field(b.traits, gender_at, 2);
    if (gender != 0 && other != 0)
        set(evidence, Fact::gender,
            static_cast<std::uint8_t>(gender == other ? GenderLevel::same : GenderLevel::differ));
    // A Korean name says nothing of an English one beside it.
    if ((field(a.traits, reading_at, 2) & field(b.traits, reading_at, 2)) == 0)
        return scorer.weight(evidence);
    Evidence exchanged = evidence;
    compare_parts(letters(a, true), letters(b, true), letters(a, false), letters(b, false),
                  evidence);
    if ((a.names ^ b.names) >> 32 == 0) evidence.family = a.names >> 32;
    if (((a.names ^ b.names) & 0xFFFFFFFF) == 0) evidence.given = a.names & 0xFFFFFFFF;
    const int straight = scorer.weight(evidence);
    // Only where both parts fit: single letters agree by chance.
    if (!alike(letters(a, true), letters(b, false)) || !alike(letters(a, false), letters(b, true)))
        return straight;
    set(exchanged, Fact::family, static_cast<std::uint8_t>(FamilyLevel::equal));
    set(exchanged, Fact::given, static_cast<std::uint8_t>(GivenLevel::equal));
    set(exchanged, Fact::order, static_cast<std::uint8_t>(OrderLevel::exchanged));
    return std::max(straight, scorer.weight(exchanged));
}

bool is_promising(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer)
{
    if ((shared & certainly) != 0 || a == Sketch() || b == Sketch()) return true;
    return promise(a, b, shared, scorer) >= scorer.review_from();
}

}  // namespace cx::unify
