#include "unify/compare.hpp"

#include "unify/evidence.hpp"
#include "unify/hangul.hpp"
#include "unify/nicknames.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

constexpr double plainly_different = 0.75;  // Jaro-Winkler of given names; identity notes, 6.2.
constexpr std::size_t typo_letters = 5;     // A shorter word one letter off is another word.

bool one_letter_off(std::string_view a, std::string_view b)
{
    return std::min(a.size(), b.size()) >= typo_letters && edits(a, b, 1) <= 1;
}

bool middles_conflict(const NameReading& a, const NameReading& b)
{
    return !a.middle.empty() && !b.middle.empty() && a.middle.front() != b.middle.front();
}

// Is one given name the other's first letter? Letters of one sound count as equal (Kyung, Gyeong).
bool initial_of(const NameReading& a, const NameReading& b)
{
    if (!a.initial() && !b.initial()) return false;
    const NameReading& initial = a.initial() ? a : b;
    const NameReading& other = a.initial() ? b : a;
    if (other.given_text.empty()) return false;
    if (other.script == Script::latin && initial.given_text.front() == other.given_text.front())
        return true;
    return other.korean && begins_name(initial.given_text.front(), other.given);
}

NameMatch compare_single(const NameReading& a, const NameReading& b)
{
    const NameReading& single = a.complete() ? b : a;
    const NameReading& other = a.complete() ? a : b;
    const std::string& word = single.given.empty() ? single.family : single.given;
    const std::string& text = single.given_text.empty() ? single.family_text : single.given_text;
    if (word.empty() || text.size() < 2) return NameMatch::near;
    const bool sounds = single.korean == other.korean;
    if (sounds && (word == other.given || word == other.family)) return NameMatch::compatible;
    if (single.script != other.script) return NameMatch::near;
    if (text == other.given_text || text == other.family_text) return NameMatch::compatible;
    return same_nickname_class(text, other.given_text) ? NameMatch::compatible : NameMatch::differ;
}

NameMatch compare_latin(const NameReading& a, const NameReading& b)
{
    const bool sounds = a.korean && b.korean;
    const auto same_family = [&] {
        return sounds ? a.family == b.family : a.family_text == b.family_text;
    };
    const auto same_given = [&] {
        return sounds ? a.given == b.given : a.given_text == b.given_text;
    };
    const bool family = same_family();
    if (family && same_given()) return middles_conflict(a, b) ? NameMatch::near : NameMatch::equal;
    if (family && (same_nickname_class(a.given_text, b.given_text) || initial_of(a, b)))
        return middles_conflict(a, b) ? NameMatch::near : NameMatch::compatible;
    if (a.family_text == b.given_text && a.given_text == b.family_text)
        return NameMatch::compatible;
    if (sounds && a.family == b.given && a.given == b.family) return NameMatch::compatible;
    if (family && one_letter_off(a.given_text, b.given_text)) return NameMatch::compatible;
    if (same_given() && one_letter_off(a.family_text, b.family_text)) return NameMatch::compatible;
    return NameMatch::differ;
}

NameMatch compare_as_written(const NameReading& a, const NameReading& b)
{
    if (a.family_text + a.given_text == b.family_text + b.given_text) return NameMatch::equal;
    if (a.family_text == b.given_text && a.given_text == b.family_text)
        return NameMatch::compatible;
    return NameMatch::differ;
}

NameMatch compare_scripts(const NameReading& a, const NameReading& b)
{
    const bool hangul_and_latin = std::min(a.script, b.script) == Script::latin &&
                                  std::max(a.script, b.script) == Script::hangul;
    if (!hangul_and_latin)
        return NameMatch::compatible;  // No table says how one sounds in the other.
    const NameReading& native = a.script == Script::hangul ? a : b;
    const NameReading& latin = a.script == Script::hangul ? b : a;
    if (!native.korean) return NameMatch::near;
    if (latin.korean) {
        if (native.family == latin.family && native.given == latin.given) return NameMatch::equal;
        if (native.family == latin.given && native.given == latin.family)
            return NameMatch::compatible;
        if (native.family != latin.family) return NameMatch::differ;
        if (initial_of(native, latin)) return NameMatch::compatible;
        return one_letter_off(native.given, latin.given) ? NameMatch::compatible : NameMatch::near;
    }
    // Jenny Kim and 김은정: the family name agrees and an English given name has no Korean sound.
    const auto surname = surname_skeleton(std::string_view(latin.family_text));
    return surname && *surname == native.family ? NameMatch::compatible : NameMatch::differ;
}

NameMatch compare_readings(const NameReading& a, const NameReading& b)
{
    if (a.whole != b.whole) return NameMatch::differ;
    if (a.script == b.script && (a.whole || a.script != Script::latin) && a.complete() &&
        b.complete())
        return compare_as_written(a, b);
    if (!a.complete() || !b.complete()) {
        if (a.script == b.script && !a.complete() && !b.complete()) {
            if (a.family_text.empty() != b.family_text.empty()) return NameMatch::near;
            return a.given_text == b.given_text && a.family_text == b.family_text
                       ? NameMatch::compatible
                       : NameMatch::differ;
        }
        return compare_single(a, b);
    }
    return a.script == b.script ? compare_latin(a, b) : compare_scripts(a, b);
}

const NameReading* complete_in(const Features& features, Script script)
{
    for (const NameReading& reading : features.names)
        if (reading.script == script && reading.complete()) return &reading;
    return nullptr;
}

// Both wrote their name in Hangul, or both in ideographs: then spellings in other letters do not
// matter.
constexpr Script native_scripts[] = {Script::hangul, Script::han};

bool fits_mask(std::u32string_view pattern, std::u32string_view word)
{
    const bool syllables =
        script_of(pattern) == Script::hangul || script_of(pattern) == Script::han;
    std::size_t shown = 0;
    if (syllables) {
        if (pattern.size() != word.size()) return false;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (script_of(pattern[i]) == Script::none) continue;
            if (pattern[i] != word[i]) return false;
            ++shown;
        }
        return shown > 0;
    }
    std::size_t head = 0;
    while (head < pattern.size() && script_of(pattern[head]) != Script::none) ++head;
    std::size_t tail = 0;
    while (tail < pattern.size() - head &&
           script_of(pattern[pattern.size() - 1 - tail]) != Script::none)
        ++tail;
    if (head + tail == 0 || head + tail > word.size()) return false;
    return word.starts_with(pattern.substr(0, head)) &&
           word.ends_with(pattern.substr(pattern.size() - tail));
}

NameMatch compare_masked(const Features& masked, const Features& open)
{
    const std::u32string text = decode(masked.name_text);
    for (const NameReading& reading : open.names) {
        const std::u32string family = decode(reading.family_text);
        const std::u32string given = decode(reading.given_text);
        const std::size_t space = text.find(U' ');
        if (reading.script != script_of(text) || !reading.complete()) continue;
        if (space == text.npos) {
            if (fits_mask(text, family + given)) return NameMatch::compatible;
            continue;
        }
        const std::u32string first = text.substr(0, space);
        const std::u32string last = text.substr(text.rfind(U' ') + 1);
        if ((fits_mask(first, given) && fits_mask(last, family)) ||
            (fits_mask(first, family) && fits_mask(last, given)))
            return NameMatch::compatible;
    }
    return NameMatch::differ;
}

// "Morris I" beside a "Morris II"; alone the letter is a middle name's.
bool first_of_the_name(const Features& features)
{
    return features.generation.empty() &&
           std::any_of(features.names.begin(), features.names.end(),
                       [](const NameReading& reading) { return reading.middle == "i"; });
}

bool is_numbered(const Features& features)
{
    return !features.generation.empty() &&
           features.generation.find_first_not_of("234") == std::string::npos;
}

}  // namespace

bool begins_name(char letter, std::string_view sound)
{
    if (sound.empty()) return false;
    const char first = sound.front();
    if (letter == 'c') return first == 'g' || first == 'j';
    if (letter == 'e') return first == 'e' || first == 'u' || first == 'i';
    if (letter == 'w') return first == 'w' || first == 'u';
    const char own = letter == 'k'   ? 'g'
                     : letter == 'p' ? 'b'
                     : letter == 't' ? 'd'
                     : letter == 'l' ? 'r'
                                     : letter;
    return first == own;
}

bool generations_conflict(const Features& a, const Features& b)
{
    if ((first_of_the_name(a) && is_numbered(b)) || (first_of_the_name(b) && is_numbered(a)))
        return true;
    if (a.generation.empty() || b.generation.empty()) return false;
    return a.generation != b.generation && !(a.generation == "2" && b.generation == "jr") &&
           !(a.generation == "jr" && b.generation == "2");
}

NameMatch compare_names(const Features& a, const Features& b)
{
    if (generations_conflict(a, b)) return NameMatch::differ;
    if (a.masked_name && b.masked_name) return NameMatch::unknown;
    if (a.masked_name && !b.names.empty()) return compare_masked(a, b);
    if (b.masked_name && !a.names.empty()) return compare_masked(b, a);
    if (a.names.empty() || b.names.empty()) return NameMatch::unknown;
    for (const Script script : native_scripts) {
        const NameReading* of_a = complete_in(a, script);
        const NameReading* of_b = complete_in(b, script);
        if (of_a != nullptr && of_b != nullptr) return compare_readings(*of_a, *of_b);
    }
    NameMatch best = NameMatch::unknown;
    for (const NameReading& of_a : a.names)
        for (const NameReading& of_b : b.names) best = std::max(best, compare_readings(of_a, of_b));
    return best;
}

bool names_clash(const Features& a, const Features& b)
{
    if (generations_conflict(a, b)) return true;
    if (a.masked_name || b.masked_name || a.names.empty() || b.names.empty()) return false;
    if (compare_names(a, b) != NameMatch::differ) return false;
    if (compare_given_names(a, b) != GivenLevel::differ) return false;
    bool comparable = false;
    for (const NameReading& of_a : a.names) {
        for (const NameReading& of_b : b.names) {
            if (of_a.script != of_b.script || !of_a.complete() || !of_b.complete()) continue;
            if (of_a.initial() || of_b.initial()) return false;
            comparable = true;
            if (same_nickname_class(of_a.given_text, of_b.given_text)) return false;
            const bool hangul = of_a.script == Script::hangul;
            // In Hangul one wrong jamo is a slip of the finger, though half of a short name.
            if (hangul &&
                edits(jamo(decode(of_a.given_text)), jamo(decode(of_b.given_text)), 1) <= 1)
                return false;
            if (jaro_winkler(std::u32string_view(decode(of_a.given_text)),
                             decode(of_b.given_text)) >= plainly_different)
                return false;
        }
    }
    return comparable;
}

}  // namespace cx::unify
