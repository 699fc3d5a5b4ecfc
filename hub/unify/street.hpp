// One part of an address in Latin letters, between commas: is it a street, and which house?
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cx::unify {

using AddressSegment = std::vector<std::string>;  // Its words

struct Street {
    std::string road;
    std::string number;
    std::string unit;
    std::string town;        // What follows the word for "street" without a comma
    bool is_marked = false;  // The number stood under "no" or "#".
    int quality = 0;         // Greater is more like a street; 0: none
};

Street read_street(AddressSegment words);

// A house number and nothing else.
bool is_lone_number(const AddressSegment& words);

// How many words at the front are "p o box".
std::size_t box_length(const AddressSegment& words);

// A town's name without state and postal code behind it.
std::string town_name(std::span<const std::string> words);

// "105", then "803": "105-803".
void append_unit(std::string_view word, std::string& unit);

}  // namespace cx::unify
