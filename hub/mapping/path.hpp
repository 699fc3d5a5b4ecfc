// Paths into a source record: the subset of RFC 9535 (JSONPath) of docs/specs/pipeline.md,
// compiled.
//
//   a.b   ['odd name']   [0]   [-1]   [*]   [?type == 'x']   .   ^.outer   $meta.key
//   $cap.name.group
//
// A path starts at the element in hand: the record, or inside `each` the element; each `^` steps
// out by one. `.` alone is the element. A filter is an expression about the elements it chooses
// among. A member name is letters, digits, `_` and anything beyond ASCII; other names are quoted.
#pragma once

#include "mapping/run.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cx::mapping {

class Expression;
struct Names;

struct Step {
    enum class Kind { member, index, all, filter };

    Kind kind = Kind::member;
    std::string name;                          // member
    std::int64_t index = 0;                    // index; negative counts from the end
    std::shared_ptr<const Expression> filter;  // filter
};

// What a path reads, written from the record's root: ["contacts", "*", "email"]. Every index and
// filter is "*".
using Reads = std::vector<std::string>;

// True where one of the two is the other or a part of it.
bool overlap(const Reads& left, const Reads& right);

struct Path {
    static constexpr int no_fact = -1;

    int fact = no_fact;  // Of $meta: a position in fact_names(). Behind them come the groups of
                         // captures ($cap).
    int up = 0;          // How many `^`.
    std::vector<Step> steps;
    std::vector<Reads>
        reads;  // Of the path itself: one, or more behind an `each` with alternatives.
    std::vector<Reads> filter_reads;  // Of its filters.

    // True where the path may give several values.
    bool many() const;

    // Where the path leads to; nullptr where it leads nowhere. Of several values the first that is
    // not empty. The value belongs to the record or to `run`.
    const json::Value* first(const Scope& scope, Run& run) const;
    // All values it leads to, in the order of the record.
    void all(const Scope& scope, Run& run, std::vector<const json::Value*>& found) const;
};

// A mistake in a path or an expression; `offset` counts bytes into the text.
struct SyntaxError {
    std::size_t offset = 0;
    std::string code;
    std::string message;
};

// Reads a path that is a whole text, with the names and depth of `names`. Nothing is returned where
// `errors` grew.
Path parse_path(std::string_view text, const Names& names, std::vector<SyntaxError>& errors);

}  // namespace cx::mapping
