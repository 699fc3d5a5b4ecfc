// Groups of a regular expression in a source value: `captures:` of a mapping.
#pragma once

#include "mapping/path.hpp"

#include <cx/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace cx::mapping {

struct Capture {
    std::vector<Path> from;  // The first that is not empty
    std::shared_ptr<const re2::RE2> pattern;
    std::vector<std::string> groups;  // Their names, in order
};

// Compiles a pattern with the bounds of the program; nullptr where it is not one (RE2 syntax).
std::shared_ptr<const re2::RE2> compile_pattern(std::string_view pattern);

// The names of the named groups, `(?P<name>...)`, in the order of the pattern.
std::vector<std::string> group_names(const re2::RE2& pattern);

// What the named groups hold where the pattern is first found in `text`; nulls where it is not.
std::vector<json::Value> find_groups(std::string_view text, const re2::RE2& pattern);

}  // namespace cx::mapping
