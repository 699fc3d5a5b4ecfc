// How far a stream was read: the cursor of the hub, as a struct.
#pragma once

#include "sql/page.hpp"
#include "sql/value.hpp"

#include <cx/result.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace sql {

// A row that was given and may be seen again, as fingerprints of its key and of its content.
struct Given {
    std::string key;
    std::string content;
    Value cursor;
};

// A run is one reading from its first page to its last. Within one `after` says where it goes on.
struct Progress {
    std::uint64_t run = 0;      // How many there were
    std::int64_t began_us = 0;  // When this one began, by the hub's clock; 0: it has not
    std::vector<Value> after;   // Position of the last row that was given in this run
    // Incremental only, as all below.
    Value from;
    bool no_cursor = false;              // This run looks for rows whose cursor is null
    std::vector<Value> no_cursor_after;  // Key of the last such row that was told of
    // Greatest position whose time has come, and when it was first seen.
    std::vector<Value> high;
    std::int64_t high_us = 0;
    // What this run may see again, by fingerprint of the key; and what the next may.
    std::map<std::string, std::string, std::less<>> given;
    std::deque<Given> lately;

    Place place() const { return {.after = after, .from = from, .no_cursor = no_cursor}; }

    // Nothing where the text is none of write's for a stream of that shape.
    static cx::Result<Progress> read(std::string_view cursor, const Shape& shape);
    std::string write() const;
};

}  // namespace sql
