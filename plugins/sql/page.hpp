// The SELECT of one page of a stream.
#pragma once

#include "sql/connection.hpp"
#include "sql/options.hpp"

#include <string>
#include <vector>

namespace sql {

// Which rows a page begins with. The position of a row is its key, behind its cursor where the
// stream is incremental.
struct Place {
    std::vector<Value> after;  // Behind this position; empty: from the first
    Value from;                // incremental: cursor at or above this; null: any
    bool no_cursor = false;    // incremental: the rows whose cursor is null, by their key
};

// Columns behind those of the record: cursor (incremental), key..., deleted (if any).
struct Shape {
    std::size_t cursor = 0;  // How many of each there are
    std::size_t key = 0;
    std::size_t deleted = 0;

    std::size_t all() const { return cursor + key + deleted; }
};
Shape shape_of(const StreamOptions& stream);

// `raw`: columns to be read byte for byte.
Statement page_statement(const StreamOptions& stream, const Dialect& dialect, const Place& place,
                         std::uint32_t rows, const std::vector<std::string>& raw);
// The greatest cursor, perhaps of those that are at most `limit`.
Statement greatest_statement(const StreamOptions& stream, const Dialect& dialect,
                             const Value& limit = {});
// The names and kinds of the columns, without a row.
Statement columns_statement(const StreamOptions& stream, const Dialect& dialect);

// Quoted; a quote within is doubled.
std::string quoted(std::string_view name, const Dialect& dialect);

}  // namespace sql
