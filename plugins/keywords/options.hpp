// What an administrator sets.
#pragma once

#include <cx/json.hpp>
#include <cx/options.hpp>

namespace keywords {

struct Options {
    cx::json::Value watchlists;
    bool sentiment = true;
};

inline constexpr auto options = cx::options(
    cx::option("watchlists", &Options::watchlists,
               "Lists by their names: kind (brand, competitor, product), words, related."),
    cx::option("sentiment", &Options::sentiment,
               "Whether the mood is judged, by lists of Korean and English words."));

}  // namespace keywords
