// Takes personal data out of what a system answered, so that the rest can be kept and shown: every
// text and every long number becomes another of the same shape. The same value becomes the same one
// wherever it stands, so that links between records hold; without the key nobody can go back.
#pragma once

#include "base/keyed_hash.hpp"

#include <cx/json.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cx::app {

class Scrubber {
public:
    // `kept`: members whose values stay as they are, beside those that only classify (status, type,
    // currency, ...).
    Scrubber(KeyedHash key, std::vector<std::string> kept);

    // Times, truths, nulls, short numbers and the kept members stay. Texts within texts, such as
    // JSON in a text, are scrubbed as texts.
    json::Value scrubbed(const json::Value& value);
    // An address: scheme, host and the names of the query stay; a segment of the path stays unless
    // it was a value before.
    std::string scrubbed_url(std::string_view url);

private:
    json::Value member(const std::string& name, const json::Value& value);
    std::string of_text(const std::string& text);
    std::string substitute(std::string_view text);
    std::string segment(std::string_view text);

    KeyedHash key_;
    std::vector<std::string> kept_;
    std::set<std::string> seen_;  // Texts and numbers that were replaced
};

}  // namespace cx::app
