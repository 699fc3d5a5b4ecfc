#include "keywords/watchlist.hpp"

#include "keywords/particles.hpp"

#include <algorithm>

namespace keywords {
namespace {

constexpr std::size_t lists_most = 1000;
constexpr std::size_t phrases_most = 1000;  // Of one list
constexpr std::size_t phrase_words_most = 8;

cx::Error wrong(const std::string& list, const std::string& what)
{
    return {"keywords.watchlist", "watchlist '" + list + "' " + what};
}

cx::Result<std::vector<Phrase>> phrases(const std::string& list, const cx::json::Value& entry,
                                        std::string_view member)
{
    std::vector<Phrase> made;
    const cx::json::Value* texts = entry.find(member);
    if (!texts) return made;
    if (!texts->is_array() || texts->as_array().size() > phrases_most)
        return wrong(list, "should have at most 1000 texts in '" + std::string(member) + "'");
    for (const cx::json::Value& one : texts->as_array()) {
        Phrase phrase{one.text().value_or(""), {}};
        phrase.words = words_of(phrase.shown);
        if (phrase.words.empty() || phrase.words.size() > phrase_words_most)
            return wrong(list, "has a text in '" + std::string(member) +
                                   "' without a letter, or with more than 8 words");
        made.push_back(std::move(phrase));
    }
    return made;
}

// The last word may carry particles; a Latin word ends where Hangul begins, or in "'s".
bool is_last(const Word& word, const Word& wanted)
{
    if (word.script == Word::Script::hangul) return is_with_particles(word.text, wanted.text);
    return word.text == wanted.text || word.text == wanted.text + U"'s";
}

bool stands_at(const Phrase& phrase, const std::vector<Word>& text, std::size_t at)
{
    if (at + phrase.words.size() > text.size()) return false;
    const std::size_t last = phrase.words.size() - 1;
    for (std::size_t i = 0; i < last; ++i)
        if (text[at + i].text != phrase.words[i].text) return false;
    return is_last(text[at + last], phrase.words[last]) &&
           text[at].sentence == text[at + last].sentence;
}

bool has(const Phrase& phrase, const std::vector<Word>& text)
{
    for (std::size_t at = 0; at < text.size(); ++at)
        if (stands_at(phrase, text, at)) return true;
    return false;
}

}  // namespace

cx::Result<std::vector<Watchlist>> read_watchlists(const cx::json::Value& lists)
{
    std::vector<Watchlist> made;
    if (lists.is_null()) return made;
    if (!lists.is_object() || lists.as_object().size() > lists_most)
        return cx::Error{"keywords.watchlist",
                         "'watchlists' should be at most 1000 lists by their names"};
    for (const auto& [name, entry] : lists.as_object()) {
        if (!entry.is_object()) return wrong(name, "should have 'kind' and 'words'");
        for (const auto& [member, value] : entry.as_object())
            if (member != "kind" && member != "words" && member != "related")
                return wrong(name, "has an unknown member '" + member + "'");
        Watchlist list{name, entry.text_of("kind"), {}, {}};
        auto words = phrases(name, entry, "words");
        auto related = phrases(name, entry, "related");
        if (!words) return words.error();
        if (!related) return related.error();
        if (words->empty()) return wrong(name, "has no 'words'");
        list.words = *std::move(words);
        list.related = *std::move(related);
        made.push_back(std::move(list));
    }
    return made;
}

Watched watch(const std::vector<Watchlist>& lists, const std::vector<Word>& text)
{
    Watched watched;
    for (const Watchlist& list : lists) {
        const bool found = std::any_of(list.words.begin(), list.words.end(),
                                       [&](const Phrase& phrase) { return has(phrase, text); });
        if (!found) continue;
        watched.keywords.insert(list.name);
        if (!list.kind.empty()) watched.about.insert(list.kind);
        for (const Phrase& phrase : list.related)
            if (has(phrase, text)) watched.keywords.insert(phrase.shown);
    }
    return watched;
}

}  // namespace keywords
