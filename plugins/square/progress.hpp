// How far a stream was read: the cursor of the hub, as a struct.
#pragma once

#include <cx/result.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace square {

// A run is one search from its first page to its last. Between runs `since` says where the next
// begins; within one, `page` and `after` say where it goes on.
struct Progress {
    std::string since;               // Of this run; empty: all
    std::int64_t started_at_us = 0;  // When its first page was served; 0: it has not begun
    std::string page;
    std::string after;  // Id of the last record of `page` that was given; empty: none
    // Id -> updated_at of what was given and may be shown again, because it changed so lately.
    std::map<std::string, std::string, std::less<>> given;
    // The same, of this run, for the next.
    std::map<std::string, std::string, std::less<>> lately;

    // Nothing where the text is none of write's.
    static cx::Result<Progress> read(std::string_view cursor);
    std::string write() const;
};

}  // namespace square
