// One stream: pages of a table or query, and from where to where they are read.
#pragma once

#include "sql/connection.hpp"
#include "sql/page.hpp"
#include "sql/progress.hpp"
#include "sql/record.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sql {

// A page is asked for in a poll. What of it did not fit into the batch is kept in memory; after a
// restart the rows behind the last one that was given are asked for.
class Stream {
public:
    // Throws cx::BadOptions.
    Stream(const std::string& name, StreamOptions options, Connection& connection, cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out);

private:
    struct Fetched {
        Rendered record;
        std::vector<Value> position;
        bool removed = false;
    };

    bool incremental() const { return options_.mode == "incremental"; }
    void begin_run(Progress& progress);
    // The page that comes next; the first of several also finds the run's ceiling.
    cx::Status fetch(Progress& progress);
    cx::Status fetch_page(const Progress& progress);
    cx::Status find_ceiling(Value& ceiling);
    cx::Status find_greatest(const Value& limit, Value& greatest);
    cx::Status find_raw_columns();
    cx::Status check_columns(const std::vector<Column>& columns) const;
    Fetched read(const std::vector<Column>& columns, Row& row, bool no_cursor);
    void check_equal(const std::vector<Column>& columns, const Row& row, Rendered& record) const;
    // False when the batch is full.
    bool give(const Fetched& row, cx::BatchWriter& out) const;
    // What is known of the row is remembered; false where it was given before as it is.
    bool remember(const Fetched& row, Progress& progress);
    void raise(const std::vector<Value>& position, Progress& progress);
    bool is_future(const Value& cursor) const;
    // Where the next look begins that reaches back as far as the overlap says.
    std::optional<Value> edge(const Progress& progress) const;
    // From the rows without a cursor to the others.
    static void begin_rows(Progress& progress);
    // As much of the page as the batch takes; false where all of it was given before.
    bool give_pending(Progress& progress, cx::BatchWriter& out);
    void end_run(Progress& progress, cx::BatchWriter& out) const;

    StreamOptions options_;
    Connection& connection_;
    cx::Host host_;
    Renderer renderer_;
    Shape shape_;
    std::vector<std::string> raw_;  // Columns that are read byte for byte
    bool knows_raw_ = false;
    std::uint32_t page_rows_;
    // The rows that come behind `pending_cursor_`, and whether they are the last.
    std::deque<Fetched> pending_;
    std::string pending_cursor_;
    bool has_pending_ = false;
    bool last_page_ = false;
    // When this run began, and since when the greatest cursor is known; 0: before this process.
    std::int64_t began_us_ = 0;
    std::int64_t high_us_ = 0;
};

}  // namespace sql
