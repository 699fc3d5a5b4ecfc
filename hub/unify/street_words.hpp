// Words of addresses in Latin letters that are no names: for streets, flats, directions.
#pragma once

#include <string>
#include <string_view>

namespace cx::unify {

enum class WordUse : unsigned char {
    street = 1,          // Behind a name: Road, St
    weak_street = 2,     // The same, but a place's name as often: Park, Hill
    leading_street = 4,  // Before a name: Rue, Calle
    unit = 8,            // Before a number: Flat, Apt, #
    house = 16,          // Before a number which is the house's where it has no other: No
    direction = 32,      // North, NW
    city = 64,           // City, Township
    beside = 128,        // Before what is only near: at, opposite
};

// Of a lower-case word without dots.
bool is_used_as(std::string_view word, WordUse use);

// A word as names of roads and towns hold it: "saint" is "st", "fifth" is "5th", no signs.
std::string folded_word(std::string_view word);

// Without the word for "street" that is glued to it: "zieglstrasse", "millstreet". The word itself
// where there is none.
std::string_view without_street_word(std::string_view word);

// A slip of the hand away from a word for "street" of at least five letters.
bool is_misspelled_street_word(std::string_view word);

}  // namespace cx::unify
