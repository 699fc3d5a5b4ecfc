// Any database that has a driver for unixODBC. What drivers do not tell alike is asked for as text.
#include "sql/connection.hpp"

#include <cx/plugin.hpp>

#include <fmt/format.h>
#include <sql.h>
#include <sqlext.h>

#include <array>
#include <cstdlib>
#include <optional>

namespace sql {
namespace {

constexpr std::size_t chunk_bytes = 4096;
constexpr std::size_t cell_bytes_max = 16U << 20;
constexpr const char* product = "ODBC";

// A handle of unixODBC, freed at its end.
class Handle {
public:
    Handle() = default;
    Handle(SQLSMALLINT type, SQLHANDLE above) : type_(type)
    {
        if (!SQL_SUCCEEDED(SQLAllocHandle(type, above, &raw_))) raw_ = SQL_NULL_HANDLE;
    }
    Handle(Handle&& other) noexcept { swap(other); }
    Handle& operator=(Handle&& other) noexcept
    {
        swap(other);
        return *this;
    }
    ~Handle()
    {
        if (raw_ == SQL_NULL_HANDLE) return;
        if (type_ == SQL_HANDLE_DBC) SQLDisconnect(raw_);
        SQLFreeHandle(type_, raw_);
    }
    explicit operator bool() const { return raw_ != SQL_NULL_HANDLE; }
    SQLHANDLE get() const { return raw_; }
    SQLSMALLINT type() const { return type_; }

private:
    void swap(Handle& other)
    {
        std::swap(type_, other.type_);
        std::swap(raw_, other.raw_);
    }

    SQLSMALLINT type_ = 0;
    SQLHANDLE raw_ = SQL_NULL_HANDLE;
};

SQLCHAR* text_of(const std::string& text)
{
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text.c_str()));
}

SQLPOINTER number_of(SQLULEN number)
{
    return reinterpret_cast<SQLPOINTER>(number);
}

Kind kind_of(SQLSMALLINT type, SQLSMALLINT decimals)
{
    switch (type) {
        case SQL_BIT:
            return Kind::boolean;
        case SQL_TINYINT:
        case SQL_SMALLINT:
        case SQL_INTEGER:
        case SQL_BIGINT:
            return Kind::integer;
        case SQL_DECIMAL:
        case SQL_NUMERIC:
            return decimals == 0 ? Kind::integer : Kind::number;
        case SQL_REAL:
        case SQL_FLOAT:
        case SQL_DOUBLE:
            return Kind::number;
        case SQL_BINARY:
        case SQL_VARBINARY:
        case SQL_LONGVARBINARY:
            return Kind::bytes;
        case SQL_TYPE_TIMESTAMP:
            return Kind::local_time;
        default:
            return Kind::text;
    }
}

// "-.5" as JSON has it.
std::string tidy_number(std::string text)
{
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (text.size() > sign && text[sign] == '.') text.insert(sign, "0");
    if (text.ends_with('.')) text.pop_back();
    return text;
}

class Odbc final : public Connection {
public:
    Odbc(const SourceOptions& options, cx::Host host) : options_(options), host_(host) {}

    Dialect dialect() const override { return {.quote = quote_, .limit = false}; }
    cx::Status select(const Statement& statement, std::vector<Column>& columns,
                      const TakeRow& take) override;

private:
    cx::Status connect();
    cx::Status problem(const Handle& handle);
    bool lost() const;
    bool describe(const Handle& prepared, std::vector<Column>& columns) const;
    bool execute(const Handle& prepared, const Statement& statement) const;
    // Nothing where the driver refuses.
    std::optional<Value> cell(const Handle& prepared, std::size_t column, Kind kind) const;
    cx::Status fetch_all(const Handle& prepared, const std::vector<Column>& columns,
                         const TakeRow& take);

    SourceOptions options_;
    cx::Host host_;
    Handle environment_;
    Handle connection_;
    char quote_ = '"';
};

// The words of a driver may hold values, but for mistakes in SQL and refused log-ins.
cx::Status Odbc::problem(const Handle& handle)
{
    std::array<SQLCHAR, 6> state{};
    std::array<SQLCHAR, 512> words{};
    SQLINTEGER native = 0;
    SQLSMALLINT size = 0;
    const SQLRETURN told =
        SQLGetDiagRec(handle.type(), handle.get(), 1, state.data(), &native, words.data(),
                      static_cast<SQLSMALLINT>(words.size()), &size);
    const std::string code =
        SQL_SUCCEEDED(told) ? reinterpret_cast<const char*>(state.data()) : "HY000";
    const std::string_view all(reinterpret_cast<const char*>(words.data()));
    if (code.starts_with("42") || code.starts_with("IM0") || code.starts_with("01"))
        return refusal(product, std::string(all), code);
    cx::Status status = refusal(product, fmt::format("error {}", native), code);
    // A general error of a connection that lives does not pass on its own.
    const bool lives = connection_ && handle.type() == SQL_HANDLE_STMT && !lost();
    if (code == "HY000" && lives)
        return cx::failed(status.why +
                          ": check 'table' or 'query', the columns that the options "
                          "name, and what the user may read");
    return status;
}

bool Odbc::lost() const
{
    SQLINTEGER dead = SQL_CD_FALSE;
    const SQLRETURN told =
        SQLGetConnectAttr(connection_.get(), SQL_ATTR_CONNECTION_DEAD, &dead, 0, nullptr);
    return SQL_SUCCEEDED(told) && dead == SQL_CD_TRUE;
}

cx::Status Odbc::connect()
{
    environment_ = Handle(SQL_HANDLE_ENV, SQL_NULL_HANDLE);
    if (!environment_) return cx::retry("there is no memory for a connection");
    SQLSetEnvAttr(environment_.get(), SQL_ATTR_ODBC_VERSION, number_of(SQL_OV_ODBC3), 0);
    Handle connection(SQL_HANDLE_DBC, environment_.get());
    if (!connection) return cx::retry("there is no memory for a connection");
    const auto seconds = number_of(static_cast<SQLULEN>(options_.timeout.count()));
    SQLSetConnectAttr(connection.get(), SQL_ATTR_LOGIN_TIMEOUT, seconds, 0);
    SQLSetConnectAttr(connection.get(), SQL_ATTR_CONNECTION_TIMEOUT, seconds, 0);
    SQLSetConnectAttr(connection.get(), SQL_ATTR_ACCESS_MODE, number_of(SQL_MODE_READ_ONLY), 0);
    const SQLRETURN connected =
        SQLDriverConnect(connection.get(), nullptr, text_of(options_.connection), SQL_NTS, nullptr,
                         0, nullptr, SQL_DRIVER_NOPROMPT);
    if (!SQL_SUCCEEDED(connected)) return problem(connection);
    connection_ = std::move(connection);
    std::array<char, 8> quote{};
    SQLSMALLINT size = 0;
    const SQLRETURN told = SQLGetInfo(connection_.get(), SQL_IDENTIFIER_QUOTE_CHAR, quote.data(),
                                      static_cast<SQLSMALLINT>(quote.size()), &size);
    if (SQL_SUCCEEDED(told) && quote[0] != '\0' && quote[0] != ' ') quote_ = quote[0];
    return cx::ok();
}

bool Odbc::describe(const Handle& prepared, std::vector<Column>& columns) const
{
    SQLSMALLINT count = 0;
    if (!SQL_SUCCEEDED(SQLNumResultCols(prepared.get(), &count))) return false;
    for (SQLSMALLINT i = 1; i <= count; ++i) {
        std::array<SQLCHAR, 256> name{};
        SQLSMALLINT name_size = 0;
        SQLSMALLINT type = 0;
        SQLULEN width = 0;
        SQLSMALLINT decimals = 0;
        SQLSMALLINT nullable = 0;
        if (!SQL_SUCCEEDED(SQLDescribeCol(prepared.get(), static_cast<SQLUSMALLINT>(i), name.data(),
                                          static_cast<SQLSMALLINT>(name.size()), &name_size, &type,
                                          &width, &decimals, &nullable)))
            return false;
        columns.push_back({reinterpret_cast<const char*>(name.data()), kind_of(type, decimals)});
    }
    return true;
}

bool Odbc::execute(const Handle& prepared, const Statement& statement) const
{
    const SQLHANDLE raw = prepared.get();
    SQLSetStmtAttr(raw, SQL_ATTR_QUERY_TIMEOUT,
                   number_of(static_cast<SQLULEN>(options_.timeout.count())), 0);
    SQLSetStmtAttr(raw, SQL_ATTR_MAX_ROWS, number_of(statement.rows), 0);
    if (!SQL_SUCCEEDED(SQLPrepare(raw, text_of(statement.sql), SQL_NTS))) return false;
    std::vector<SQLLEN> sizes;
    std::vector<SQLBIGINT> numbers;
    sizes.reserve(statement.values.size());
    numbers.reserve(statement.values.size());
    for (const Value& value : statement.values) {
        const auto place = static_cast<SQLUSMALLINT>(sizes.size() + 1);
        char* end = nullptr;
        errno = 0;
        numbers.push_back(std::strtoll(value.text.c_str(), &end, 10));
        const bool number = value.kind == Kind::integer && errno == 0 && *end == '\0';
        const bool bytes = value.kind == Kind::bytes;
        const SQLSMALLINT type = bytes                            ? SQL_VARBINARY
                                 : value.kind == Kind::local_time ? SQL_TYPE_TIMESTAMP
                                                                  : SQL_VARCHAR;
        sizes.push_back(static_cast<SQLLEN>(value.text.size()));
        const SQLRETURN bound =
            number
                ? SQLBindParameter(raw, place, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0,
                                   &numbers.back(), 0, nullptr)
                : SQLBindParameter(raw, place, SQL_PARAM_INPUT, bytes ? SQL_C_BINARY : SQL_C_CHAR,
                                   type, std::max<std::size_t>(value.text.size(), 1), 0,
                                   text_of(value.text), sizes.back(), &sizes.back());
        if (!SQL_SUCCEEDED(bound)) return false;
    }
    return SQL_SUCCEEDED(SQLExecute(raw));
}

std::optional<Value> Odbc::cell(const Handle& prepared, std::size_t column, Kind kind) const
{
    const SQLSMALLINT as = kind == Kind::bytes ? SQL_C_BINARY : SQL_C_CHAR;
    const std::size_t tail = kind == Kind::bytes ? 0 : 1;  // The zero behind a text
    std::string text;
    std::array<char, chunk_bytes> chunk{};
    for (;;) {
        SQLLEN left = 0;
        const SQLRETURN got = SQLGetData(prepared.get(), static_cast<SQLUSMALLINT>(column + 1), as,
                                         chunk.data(), chunk.size(), &left);
        if (got == SQL_NO_DATA) break;
        if (!SQL_SUCCEEDED(got)) return std::nullopt;
        if (left == SQL_NULL_DATA) return Value{};
        const std::size_t room = chunk.size() - tail;
        const bool more = got == SQL_SUCCESS_WITH_INFO &&
                          (left == SQL_NO_TOTAL || static_cast<std::size_t>(left) > room);
        text.append(chunk.data(), more ? room : static_cast<std::size_t>(left));
        if (!more || text.size() > cell_bytes_max) break;
    }
    if (kind == Kind::boolean) text = text == "0" ? "false" : "true";
    if (kind == Kind::number || kind == Kind::integer) text = tidy_number(std::move(text));
    return Value{kind, std::move(text)};
}

cx::Status Odbc::fetch_all(const Handle& prepared, const std::vector<Column>& columns,
                           const TakeRow& take)
{
    for (;;) {
        if (host_.stopping()) return cx::retry("the hub stops");
        const SQLRETURN fetched = SQLFetch(prepared.get());
        if (fetched == SQL_NO_DATA) return cx::ok();
        if (!SQL_SUCCEEDED(fetched)) return problem(prepared);
        Row row;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            auto value = cell(prepared, i, columns[i].kind);
            if (!value) return problem(prepared);
            row.push_back(*std::move(value));
        }
        if (!take(row)) return cx::ok();
    }
}

cx::Status Odbc::select(const Statement& statement, std::vector<Column>& columns,
                        const TakeRow& take)
{
    if (!connection_) {
        const cx::Status connected = connect();
        if (connected.code != CX_OK) return connected;
    }
    cx::Status status;
    {
        const Handle prepared(SQL_HANDLE_STMT, connection_.get());
        if (!prepared)
            status = cx::retry("ODBC: the driver gives no statement");
        else if (execute(prepared, statement) && describe(prepared, columns))
            status = fetch_all(prepared, columns, take);
        else
            status = problem(prepared);
    }
    if (status.code == CX_RETRY) connection_ = Handle();
    return status;
}

}  // namespace

std::unique_ptr<Connection> make_odbc(const SourceOptions& options, cx::Host host)
{
    if (options.connection.empty())
        throw cx::BadOptions("driver odbc wants the option 'connection'");
    return std::make_unique<Odbc>(options, host);
}

}  // namespace sql
