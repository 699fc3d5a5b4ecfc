#include "unify/place_sound.hpp"

#include "unify/hangul.hpp"
#include "unify/text.hpp"

#include <algorithm>

namespace cx::unify {
namespace {

struct LoanWord {
    std::string_view latin;
    std::u32string_view hangul;
};

// English words in names of roads, which sound otherwise in Hangul. Source: the National Geographic
// Information Institute's rules for foreign words in place names, applied to words that roads
// carry.
constexpr LoanWord loan_words[] = {
    {"olympic", U"올림픽"}, {"worldcup", U"월드컵"},  {"digital", U"디지털"},
    {"techno", U"테크노"},  {"central", U"센트럴"},   {"centum", U"센텀"},
    {"venture", U"벤처"},   {"science", U"사이언스"}, {"convention", U"컨벤션"},
    {"media", U"미디어"},   {"academy", U"아카데미"}, {"expo", U"엑스포"},
    {"marine", U"마린"},    {"green", U"그린"},       {"asiad", U"아시아드"}};

struct Change {
    std::string_view written;
    std::string_view spoken;
};

// How a final changes before the next initial, in the letters of a skeleton. Source: Standard
// Pronunciation of Korean, articles 18 to 20 (National Institute of Korean Language), which the
// Revised Romanization follows: 왕십리 is Wangsimni, 선릉 Seolleung.
constexpr Change assimilations[] = {{"ngr", "ngn"}, {"ngn", "ngn"}, {"ngm", "ngm"}, {"gr", "ngn"},
                                    {"gn", "ngn"},  {"gm", "ngm"},  {"br", "mn"},   {"bn", "mn"},
                                    {"bm", "m"},    {"dn", "n"},    {"dm", "nm"},   {"mr", "mn"},
                                    {"nr", "r"},    {"rn", "r"}};

std::string assimilated(std::string_view skeleton)
{
    std::string out;
    while (!skeleton.empty()) {
        const auto* found = std::find_if(
            std::begin(assimilations), std::end(assimilations),
            [&](const Change& change) { return skeleton.starts_with(change.written); });
        if (found == std::end(assimilations)) {
            out += skeleton.front();
            skeleton.remove_prefix(1);
        } else {
            out += found->spoken;
            skeleton.remove_prefix(found->written.size());
        }
    }
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string sound_of_hangul(std::u32string_view syllables)
{
    return assimilated(hangul_skeleton(syllables));
}

std::string sound_of_latin(const std::string& letters)
{
    for (const LoanWord& word : loan_words)
        if (letters.starts_with(word.latin)) {
            const std::string rest = letters.substr(word.latin.size());
            return sound_of_hangul(word.hangul) + (rest.empty() ? "" : sound_of_latin(rest));
        }
    const auto heard = romanized_sound(letters);
    return heard ? assimilated(*heard) : letters;
}

}  // namespace

std::string place_sound(std::string_view name)
{
    std::string out;
    std::u32string syllables;
    std::string letters;
    const auto end_run = [&] {
        if (!syllables.empty()) out += sound_of_hangul(syllables);
        if (!letters.empty()) out += sound_of_latin(letters);
        syllables.clear();
        letters.clear();
    };
    for (const char32_t code : decode(name)) {
        if (code == '-' || code == '/') continue;
        if (is_hangul_syllable(code)) {
            if (!letters.empty()) end_run();
            syllables += code;
        } else if (code >= 'a' && code <= 'z') {
            if (!syllables.empty()) end_run();
            letters += static_cast<char>(code);
        } else {
            end_run();
            append_utf8(code, out);
        }
    }
    end_run();
    return out;
}

}  // namespace cx::unify
