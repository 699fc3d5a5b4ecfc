// Invented people for the benchmark: the same for both sides of the comparison, made from their
// number alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cx::bench {

struct Person {
    std::string key;   // At the source, ascending
    std::string data;  // About 250 bytes of JSON
    std::vector<std::pair<std::string, std::string>>
        keys;  // (namespace, value); values in no order
};

Person make_person(int number, int keys);

}  // namespace cx::bench
