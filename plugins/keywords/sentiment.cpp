#include "keywords/sentiment.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace keywords {
namespace {

using Script = Word::Script;
using View = std::u32string_view;

constexpr int before_most = 3;  // English: a negation reaches so many words ahead.

// The entry that says most about `word`, or none.
const Mood* longest(std::span<const Mood> moods, View word, bool whole)
{
    const Mood* best = nullptr;
    for (const Mood& mood : moods) {
        View wanted = mood.word;
        const bool beginning = !whole || wanted.back() == U'*';
        if (whole && beginning) wanted.remove_suffix(1);
        const bool fits = beginning ? word.starts_with(wanted) : word == wanted;
        if (fits && (!best || mood.word.size() > best->word.size())) best = &mood;
    }
    return best;
}

bool has(View word, View part)
{
    return word.find(part) != View::npos;
}

template <std::size_t N>
bool begins_with_any(View word, const std::array<View, N>& beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](View one) { return word.starts_with(one); });
}

// "안 좋아요", "좋지 않아요", "좋지않아요", "불만이 없어요", "문제없이", "친절하지도 못해요".
bool is_negated_korean(const std::vector<Word>& text, std::size_t at)
{
    const View word = text[at].text;
    const auto near = [&](std::size_t other) -> View {
        return other < text.size() && text[other].sentence == text[at].sentence ? text[other].text
                                                                                : View();
    };
    const View before = at > 0 ? near(at - 1) : View();
    if (before == U"안" || before == U"못") return true;
    if (has(word, U"지않") || has(word, U"지못") || has(word, U"진않") || has(word, U"지도않"))
        return true;
    const std::array<View, 3> nots{U"않", U"못", U"말"};
    const View next = near(at + 1);
    const bool open = word.ends_with(U"지") || word.ends_with(U"지는") || word.ends_with(U"진") ||
                      word.ends_with(U"지도") || word.ends_with(U"지가");
    if (open && begins_with_any(next, nots)) return true;
    const std::array<View, 2> nothing{U"없", U"아니"};
    if (word.size() > 2 && (word.ends_with(U"없이") || has(word, U"없"))) return true;
    if (begins_with_any(next, nothing)) return true;
    // One word may stand between: "불편함이 전혀 없어요".
    const std::array<View, 5> between{U"전혀", U"하나도", U"거의", U"별로", U"아예"};
    return begins_with_any(next, between) && begins_with_any(near(at + 2), nothing);
}

bool is_negation_english(View word)
{
    constexpr std::array<View, 13> words{U"not",     U"no",     U"never",   U"hardly", U"barely",
                                         U"without", U"cannot", U"nothing", U"none",   U"neither",
                                         U"nor",     U"lacks",  U"lack"};
    return word.ends_with(U"n't") || std::find(words.begin(), words.end(), word) != words.end();
}

bool is_negated_english(const std::vector<Word>& text, std::size_t at)
{
    for (int back = 1; back <= before_most && static_cast<std::size_t>(back) <= at; ++back) {
        const Word& word = text[at - static_cast<std::size_t>(back)];
        if (word.sentence != text[at].sentence || word.text == U"but" || word.text == U"like")
            return false;
        if (is_negation_english(word.text)) return true;
    }
    return false;
}

struct Tally {
    int good = 0;
    int bad = 0;
    int count = 0;

    void add(int weight, bool negated)
    {
        if (weight == 0) return;
        // What is not bad is not very good either.
        if (negated) weight = weight > 0 ? -1 : 1;
        (weight > 0 ? good : bad) += std::abs(weight);
        ++count;
    }
};

void add_korean(const std::vector<Word>& text, std::size_t at, Tally& tally)
{
    View word = text[at].text;
    bool negated = is_negated_korean(text, at);
    const Mood* mood = longest(korean_moods(), word, false);
    if (!mood && word.size() > 2 && (word[0] == U'안' || word[0] == U'못')) {
        mood = longest(korean_moods(), word.substr(1), false);  // "안좋아요"
        negated = mood != nullptr;
    }
    if (!mood) return;
    // "맛없", "재미없", "쓸모없" are words of their own.
    if (has(mood->word, U"없") || has(mood->word, U"않") || has(mood->word, U"못"))
        negated = has(word.substr(mood->word.size()), U"지않");
    tally.add(mood->weight, negated);
}

}  // namespace

std::optional<Sentiment> sentiment_of(const std::vector<Word>& text, std::string_view language)
{
    Tally tally;
    std::size_t korean = 0;
    std::size_t english = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const Word& word = text[at];
        if (word.script == Script::hangul) {
            ++korean;
            add_korean(text, at, tally);
        } else {
            english += word.script == Script::latin ? 1 : 0;
            const Mood* mood = longest(english_moods(), word.text, true);
            // Alone "like" compares as often as it praises.
            if (word.text == U"like" && is_negated_english(text, at)) tally.add(1, true);
            if (mood) tally.add(mood->weight, is_negated_english(text, at));
        }
    }
    if (korean + english == 0) return std::nullopt;
    Sentiment found;
    found.language =
        language.starts_with("ko") || (korean > 0 && !language.starts_with("en")) ? "ko" : "en";
    const int all = tally.good + tally.bad;
    if (all == 0) {
        found.polarity = "neutral";
        return found;
    }
    const int less = std::min(tally.good, tally.bad);
    const int more = std::max(tally.good, tally.bad);
    found.polarity = 2 * less >= more ? "mixed" : tally.good > tally.bad ? "positive" : "negative";
    found.score = std::round(100.0 * (tally.good - tally.bad) / all) / 100;
    found.confidence = std::round(100.0 * tally.count / (tally.count + 1)) / 100;
    return found;
}

}  // namespace keywords
