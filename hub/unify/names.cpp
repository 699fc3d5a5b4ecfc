#include "unify/names.hpp"

#include "base/hash.hpp"
#include "unify/hangul.hpp"
#include "unify/name_words.hpp"
#include "unify/nicknames.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace cx::unify {
namespace {

constexpr std::array<std::u32string_view, 18> particles = {
    U"de",  U"da",  U"di", U"do", U"dos", U"del", U"della", U"van", U"von",
    U"der", U"den", U"la", U"le", U"bin", U"al",  U"el",    U"ter", U"st"};
constexpr std::array<std::u32string_view, 30> legal_forms = {
    U"주",      U"유",   U"주식회사",    U"유한회사", U"inc",      U"incorporated", U"llc", U"ltd",
    U"limited", U"corp", U"corporation", U"co",       U"company",  U"gmbh",         U"ag",  U"sa",
    U"plc",     U"bv",   U"nv",          U"kk",       U"pty",      U"srl",          U"spa", U"oy",
    U"ab",      U"lp",   U"llp",         U"the",      U"사단법인", U"재단법인"};

NameReading latin_reading(std::span<const std::u32string> family,
                          std::span<const std::u32string> given)
{
    NameReading reading;
    reading.script = Script::latin;
    for (const auto& word : family) reading.family_text += letters_of(word);
    if (!given.empty()) reading.given_text = letters_of(given.front());
    for (std::size_t i = 1; i < given.size(); ++i)
        if (const std::string letters = letters_of(given[i]); !letters.empty())
            reading.middle += letters.front();
    reading.family = reading.family_text;
    reading.given = reading.given_text;
    return reading;
}

// The same words as a Korean name, where the family name is a Korean one and the given name reads
// as syllables. Its words are syllables of one given name, not a middle name.
bool korean_latin_reading(std::span<const std::u32string> family,
                          std::span<const std::u32string> given, NameReading& out)
{
    const auto surname = surname_skeleton(std::string_view(join(family)));
    if (!surname || given.empty()) return false;
    const bool initials =
        std::all_of(given.begin(), given.end(), [](const auto& word) { return word.size() == 1; });
    const auto sound =
        initials ? std::optional<std::string>() : romanized_skeleton(join(given, true));
    if (!sound && !initials) return false;
    out = latin_reading(family, given);
    out.family = *surname;
    out.middle.clear();
    if (sound) {
        out.given = *sound;
        out.given_text.clear();
        for (const auto& word : given) out.given_text += letters_of(word);
    }
    out.korean = true;
    return true;
}

void add(NameReading reading, std::vector<NameReading>& out)
{
    if (out.size() < readings_max && std::find(out.begin(), out.end(), reading) == out.end())
        out.push_back(std::move(reading));
}

void read_latin_parts(std::span<const std::u32string> family, std::span<const std::u32string> given,
                      std::vector<NameReading>& out)
{
    NameReading korean;
    if (korean_latin_reading(family, given, korean)) {
        add(std::move(korean), out);
        return;
    }
    if (korean_latin_reading(
            given, family,
            korean)) {  // Parts exchanged: kept as the source says, in Korean sounds.
        std::swap(korean.family, korean.given);
        std::swap(korean.family_text, korean.given_text);
        add(std::move(korean), out);
        return;
    }
    add(latin_reading(family, given), out);
}

void read_latin(const Parsed& parsed, std::vector<NameReading>& out)
{
    const std::span<const std::u32string> words(parsed.words);
    if (words.size() == 1) {
        NameReading reading = latin_reading({}, words);
        if (const auto sound = romanized_skeleton(join(words))) {
            NameReading korean = reading;
            korean.given = *sound;
            korean.korean = true;
            add(std::move(korean), out);
        }
        add(std::move(reading), out);
        return;
    }
    if (parsed.family_words > 0) {
        read_latin_parts(words.first(parsed.family_words), words.subspan(parsed.family_words), out);
        return;
    }
    NameReading korean;
    bool any = false;
    if (korean_latin_reading(words.first(1), words.subspan(1), korean)) {
        add(korean, out);
        any = true;
    }
    if (korean_latin_reading(words.last(1), words.first(words.size() - 1), korean)) {
        add(korean, out);
        any = true;
    }
    if (any) return;
    std::size_t family = words.size() - 1;
    while (family > 1 && is_one_of(words[family - 1], particles)) --family;
    add(latin_reading(words.subspan(family), words.first(family)), out);
}

NameReading hangul_reading(std::u32string_view family, std::u32string_view given)
{
    NameReading reading;
    reading.script = Script::hangul;
    reading.family_text = encode(family);
    reading.given_text = encode(given);
    const auto surname = surname_skeleton(family);
    reading.family = surname ? *surname : hangul_skeleton(family);
    // A given name where a surname should stand: exchanged parts still sound like themselves.
    const auto given_surname = surname ? std::nullopt : surname_skeleton(given);
    reading.given = given_surname ? *given_surname : hangul_skeleton(given);
    reading.korean = surname.has_value() || given_surname.has_value() || family.empty();
    return reading;
}

void read_hangul(const Parsed& parsed, std::vector<NameReading>& out)
{
    std::u32string joined;
    for (const auto& word : parsed.words)
        for (const char32_t code : word)
            if (is_hangul_syllable(code)) joined += code;
    if (joined.empty()) return;
    const std::size_t first_word = bare(parsed.words.front()).size();
    std::size_t split = surname_length(joined);
    // "남궁 민" and "김 민준": the writer parted them himself.
    if (parsed.words.size() == 2 && first_word < joined.size() &&
        surname_skeleton(std::u32string_view(joined).substr(0, first_word)))
        split = first_word;
    if (split == 0 && parsed.words.size() > 1) {  // A foreigner's name in Hangul, given name first.
        NameReading reading = hangul_reading(bare(parsed.words.back()), bare(parsed.words.front()));
        reading.korean = false;
        add(std::move(reading), out);
        return;
    }
    add(hangul_reading(joined.substr(0, split), joined.substr(split)), out);
}

// Han, kana and all others: as written; the family name first in Han and kana, last elsewhere.
void read_plain(const Parsed& parsed, Script script, std::vector<NameReading>& out)
{
    NameReading reading;
    reading.script = script;
    const Words& words = parsed.words;
    if (words.size() == 1 && script == Script::han && words[0].size() >= 2 &&
        words[0].size() <= 4) {
        reading.family_text = encode(words[0].substr(0, 1));
        reading.given_text = encode(words[0].substr(1));
    } else if (words.size() == 1) {
        reading.given_text = letters_of(words[0]);
    } else {
        const bool family_first =
            script == Script::han || script == Script::kana || parsed.family_words > 0;
        reading.family_text = letters_of(family_first ? words.front() : words.back());
        reading.given_text = letters_of(family_first ? words.back() : words.front());
    }
    reading.family = reading.family_text;
    reading.given = reading.given_text;
    add(std::move(reading), out);
}

Script script_of_words(const Words& words)
{
    std::u32string all;
    for (const auto& word : words) all += word;
    return script_of(all);
}

void read_parsed(const Parsed& parsed, std::vector<NameReading>& out)
{
    if (parsed.words.empty() || parsed.masked || is_placeholder(parsed)) return;
    switch (const Script script = script_of_words(parsed.words)) {
        case Script::none:
            return;
        case Script::latin:
            return read_latin(parsed, out);
        case Script::hangul:
            return read_hangul(parsed, out);
        default:
            return read_plain(parsed, script, out);
    }
}

void read_whole(std::string_view text, ReadName& out)
{
    const Parsed parsed = parse_name(text);
    if (out.generation.empty()) out.generation = parsed.generation;
    out.masked = out.masked || parsed.masked;
    read_parsed(parsed, out.readings);
    if (!parsed.bracketed.empty()) read_parsed(parse_name(parsed.bracketed), out.readings);
}

// Family and given name as the source itself parts them.
void read_parts(std::string_view family_raw, std::string_view given_raw,
                std::string_view middle_raw, ReadName& out)
{
    const Parsed family = parse_name(family_raw);
    const Parsed given = parse_name(std::string(given_raw) + " " + std::string(middle_raw));
    for (const Parsed* part : {&family, &given}) {
        if (out.generation.empty()) out.generation = part->generation;
        out.masked = out.masked || part->masked;
    }
    if (out.masked || family.words.empty() || given.words.empty()) return;
    const Script script = script_of_words(family.words);
    if (script == Script::latin && script_of_words(given.words) == Script::latin) {
        read_latin_parts(family.words, given.words, out.readings);
    } else if (script == Script::hangul && script_of_words(given.words) == Script::hangul) {
        std::u32string given_joined;
        for (const auto& word : given.words) given_joined += bare(word);
        std::u32string family_joined;
        for (const auto& word : family.words) family_joined += bare(word);
        add(hangul_reading(family_joined, given_joined), out.readings);
    }
}

// A word that the source calls a family name says nothing of the given one. Several words are more
// often a whole name where only one field could be filled in.
void read_family(std::string_view raw, ReadName& out)
{
    const Parsed parsed = parse_name(raw);
    out.masked = out.masked || parsed.masked;
    if (out.masked || parsed.words.size() != 1 || is_placeholder(parsed) ||
        script_of_words(parsed.words) != Script::latin)
        return;
    NameReading reading = latin_reading(parsed.words, {});
    if (const auto surname = surname_skeleton(std::string_view(reading.family_text))) {
        reading.family = *surname;
        reading.korean = true;
    }
    add(std::move(reading), out.readings);
}

}  // namespace

ReadName read_person_name(const json::Value& name)
{
    ReadName out;
    const std::string full = name.is_string() ? name.as_string() : name.text_of("full");
    const std::string family = name.text_of("family");
    const std::string given = name.text_of("given");
    std::string text = full.empty() ? family + " " + given : full;
    out.generation = parse_name("x " + name.text_of("suffix")).generation;
    if (!family.empty() && !given.empty() && name.text_of("split") != "inferred")
        read_parts(family, given, name.text_of("middle"), out);
    else if (full.empty() && given.empty())
        read_family(family, out);
    if (out.readings.empty() && !out.masked) read_whole(text, out);
    for (const std::string_view other : {"romanized", "display"})
        if (const std::string value = name.text_of(other);
            !value.empty() && value != full && !out.masked)
            read_whole(value, out);
    const Parsed words = parse_name(text);
    out.text = join(words.words, true);
    if (out.masked) out.readings.clear();
    return out;
}

ReadName read_organization_name(std::string_view name)
{
    ReadName out;
    std::u32string plain = fold(name);
    for (char32_t& code : plain) {
        if (code == 0x321C) code = ' ';  // The sign (주).
        if (!is_letter(code) && !(code >= '0' && code <= '9') && code != '&') code = ' ';
    }
    std::string joined;
    std::u32string word;
    for (const char32_t code : plain + U" ") {
        if (code != ' ') {
            word += code;
            continue;
        }
        if (!is_one_of(word, legal_forms)) joined += encode(word);
        word.clear();
    }
    for (const std::string_view form : {"주식회사", "유한회사"}) {
        if (joined.size() > form.size() && joined.starts_with(form)) joined.erase(0, form.size());
        if (joined.size() > form.size() && joined.ends_with(form))
            joined.resize(joined.size() - form.size());
    }
    out.text = joined;
    if (joined.empty()) return out;
    NameReading reading;
    reading.whole = true;
    reading.given = reading.given_text = joined;
    reading.script = script_of(std::u32string_view(decode(joined)));
    out.readings.push_back(std::move(reading));
    return out;
}

std::uint64_t name_skeleton(const NameReading& reading)
{
    std::string first = reading.family;
    std::string second = reading.korean || reading.whole
                             ? reading.given
                             : std::string(nickname_class(reading.given));
    if (second < first) std::swap(first, second);
    const std::uint64_t hash = hash64(first + '\x1f' + second);
    return hash == 0 ? 1 : hash;
}

}  // namespace cx::unify
