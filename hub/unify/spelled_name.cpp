#include "unify/spelled_name.hpp"

#include "unify/hangul.hpp"
#include "unify/nicknames.hpp"
#include "unify/text.hpp"

#include <algorithm>
#include <array>

namespace cx::unify {
namespace {

constexpr std::size_t word_bytes = 64;   // RFC 5321, 4.5.3.1: a local part is no longer.
constexpr std::size_t piece_bytes = 24;  // No part of a name that people type is longer.
constexpr std::size_t part_letters = 3;  // So much of a given name stands for it.
constexpr std::size_t typo_letters = 5;  // A shorter word one letter off is another word.
constexpr std::size_t initials_letters = 4;

bool is_vowel(char letter)
{
    return std::string_view("aeiouwy").find(letter) != std::string_view::npos;
}

// The sound in a skeleton (hangul.hpp) that a Latin letter begins.
char sound_of(char letter)
{
    switch (letter) {
        case 'k':
        case 'q':
            return 'g';
        case 'p':
            return 'b';
        case 't':
            return 'd';
        case 'z':
            return 'j';
        case 'l':
            return 'r';
        default:
            return letter;
    }
}

bool begins_sound(char letter, char sound)
{
    if (letter == 'c') return sound == 'j' || sound == 'g';
    return sound_of(letter) == sound || (is_vowel(letter) && is_vowel(sound));
}

// Lee, Lim and Ryu begin with a letter that 이, 임 and 유 do not sound; Roh with one for 노.
bool begins_family(char letter, const NameReading& reading)
{
    if (!reading.family_text.empty() && letter == reading.family_text.front()) return true;
    if (!reading.korean || reading.family.empty()) return false;
    const char sound = reading.family.front();
    const bool silent = (letter == 'l' || letter == 'r') && (is_vowel(sound) || sound == 'n');
    return silent || begins_sound(letter, sound);
}

// "jh" of Jungho: the first sounds of its syllables; "jk" of John K. elsewhere.
bool given_initials(std::string_view letters, const NameReading& reading)
{
    if (letters.empty()) return true;
    if (!reading.korean)
        return !reading.given_text.empty() && letters.front() == reading.given_text.front() &&
               std::string_view(reading.middle).starts_with(letters.substr(1));
    std::string_view rest = reading.given;
    if (rest.empty() || !begins_sound(letters.front(), rest.front())) return false;
    rest.remove_prefix(1);
    for (const char letter : letters.substr(1)) {
        while (!rest.empty() && !begins_sound(letter, rest.front())) rest.remove_prefix(1);
        if (rest.empty()) return false;
        rest.remove_prefix(1);
    }
    return true;
}

bool is_initials(std::string_view piece, const NameReading& reading)
{
    if (piece.size() > initials_letters) return false;
    if (given_initials(piece, reading)) return true;
    if (begins_family(piece.front(), reading) && given_initials(piece.substr(1), reading))
        return true;
    return begins_family(piece.back(), reading) &&
           given_initials(piece.substr(0, piece.size() - 1), reading);
}

// What people put around their name where the name alone is taken.
bool is_decoration(std::string_view piece)
{
    constexpr std::string_view words[] = {"the", "real", "official", "its", "iam", "mail", "hello"};
    return std::find(std::begin(words), std::end(words), piece) != std::end(words);
}

// Where a part of the name is not known, the beginning of a word may spell it; where the family
// name is not, its end too.
bool may_spell_unknown(std::string_view piece, const NameReading& reading, bool at_front)
{
    if (reading.korean && reading.family.empty()) return surname_skeleton(piece).has_value();
    return at_front && reading.initial() && piece.size() >= part_letters &&
           piece.front() == reading.given_text.front();
}

// Exactly, or a slip away inside: one at an end would take a letter of the next word.
bool spells(std::string_view piece, std::string_view name)
{
    if (piece.empty() || name.empty()) return false;
    if (piece == name) return true;
    return std::min(piece.size(), name.size()) >= typo_letters && piece.front() == name.front() &&
           piece.back() == name.back() && one_edit_apart(piece, name);
}

bool spells_sound(std::string_view piece, const NameReading& reading)
{
    const std::string_view given = reading.given;
    // Reading syllables is the dear part; most pieces begin with no sound of the name.
    const auto begun = [&](char sound) { return begins_sound(piece.front(), sound); };
    if (begins_family(piece.front(), reading)) {
        const auto surname = surname_skeleton(piece);
        if (surname && *surname == reading.family) return true;
    }
    if (std::none_of(given.begin(), given.end(), begun)) return false;
    const auto heard = romanized_skeleton(piece);
    if (!heard) return false;
    if (spells(*heard, given)) return true;
    return heard->size() >= part_letters && (given.starts_with(*heard) || given.ends_with(*heard));
}

bool is_of_name(std::string_view piece, const NameReading& reading)
{
    if (spells(piece, reading.family_text) || spells(piece, reading.given_text)) return true;
    if (reading.korean) return spells_sound(piece, reading);
    if (piece.size() < part_letters) return false;
    return std::string_view(reading.given_text).starts_with(piece) ||
           same_nickname_class(piece, reading.given_text);
}

// The fewest letters of a word that remain when parts of the name are taken out.
std::size_t letters_beyond(std::string_view word, const NameReading& reading)
{
    word = word.substr(0, word_bytes);
    std::array<std::size_t, word_bytes + 1> beyond;
    beyond.fill(another_word);
    beyond[0] = 0;
    for (std::size_t from = 0; from < word.size(); ++from) {
        if (beyond[from] >= another_word) continue;
        beyond[from + 1] = std::min(beyond[from + 1], beyond[from] + 1);
        for (std::size_t to = from + 1; to <= std::min(word.size(), from + piece_bytes); ++to) {
            if (beyond[to] <= beyond[from]) continue;
            const std::string_view piece = word.substr(from, to - from);
            const bool at_edge = from == 0 || to == word.size();
            const bool around = at_edge && (is_initials(piece, reading) || is_decoration(piece) ||
                                            may_spell_unknown(piece, reading, from == 0));
            if (around || is_of_name(piece, reading)) beyond[to] = beyond[from];
        }
    }
    return beyond[word.size()];
}

bool is_letter_byte(char c)
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t letters_beyond_reading(std::string_view local, const NameReading& reading)
{
    std::size_t sum = 0;
    while (!local.empty() && sum < another_word) {
        const auto first = std::find_if(local.begin(), local.end(), is_letter_byte);
        local.remove_prefix(static_cast<std::size_t>(first - local.begin()));
        const auto last = std::find_if_not(local.begin(), local.end(), is_letter_byte);
        const auto size = static_cast<std::size_t>(last - local.begin());
        sum += letters_beyond(local.substr(0, size), reading);
        local.remove_prefix(size);
    }
    return std::min(sum, another_word);
}

}  // namespace

std::size_t letters_beyond_name(std::string_view local, std::span<const NameReading> names)
{
    const auto letters =
        static_cast<std::size_t>(std::count_if(local.begin(), local.end(), is_letter_byte));
    std::size_t least = std::min(letters, another_word);
    for (const NameReading& reading : names)
        if (least > 0) least = std::min(least, letters_beyond_reading(local, reading));
    return least;
}

}  // namespace cx::unify
