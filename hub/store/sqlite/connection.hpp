// One SQLite connection with its prepared statements. The only place, with connection.cpp, that
// names SQLiteCpp.
//
// Errors of the engine leave as EngineError, which is a StoreError. A connection and its queries
// belong to one thread at a time.
#pragma once

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace SQLite {
class Database;
}
struct sqlite3;

namespace cx::store::sqlite {

// `code` is SQLite's primary result code.
class EngineError : public StoreError {
public:
    EngineError(const std::string& what, int engine_code) : StoreError(what), code(engine_code) {}
    int code;

    bool corrupt() const;  // The file is no database or is damaged.
    bool cannot_open() const;
};

// A statement's text: a literal, so that its address names it in the cache.
struct Sql {
    template <std::size_t Size>
    consteval Sql(const char (&literal)[Size]) : text(literal)
    {
    }
    const char* text;
};

// Values to bind that need a word about their form. `Borrowed` must live until the query ran; all
// else is copied.
struct Borrowed {
    const std::string& text;
};
struct Bytes {
    const std::string& bytes;
};
// A profile id: a UUID becomes its 16 bytes, any other text stays text; empty becomes NULL.
struct Id {
    const std::string& text;
};
// Text of which empty means none, kept as NULL.
struct OrNull {
    const std::string& text;
};

struct Slot;  // A prepared statement, and whether it is in use.

// One use of a prepared statement. Rewound when it ends.
class Query {
public:
    explicit Query(Slot& slot);  // Of the connection.
    explicit Query(std::unique_ptr<Slot> own);
    Query(Query&& other) noexcept;
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    Query& operator=(Query&&) = delete;
    ~Query();

    // Sets the parameters ?1, ?2, ... and rewinds.
    template <typename... Values>
    Query& bind(const Values&... values)
    {
        rewind();
        int index = 0;
        (set(++index, values), ...);
        return *this;
    }
    bool next();  // To the next row; false after the last.
    void run();   // To the end, of a statement without rows.

    bool null(int column) const;
    bool is_blob(int column) const;
    std::int64_t integer(int column) const;
    int number(int column) const { return static_cast<int>(integer(column)); }
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    Timestamp time(int column) const { return {integer(column)}; }
    std::string text(int column) const;  // Text or blob; "" for NULL.
    std::string id(int column) const;    // What Id made; "" for NULL.
    Hash128 hash(int column) const;

private:
    void rewind();
    void set(int index, std::int64_t value);
    void set(int index, int value) { set(index, std::int64_t{value}); }
    void set(int index, bool value) { set(index, std::int64_t{value}); }
    void set(int index, std::uint64_t value) { set(index, static_cast<std::int64_t>(value)); }
    void set(int index, Timestamp value) { set(index, value.micros); }
    void set(int index, std::nullptr_t);
    void set(int index, const std::string& value);
    void set(int index, const Borrowed& value);
    void set(int index, const Bytes& value);
    void set(int index, const Id& value);
    void set(int index, const OrNull& value);
    void set(int index, const Hash128& value);

    Slot* slot_;
    std::unique_ptr<Slot> own_;
};

class Connection {
public:
    enum class Mode { write, read, checkpoint };

    // `immutable`: for a file that nobody writes and beside which no log can be made.
    Connection(const std::string& path, Mode mode, bool immutable = false);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Query query(Sql sql);
    void execute(const std::string& script);
    // For statements that are run once.
    std::int64_t integer(const std::string& sql);
    std::string text(const std::string& sql);
    bool in_transaction() const;
    std::int64_t last_row_id() const;   // Of the newest row inserted. Much cheaper than RETURNING.
    std::int64_t rows_changed() const;  // Since the connection was made.
    int log_pages() const
    {
        return log_pages_;
    }  // In the write-ahead log after this connection's newest commit.

    // Moves pages of the write-ahead log into the file without waiting for anybody. True when the
    // log is empty of work. `truncate`: cuts the log to nothing, and waits a moment for readers.
    bool checkpoint(bool truncate);

    sqlite3* handle();  // For what the package has no words for.

private:
    std::unique_ptr<SQLite::Database> database_;
    std::unordered_map<const char*, std::unique_ptr<Slot>> slots_;
    int log_pages_ = 0;
};

}  // namespace cx::store::sqlite
