// A text as words: runs of one script, with the sentence that each stands in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keywords {

struct Word {
    enum class Script { hangul, latin, other };

    std::u32string text;  // Latin letters in lower case
    Script script = Script::other;
    int sentence = 0;
};

// Hangul runs, Latin runs (letters, digits and inner apostrophes), runs of other letters, and each
// pictograph; what stands between is no word. Broken UTF-8 ends the text.
std::vector<Word> words_of(std::string_view utf8);

std::u32string to_points(std::string_view utf8);
std::string to_utf8(std::u32string_view points);

}  // namespace keywords
