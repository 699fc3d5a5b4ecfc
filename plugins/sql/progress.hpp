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
// No clock stands in here: two hubs that read the same rows write the same cursors.
struct Progress {
    // Of an incremental run: it has not begun, it looks for rows whose cursor is null, it reads.
    enum class Phase { before, no_cursor, rows };

    std::uint64_t run = 0;     // How many there were; not of incremental streams, as the next
    std::vector<Value> after;  // Position of the last row that was given in this run
    // Incremental only, as all below.
    Phase phase = Phase::before;
    Value from;     // Cursor at which this run began; null: at `high`, or at all
    Value ceiling;  // Greatest cursor when it began, where it has several pages
    std::vector<Value> no_cursor_after;  // Key of the last row without a cursor that was told of
    std::vector<Value> high;             // Greatest position whose time has come
    bool settled = false;  // All that could be late to `high` was read; the next run begins there.
    // What this run may see again, by fingerprint of the key; and what the next may.
    std::map<std::string, std::string, std::less<>> given;
    std::deque<Given> lately;

    Place place() const
    {
        return {.after = after, .from = from, .no_cursor = phase == Phase::no_cursor};
    }

    // Nothing where the text is none of write's for a stream of that shape.
    static cx::Result<Progress> read(std::string_view cursor, const Shape& shape);
    std::string write() const;
};

}  // namespace sql
