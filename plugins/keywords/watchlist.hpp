// Words that somebody watches for, and which of them a text has.
#pragma once

#include "keywords/words.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <set>
#include <string>
#include <vector>

namespace keywords {

struct Phrase {
    std::string shown;  // As the list writes it
    std::vector<Word> words;
};

struct Watchlist {
    std::string name;
    std::string kind;  // brand, competitor, product; another word of the company's own
    std::vector<Phrase> words;
    std::vector<Phrase> related;  // Looked for only where one of `words` stands.
};

// {"our-tea": {"kind": "brand", "words": ["차향", "Chahyang"], "related": ["배송"]}}; an error
// names the list and what is wrong with it.
cx::Result<std::vector<Watchlist>> read_watchlists(const cx::json::Value& lists);

struct Watched {
    std::set<std::string> keywords;  // Names of lists and related words, as the lists write them
    std::set<std::string> about;     // Kinds
};

Watched watch(const std::vector<Watchlist>& lists, const std::vector<Word>& text);

}  // namespace keywords
