#include "unify/candidate_keys.hpp"

#include "base/hash.hpp"
#include "unify/nicknames.hpp"

#include <algorithm>
#include <utility>

namespace cx::unify {
namespace {

constexpr std::pair<KeyPart, std::string_view> part_names[] = {
    {KeyPart::word, "word"},           {KeyPart::initial, "initial"},
    {KeyPart::stem, "stem"},           {KeyPart::name, "name"},
    {KeyPart::name_stem, "name_stem"}, {KeyPart::birth, "birth"},
    {KeyPart::year, "year"},           {KeyPart::month_day, "month_day"},
    {KeyPart::postcode, "postcode"},   {KeyPart::street, "street"},
    {KeyPart::unit, "unit"},           {KeyPart::birth_place, "birth_place"},
    {KeyPart::local, "local"}};

using Texts = std::vector<std::string>;

std::string given_of(const NameReading& reading)
{
    return reading.korean || reading.whole ? reading.given
                                           : std::string(nickname_class(reading.given));
}

Texts words_of(const Features& features)
{
    Texts words;
    for (const NameReading& reading : features.names) {
        if (reading.family.size() > 1) words.push_back(reading.family);
        if (std::string given = given_of(reading); given.size() > 1)
            words.push_back(std::move(given));
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

// First letters; of a script that has none, the first character.
Texts initials_of(const Features& features)
{
    Texts initials;
    for (const NameReading& reading : features.names)
        for (const std::string* word : {&reading.family, &reading.given})
            if (!word->empty()) initials.push_back(encode(decode(*word).substr(0, 1)));
    std::sort(initials.begin(), initials.end());
    initials.erase(std::unique(initials.begin(), initials.end()), initials.end());
    return initials;
}

// "tollemar" and "tolemar" are both "tlmr"; a first vowel stays.
std::string stem_of(std::string_view word)
{
    constexpr std::size_t letters_max = 5;
    std::string stem;
    for (std::size_t i = 0; i < word.size() && stem.size() < letters_max; ++i) {
        const bool vowel = std::string_view("aeiouyw").find(word[i]) != std::string_view::npos;
        if ((i > 0 && vowel) || (!stem.empty() && stem.back() == word[i])) continue;
        stem += word[i];
    }
    return stem;
}

Texts stems_of(const Features& features)
{
    Texts stems = words_of(features);
    for (std::string& stem : stems) stem = stem_of(stem);
    return stems;
}

Texts names_of(const Features& features, KeyPart part)
{
    Texts names;
    for (const NameReading& reading : features.names) {
        if (!reading.complete() || reading.initial()) continue;
        std::string first = reading.family;
        std::string second = given_of(reading);
        if (part == KeyPart::name_stem) {
            first = stem_of(first);
            second = stem_of(second);
        }
        if (second < first) std::swap(first, second);
        names.push_back(first + '\x1e' + second);
    }
    return names;
}

// Of "yyyymmdd", or of "mmdd".
Texts of_birth(const Features& features, KeyPart part)
{
    const std::string& birth = features.birth;
    if (part == KeyPart::month_day && birth.size() >= 4) return {birth.substr(birth.size() - 4)};
    if (birth.size() != 8) return {};
    return {part == KeyPart::year ? birth.substr(0, 4) : birth};
}

Texts of_places(const Features& features, KeyPart part)
{
    Texts texts;
    for (const Place& place : features.places) {
        if (part == KeyPart::postcode) {
            texts.push_back(place.postcode);
        } else if (!place.road.empty() && !place.number.empty()) {
            std::string street = place.road + '\x1e' + place.number;
            if (part == KeyPart::unit && place.unit.empty()) continue;
            texts.push_back(part == KeyPart::unit ? street + '\x1e' + place.unit : street);
        }
    }
    std::erase(texts, "");
    return texts;
}

Texts locals_of(const Features& features)
{
    Texts texts;
    for (const Mailbox& mailbox : features.mailboxes)
        if (mailbox.distinctive) texts.push_back(mailbox.local);
    return texts;
}

Texts texts_of(const Features& features, KeyPart part)
{
    switch (part) {
        case KeyPart::word:
            return words_of(features);
        case KeyPart::initial:
            return initials_of(features);
        case KeyPart::stem:
            return stems_of(features);
        case KeyPart::name:
        case KeyPart::name_stem:
            return names_of(features, part);
        case KeyPart::birth:
        case KeyPart::year:
        case KeyPart::month_day:
            return of_birth(features, part);
        case KeyPart::postcode:
        case KeyPart::street:
        case KeyPart::unit:
            return of_places(features, part);
        case KeyPart::birth_place:
            return features.birth_place.empty() ? Texts() : Texts{features.birth_place};
        case KeyPart::local:
            break;
    }
    return locals_of(features);
}

FactBits facts_of_part(KeyPart part)
{
    switch (part) {
        case KeyPart::word:
        case KeyPart::initial:
        case KeyPart::stem:
        case KeyPart::name:
        case KeyPart::name_stem:
            return bit_of(Fact::family) | bit_of(Fact::given) | bit_of(Fact::order);
        case KeyPart::birth:
        case KeyPart::year:
        case KeyPart::month_day:
            return bit_of(Fact::birth);
        case KeyPart::postcode:
        case KeyPart::street:
        case KeyPart::unit:
            return bit_of(Fact::place);
        case KeyPart::birth_place:
            return bit_of(Fact::birth_place);
        case KeyPart::local:
            break;
    }
    return bit_of(Fact::email);
}

FactBits facts_of(const CandidateRule& rule)
{
    FactBits facts = 0;
    for (const KeyPart part : rule.parts) facts |= facts_of_part(part);
    return facts;
}

void add_keys(const CandidateRule& rule, const Features& features, std::vector<CandidateKey>& out)
{
    Texts keys{rule.name + '\x1f' + features.record.entity};
    for (const KeyPart part : rule.parts) {
        const Texts values = texts_of(features, part);
        Texts longer;
        for (const std::string& key : keys)
            for (const std::string& value : values)
                if (longer.size() < candidate_keys_per_rule) longer.push_back(key + '\x1f' + value);
        keys = std::move(longer);
    }
    for (const std::string& key : keys) out.push_back({hash64(key), facts_of(rule)});
}

}  // namespace

std::vector<CandidateKey> candidate_keys(const Features& features, const IdentityModel& model)
{
    std::vector<CandidateKey> keys;
    for (const CandidateRule& rule : model.candidates) add_keys(rule, features, keys);
    if (keys.size() > candidate_keys_max) keys.resize(candidate_keys_max);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::string_view name_of(KeyPart part)
{
    for (const auto& [known, name] : part_names)
        if (known == part) return name;
    return {};
}

std::optional<KeyPart> key_part(std::string_view name)
{
    for (const auto& [part, known] : part_names)
        if (known == name) return part;
    return std::nullopt;
}

}  // namespace cx::unify
