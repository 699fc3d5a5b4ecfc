#include "unify/name_evidence.hpp"

#include "base/hash.hpp"
#include "unify/compare.hpp"
#include "unify/hangul.hpp"
#include "unify/nicknames.hpp"

#include <algorithm>
#include <tuple>

namespace cx::unify {
namespace {

constexpr double alike = 0.9;  // Jaro-Winkler of two spellings of one name

// A part of a name in one reading.
struct Part {
    std::string_view text;
    std::string_view sound;
    Script script;
    bool korean;
};

Part part_of(const NameReading& reading, bool family)
{
    return family ? Part{reading.family_text, reading.family, reading.script, reading.korean}
                  : Part{reading.given_text, reading.given, reading.script, reading.korean};
}

// Sarah and Sahra: all letters are there, in another order.
bool letters_exchanged(std::string_view a, std::string_view b)
{
    constexpr std::size_t letters_least = 5;
    return a.size() == b.size() && a.size() >= letters_least && a.front() == b.front() &&
           letters_in_common(a, b) == a.size();
}

bool near(const Part& a, const Part& b)
{
    if (a.script != Script::latin) return false;
    if (letters_exchanged(a.text, b.text)) return true;
    const int slips = edits(a.text, b.text, 2);
    if (slips <= 1) return std::min(a.text.size(), b.text.size()) >= 4;
    if (jaro_winkler(a.text, b.text) < alike) return false;
    return slips == 2 || a.text.starts_with(b.text) || b.text.starts_with(a.text);
}

// Typed so badly that only the letters are left: most of the longer word's are in the other, too.
bool garbled(const Part& a, const Part& b)
{
    constexpr std::size_t letters_least = 4;
    return a.script == Script::latin && std::min(a.text.size(), b.text.size()) >= letters_least &&
           5 * letters_in_common(a.text, b.text) >= 4 * std::max(a.text.size(), b.text.size());
}

bool hangul_and_latin(const Part& a, const Part& b)
{
    return (a.script == Script::hangul && b.script == Script::latin) ||
           (a.script == Script::latin && b.script == Script::hangul);
}

FamilyLevel compare_family(const Part& a, const Part& b)
{
    if (a.text.empty() || b.text.empty()) return FamilyLevel::unknown;
    if (a.script == b.script) {
        if (a.text == b.text) return FamilyLevel::equal;
        if (a.korean && b.korean && a.script == Script::latin && a.sound == b.sound)
            return FamilyLevel::sound;
        if (near(a, b)) return FamilyLevel::near;
        return garbled(a, b) ? FamilyLevel::garbled : FamilyLevel::differ;
    }
    if (!hangul_and_latin(a, b)) return FamilyLevel::unknown;
    if (a.korean && b.korean) return a.sound == b.sound ? FamilyLevel::sound : FamilyLevel::differ;
    const Part& latin = a.script == Script::latin ? a : b;
    const Part& native = a.script == Script::latin ? b : a;
    const auto surname = surname_skeleton(latin.text);
    return surname && *surname == native.sound ? FamilyLevel::sound : FamilyLevel::differ;
}

bool is_initial(const Part& part)
{
    return part.script == Script::latin && part.text.size() == 1;
}

GivenLevel compare_initial(const Part& a, const Part& b)
{
    const Part& initial = is_initial(a) ? a : b;
    const Part& other = is_initial(a) ? b : a;
    if (other.script == Script::latin)
        return other.text.front() == initial.text.front() ? GivenLevel::form : GivenLevel::differ;
    // Another letter is as likely that of an English name beside the Korean one.
    return other.korean && other.script == Script::hangul &&
                   begins_name(initial.text.front(), other.sound)
               ? GivenLevel::form
               : GivenLevel::unknown;
}

GivenLevel compare_given(const Part& a, const Part& b)
{
    if (a.text.empty() || b.text.empty()) return GivenLevel::unknown;
    if (a.script == b.script && a.text == b.text)
        return is_initial(a) ? GivenLevel::form : GivenLevel::equal;
    if (is_initial(a) || is_initial(b)) return compare_initial(a, b);
    if (a.script == b.script) {
        if (a.korean && b.korean && a.script == Script::latin && a.sound == b.sound)
            return GivenLevel::sound;
        if (same_nickname_class(a.text, b.text)) return GivenLevel::form;
        if (near(a, b)) return GivenLevel::near;
        if (garbled(a, b)) return GivenLevel::garbled;
        const bool hangul = a.script == Script::hangul;
        return hangul && edits(jamo(decode(a.text)), jamo(decode(b.text)), 1) <= 1
                   ? GivenLevel::slip
                   : GivenLevel::differ;
    }
    if (!hangul_and_latin(a, b)) return GivenLevel::unknown;
    const Part& latin = a.script == Script::latin ? a : b;
    if (!latin.korean) return GivenLevel::unknown;  // An English name beside the Korean one.
    if (a.sound == b.sound) return GivenLevel::sound;
    return std::min(a.sound.size(), b.sound.size()) >= 5 && edits(a.sound, b.sound, 1) <= 1
               ? GivenLevel::near
               : GivenLevel::differ;
}

// How well an alignment speaks for one person; the best one counts.
int merit(const NameEvidence& name)
{
    constexpr int of_family[] = {0, 8, 6, 4, -4, 2};
    constexpr int of_given[] = {0, 8, 6, 3, 4, 1, -6, 2};
    return of_family[static_cast<std::size_t>(name.family)] +
           of_given[static_cast<std::size_t>(name.given)] -
           (name.order == OrderLevel::exchanged ? 3 : 0) -
           (name.middle == MiddleLevel::differ ? 1 : 0);
}

MiddleLevel compare_middle(const NameReading& a, const NameReading& b)
{
    if (a.middle.empty() || b.middle.empty()) return MiddleLevel::unknown;
    return a.middle.front() == b.middle.front() ? MiddleLevel::same : MiddleLevel::differ;
}

NameEvidence align(const NameReading& a, const NameReading& b)
{
    NameEvidence name;
    name.family = compare_family(part_of(a, true), part_of(b, true));
    name.given = compare_given(part_of(a, false), part_of(b, false));
    name.middle = compare_middle(a, b);
    if (name.family == FamilyLevel::equal || name.family == FamilyLevel::sound)
        name.family_value = part_value(a, true);
    if (name.given == GivenLevel::equal || name.given == GivenLevel::sound)
        name.given_value = part_value(a, false);
    return name;
}

// A company's name is one word here, and yet as telling as a person's two.
NameEvidence align_whole(const NameReading& a, const NameReading& b)
{
    NameEvidence name = align(a, b);
    if (name.given == GivenLevel::equal)
        name.family = FamilyLevel::equal;
    else if (name.given == GivenLevel::near && edits(a.given_text, b.given_text, 2) <= 2 &&
             digits_of(a.given_text) == digits_of(b.given_text))
        name.family = FamilyLevel::near;
    return name;
}

// Parts exchanged: one's family name against the other's given name.
NameEvidence align_exchanged(const NameReading& a, const NameReading& b)
{
    NameEvidence name;
    const FamilyLevel first = compare_family(part_of(a, true), part_of(b, false));
    const GivenLevel second = compare_given(part_of(a, false), part_of(b, true));
    name.family = first;
    name.given = second;
    name.order = OrderLevel::exchanged;
    if (first == FamilyLevel::equal || first == FamilyLevel::sound)
        name.family_value = part_value(a, true);
    if (second == GivenLevel::equal || second == GivenLevel::sound)
        name.given_value = part_value(a, false);
    return name;
}

// A single word stands for whichever part of the other it resembles.
NameEvidence align_single(const NameReading& single, const NameReading& other)
{
    const bool is_given = single.family_text.empty();
    NameReading as_family;
    NameReading as_given;
    as_family.script = as_given.script = single.script;
    as_family.korean = as_given.korean = single.korean;
    as_family.family = as_given.given = is_given ? single.given : single.family;
    as_family.family_text = as_given.given_text = is_given ? single.given_text : single.family_text;
    const NameEvidence family = align(as_family, other);
    const NameEvidence given = align(as_given, other);
    return merit(family) > merit(given) ? family : given;
}

// Symmetric: an exchange is tried from both sides.
NameEvidence best_alignment(const NameReading& a, const NameReading& b)
{
    if (a.complete() && b.complete()) {
        if (a.whole && b.whole) return align_whole(a, b);
        const NameEvidence straight = align(a, b);
        if (straight.family == FamilyLevel::equal && straight.given == GivenLevel::equal)
            return straight;
        const NameEvidence exchanged = align_exchanged(a, b);
        const NameEvidence mirrored = align_exchanged(b, a);
        const NameEvidence& other = merit(mirrored) > merit(exchanged) ? mirrored : exchanged;
        return merit(other) > merit(straight) ? other : straight;
    }
    if (a.complete()) return align_single(b, a);
    if (b.complete()) return align_single(a, b);
    return align(a, b);  // One's family name and the other's given name say nothing.
}

auto order_of(const NameEvidence& name)
{
    return std::make_tuple(merit(name), name.family, name.given, name.middle, name.order,
                           name.family_value, name.given_value);
}

NameEvidence compare_masked_names(const Features& a, const Features& b)
{
    NameEvidence name;
    switch (compare_names(a, b)) {
        case NameMatch::compatible:
            name.family = FamilyLevel::near;
            name.given = GivenLevel::form;
            break;
        case NameMatch::differ:
            name.family = FamilyLevel::differ;
            name.given = GivenLevel::differ;
            break;
        default:
            break;
    }
    return name;
}

// Of one name, and two people all the same.
NameEvidence father_and_son(const Features& a, const Features& b)
{
    NameEvidence name;
    name.given = GivenLevel::differ;
    if (!a.names.empty() && !b.names.empty())
        name.family =
            compare_family(part_of(a.names.front(), true), part_of(b.names.front(), true));
    return name;
}

}  // namespace

NameEvidence compare_all_names(const Features& a, const Features& b)
{
    if (a.masked_name || b.masked_name) return compare_masked_names(a, b);
    if (generations_conflict(a, b)) return father_and_son(a, b);
    NameEvidence best;
    bool any = false;
    const auto native = [](const Features& features) {
        return std::find_if(features.names.begin(), features.names.end(), [](const auto& reading) {
            return reading.script == Script::hangul && reading.complete();
        });
    };
    const auto of_a = native(a);
    const auto of_b = native(b);
    if (of_a != a.names.end() && of_b != b.names.end()) return best_alignment(*of_a, *of_b);
    for (const NameReading& left : a.names) {
        for (const NameReading& right : b.names) {
            const NameEvidence name = best_alignment(left, right);
            if (any && order_of(name) <= order_of(best)) continue;
            best = name;
            any = true;
        }
    }
    return best;
}

std::uint64_t part_value(const NameReading& reading, bool family)
{
    const Part part = part_of(reading, family);
    return hash64(part.korean ? part.sound : part.text) & 0xFFFFFFFF;
}

GivenLevel compare_given_names(const Features& a, const Features& b)
{
    return compare_all_names(a, b).given;
}

}  // namespace cx::unify
