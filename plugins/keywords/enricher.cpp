#include "keywords/enricher.hpp"

#include "keywords/sentiment.hpp"

#include <cstdio>

namespace keywords {
namespace {

constexpr const char* method = "lexicon/1";

cx::json::Value list_of(const std::set<std::string>& words)
{
    cx::json::Array list;
    for (const std::string& word : words) list.emplace_back(word);
    return list;
}

// A score is an exact number in the schema, "0.33"; two decimals tell all there is.
std::string decimal(double score)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", score);
    return text;
}

cx::json::Value mood_of(const Sentiment& found)
{
    cx::json::Value mood = cx::json::Object{{"polarity", found.polarity},
                                            {"score", decimal(found.score)},
                                            {"method", method},
                                            {"lang", found.language}};
    if (found.confidence > 0) mood["confidence"] = found.confidence;
    return mood;
}

}  // namespace

Keywords::Keywords(const Options& given) : sentiment_(given.sentiment)
{
    auto lists = read_watchlists(given.watchlists);
    if (!lists) throw cx::BadOptions(lists.error().message);
    lists_ = *std::move(lists);
}

cx::json::Value Keywords::look_at(const cx::json::Value& values) const
{
    cx::json::Value found = cx::json::Object{};
    const std::vector<Word> words = words_of(values.text_of("text"));
    const Watched watched = watch(lists_, words);
    if (!watched.keywords.empty()) found["keywords"] = list_of(watched.keywords);
    if (!watched.about.empty()) found["about"] = list_of(watched.about);
    if (sentiment_)
        if (const auto mood = sentiment_of(words, values.text_of("language")))
            found["sentiment"] = mood_of(*mood);
    return found;
}

cx::Status Keywords::enrich(std::span<const cx_text> values, cx::Findings& out)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto parsed = cx::json::parse(cx::view(values[i]));
        if (!parsed) continue;
        const cx::json::Value found = look_at(*parsed);
        if (!found.empty()) out.found(i, found);
    }
    return cx::ok();
}

}  // namespace keywords
