// SQLite files, read only. A statement looks now and then whether the hub stops.
#include "sql/connection.hpp"

#include <cx/plugin.hpp>

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>

namespace sql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int steps_between_looks = 10'000;
constexpr int busy_ms = 500;

struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementPtr = std::unique_ptr<sqlite3_stmt, Finalize>;

// What a column was declared as tells more than its values, which SQLite keeps in five types.
Kind declared(sqlite3_stmt* statement, int column)
{
    const char* const text = sqlite3_column_decltype(statement, column);
    std::string word = text ? text : "";
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (word.starts_with("BOOL")) return Kind::boolean;
    if (word.starts_with("JSON")) return Kind::json;
    if (word.starts_with("DATETIME") || word.starts_with("TIMESTAMP")) return Kind::local_time;
    return Kind::text;
}

Value value_of(sqlite3_stmt* statement, int column, Kind kind)
{
    const int type = sqlite3_column_type(statement, column);
    if (type == SQLITE_NULL) return {};
    const bool blob = type == SQLITE_BLOB;
    const auto* const bytes =
        blob ? static_cast<const char*>(sqlite3_column_blob(statement, column))
             : reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    std::string text = bytes ? std::string(bytes, size) : std::string();
    if (blob) return {Kind::bytes, std::move(text)};
    if (type == SQLITE_FLOAT) {
        const cx::json::Value exact(sqlite3_column_double(statement, column));
        return exact.is_null() ? Value{Kind::text, std::move(text)}
                               : Value{Kind::number, exact.as_number()};
    }
    if (type == SQLITE_TEXT) return {kind == Kind::boolean ? Kind::text : kind, std::move(text)};
    if (kind == Kind::boolean && (text == "0" || text == "1"))
        return {kind, text == "1" ? "true" : "false"};
    return {Kind::integer, std::move(text)};
}

void bind(sqlite3_stmt* statement, int place, const Value& value)
{
    const auto size = static_cast<int>(value.text.size());
    switch (value.kind) {
        case Kind::null:
            sqlite3_bind_null(statement, place);
            return;
        case Kind::integer:
            sqlite3_bind_int64(statement, place, std::strtoll(value.text.c_str(), nullptr, 10));
            return;
        case Kind::number:
            sqlite3_bind_double(statement, place, std::strtod(value.text.c_str(), nullptr));
            return;
        case Kind::boolean:
            sqlite3_bind_int(statement, place, value.text == "true" ? 1 : 0);
            return;
        case Kind::bytes:
            sqlite3_bind_blob(statement, place, value.text.data(), size, SQLITE_STATIC);
            return;
        default:
            sqlite3_bind_text(statement, place, value.text.data(), size, SQLITE_STATIC);
    }
}

class Sqlite final : public Connection {
public:
    Sqlite(const SourceOptions& options, cx::Host host) : options_(options), host_(host) {}

    Dialect dialect() const override { return {.row_values = true}; }

    cx::Status select(const Statement& statement, std::vector<Column>& columns,
                      const TakeRow& take) override
    {
        deadline_ = Clock::now() + options_.timeout;
        if (!connection_) {
            const cx::Status opened = open();
            if (opened.code != CX_OK) return opened;
        }
        sqlite3_stmt* raw = nullptr;
        const char* rest = "";
        if (sqlite3_prepare_v2(connection_.get(), statement.sql.c_str(),
                               static_cast<int>(statement.sql.size()), &raw, &rest) != SQLITE_OK)
            return problem();
        const StatementPtr prepared(raw);
        if (*rest) return cx::failed("SQLite: 'query' holds more than one statement");
        for (std::size_t i = 0; i < statement.values.size(); ++i)
            bind(raw, static_cast<int>(i + 1), statement.values[i]);
        const int count = sqlite3_column_count(raw);
        for (int i = 0; i < count; ++i)
            columns.push_back({sqlite3_column_name(raw, i), declared(raw, i)});
        int step = SQLITE_ROW;
        while ((step = sqlite3_step(raw)) == SQLITE_ROW) {
            Row row;
            for (int i = 0; i < count; ++i)
                row.push_back(value_of(raw, i, columns[static_cast<std::size_t>(i)].kind));
            if (!take(row)) return cx::ok();
        }
        return step == SQLITE_DONE ? cx::ok() : problem();
    }

private:
    cx::Status open()
    {
        sqlite3* raw = nullptr;
        const int opened = sqlite3_open_v2(options_.path.c_str(), &raw,
                                           SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
        connection_.reset(raw);
        if (!raw) return cx::retry("there is no memory for a connection");
        if (opened != SQLITE_OK) return problem();
        sqlite3_extended_result_codes(raw, 1);
        sqlite3_busy_timeout(raw, busy_ms);
        sqlite3_progress_handler(
            raw, steps_between_looks,
            [](void* self) { return static_cast<Sqlite*>(self)->wants_to_end() ? 1 : 0; }, this);
        // The file cannot be written; nor may a query attach another one and write that.
        if (sqlite3_exec(raw, "PRAGMA query_only = 1", nullptr, nullptr, nullptr) != SQLITE_OK)
            return problem();
        return cx::ok();
    }

    bool wants_to_end() const { return host_.stopping() || Clock::now() >= deadline_; }

    // The words of SQLite name tables and columns, never a value, where it is a mistake in SQL.
    cx::Status problem()
    {
        const int code = sqlite3_extended_errcode(connection_.get());
        const std::string words = sqlite3_errmsg(connection_.get());
        const std::string told = fmt::format("SQLite: {} (code {})", sqlite3_errstr(code), code);
        switch (code & 0xff) {
            case SQLITE_ERROR:
                return cx::failed(
                    fmt::format("SQLite: {} (code {}): check 'table' or 'query', and "
                                "the columns that the options name",
                                words, code));
            case SQLITE_CANTOPEN:
            case SQLITE_PERM:
            case SQLITE_AUTH:
            case SQLITE_NOTADB:
            case SQLITE_CORRUPT:
            case SQLITE_READONLY:
                connection_.reset();
                return cx::failed(told +
                                  ": check the option 'path', and that the hub's user may "
                                  "read the file");
            case SQLITE_INTERRUPT:
                if (host_.stopping()) return cx::retry("the hub stops");
                return cx::retry(
                    fmt::format("SQLite: the statement took longer than {} s: an index "
                                "on cursor and key is missing",
                                options_.timeout.count()));
            default:
                return cx::retry(told);
        }
    }

    SourceOptions options_;
    cx::Host host_;
    std::unique_ptr<sqlite3, Close> connection_;
    Clock::time_point deadline_;
};

}  // namespace

std::unique_ptr<Connection> make_sqlite(const SourceOptions& options, cx::Host host)
{
    if (options.path.empty()) throw cx::BadOptions("driver sqlite wants the option 'path'");
    return std::make_unique<Sqlite>(options, host);
}

}  // namespace sql
