// The mood of a text by a list of words: no model, no learning, the same answer every time.
#pragma once

#include "keywords/words.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keywords {

// A word of a lexicon. Korean ones are beginnings of words ("좋" of 좋아요, 좋은, 좋네요), English
// ones whole words, or beginnings where they end in '*'. The longest that fits counts.
struct Mood {
    std::u32string_view word;
    int weight = 0;  // From -2 to 2; 0 takes the mood from a longer word ("좋겠", would be good).
};
std::span<const Mood> korean_moods();
std::span<const Mood> english_moods();

struct Sentiment {
    std::string_view polarity;  // negative, neutral, positive, mixed
    double score = 0;           // From -1 to 1
    double confidence = 0;      // From 0 to 1, by the number of words that speak
    std::string_view language;  // ko, en
};

// Nothing where there is no Korean and no English word. `language` is what the source says, or
// empty.
std::optional<Sentiment> sentiment_of(const std::vector<Word>& text, std::string_view language);

}  // namespace keywords
