// How far an unfinished read of a stream has come: all that a restart needs to go on.
#pragma once

#include "rest/read/slice.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace rest {

struct Place {
    std::int64_t started_us = 0;  // The run's time; 0: it has not begun
    cx::json::Value router;       // Behind the partition at hand
    bool in_partition = false;
    Partition partition;
    std::optional<std::int64_t> since;    // Where the partition began
    std::optional<std::int64_t> stretch;  // Where the stretch at hand begins
    cx::json::Value token;                // Of the page at hand
    std::uint64_t pages = 0;              // Behind us in this stretch
    std::uint64_t parts = 0;              // Records of the answer behind us, read in parts
    std::uint64_t came = 0;               // Records of the stretch, where paging has a limit
    cx::json::Value job;                  // See Job
    std::optional<std::int64_t> seen;     // The furthest record of the partition
    std::optional<std::int64_t> run_seen;
    bool gaps = false;  // Answers were ignored: this was not all there is
    // The records of the page at hand that were given: how many, and the key of the last.
    std::uint64_t given = 0;
    std::string last_key;

    static Place read(const cx::json::Value& value);
    cx::json::Value write() const;
};

}  // namespace rest
