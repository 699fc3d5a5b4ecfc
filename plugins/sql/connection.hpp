// A connection to a database that only reads. Its statements end when the hub stops or the time is
// over; a connection whose statement was ended is closed, and opened again by the next one.
#pragma once

#include "sql/options.hpp"
#include "sql/value.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sql {

// How a database likes its SQL.
struct Dialect {
    char quote = '"';
    bool numbered = false;      // $1, $2, ... instead of ?
    bool row_values = false;    // (a, b) > (1, 2) uses an index of both
    bool limit = true;          // LIMIT n
    const char* raw_cast = "";  // Type to which text is cast so that it arrives byte for byte
};

struct Statement {
    std::string sql;
    std::vector<Value> values;  // One for each ? or $n
    std::uint32_t rows = 0;     // How many there are at most
};

// Gets the rows one by one, and may change them. False: the ones after it are not wanted.
using TakeRow = std::function<bool(Row& row)>;

class Connection {
public:
    virtual ~Connection() = default;

    virtual Dialect dialect() const = 0;
    // `columns` is set before the first row is given. Opens the connection where there is none.
    // The answer is ok, retry or failed, ready to be returned; it holds no value of a row.
    virtual cx::Status select(const Statement& statement, std::vector<Column>& columns,
                              const TakeRow& take) = 0;
};

// Each throws cx::BadOptions where options are missing.
std::unique_ptr<Connection> make_postgresql(const SourceOptions& options, cx::Host host);
std::unique_ptr<Connection> make_mysql(const SourceOptions& options, cx::Host host);
std::unique_ptr<Connection> make_sqlite(const SourceOptions& options, cx::Host host);
std::unique_ptr<Connection> make_odbc(const SourceOptions& options, cx::Host host);
std::unique_ptr<Connection> make_connection(const SourceOptions& options, cx::Host host);

// "PostgreSQL: <what> (<state>): <remedy by state>". The status is retry where it may work later.
cx::Status refusal(const std::string& database, const std::string& what, const std::string& state);

}  // namespace sql
