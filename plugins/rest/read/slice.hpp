// What one chain of pages is for: a partition, and a stretch of time within it.
#pragma once

#include <cx/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace rest {

struct Partition {
    cx::json::Value values = cx::json::Object{};  // By name of the router's field
    cx::json::Value extra;                        // Of the parent, for expressions only
};

struct Slice {
    Partition partition;
    // Where the stretch begins and ends, as the cursor's format has it; empty: no stretch.
    std::string start;
    std::string end;
    // All of it as expressions see it: stream_slice.
    cx::json::Value view = cx::json::Object{};
    // What expressions see besides, by name: of a job creation_response, polling_response and
    // download_target, and query_properties.
    std::map<std::string, cx::json::Value, std::less<>> more = {};
};

}  // namespace rest
