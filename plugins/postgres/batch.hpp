// What a batch of changes comes to in each table: of several changes of one row only the last one
// counts, for all of them become visible together.
#pragma once

#include "postgres/tables.hpp"

#include <cx/sink.hpp>

#include <optional>
#include <span>
#include <utility>

namespace postgres {

struct Change {
    std::int64_t seq = 0;
    bool backfill = false;
    cx::json::Value json;
};

// Nothing where the text is no change.
std::optional<Change> read_change(std::string_view text);

struct TableBatch {
    std::map<std::string, cx::json::Value> rows;  // By key: what upsert() takes
    std::map<std::string, std::int64_t> removed;  // By key: its seq
};

struct Batch {
    std::map<std::string, TableBatch> tables;  // By entity
    // In their order, with the entity of the table where it matters.
    std::vector<std::string> forgotten;                      // Profiles
    std::vector<std::pair<std::string, std::string>> moved;  // Profile -> the one it went into
    std::int64_t last = 0;

    // False where no table is there for it: the reason is in `why`.
    bool add(const Change& change, const Tables& tables, std::string& why);
};

}  // namespace postgres
