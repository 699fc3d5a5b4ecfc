// MariaDB and MySQL through MariaDB's client, whose calls can be left waiting: nothing waits
// without looking whether the hub stops.
#include "sql/connection.hpp"

#include <cx/plugin.hpp>

#include <fmt/format.h>
#include <mysql.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

namespace sql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int slice_ms = 100;
constexpr std::size_t cell_bytes = 256;  // Longer ones are fetched once more.
constexpr std::size_t cell_bytes_max = 16U << 20;
constexpr unsigned binary = 63;
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* product = "MySQL";

struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
};
struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

Kind text_kind(const MYSQL_FIELD& field)
{
    MARIADB_CONST_STRING format{};
    if (mariadb_field_attr(&format, &field, MARIADB_FIELD_ATTR_FORMAT_NAME) == 0 &&
        std::string_view(format.str, format.length) == "json")
        return Kind::json;
    return field.charsetnr == binary ? Kind::bytes : Kind::text;
}

Kind kind_of(const MYSQL_FIELD& field)
{
    switch (field.type) {
        case MYSQL_TYPE_TINY:
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_YEAR:
            return Kind::integer;
        case MYSQL_TYPE_DECIMAL:
        case MYSQL_TYPE_NEWDECIMAL:
            return field.decimals == 0 ? Kind::integer : Kind::number;
        case MYSQL_TYPE_FLOAT:
        case MYSQL_TYPE_DOUBLE:
            return Kind::number;
        case MYSQL_TYPE_TIMESTAMP:
        case MYSQL_TYPE_TIMESTAMP2:
            return Kind::instant;  // The session is in UTC.
        case MYSQL_TYPE_DATETIME:
        case MYSQL_TYPE_DATETIME2:
            return Kind::local_time;
        case MYSQL_TYPE_DATE:
        case MYSQL_TYPE_NEWDATE:
        case MYSQL_TYPE_TIME:
        case MYSQL_TYPE_TIME2:
            return Kind::text;
        case MYSQL_TYPE_JSON:
            return Kind::json;
        case MYSQL_TYPE_BIT:
            return field.length == 1 ? Kind::boolean : Kind::bytes;
        case MYSQL_TYPE_GEOMETRY:
            return Kind::bytes;
        default:
            return text_kind(field);
    }
}

// A value to be bound. Whole numbers go as such: as texts they would be compared as floating point.
struct Bound {
    explicit Bound(const Value& value) : text(value.text)
    {
        if (value.kind != Kind::integer) return;
        const char* const end = text.data() + text.size();
        is_signed = text.starts_with('-');
        const auto [stop, error] = is_signed ? std::from_chars(text.data(), end, negative)
                                             : std::from_chars(text.data(), end, number);
        is_number = error == std::errc{} && stop == end;
    }
    void put(MYSQL_BIND& place)
    {
        void* const whole = is_signed ? static_cast<void*>(&negative) : &number;
        place.buffer_type = is_number ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
        place.buffer = is_number ? whole : text.data();
        place.buffer_length = is_number ? sizeof number : text.size();
        place.is_unsigned = is_number && !is_signed;
    }

    std::string text;
    std::uint64_t number = 0;
    std::int64_t negative = 0;
    bool is_signed = false;
    bool is_number = false;
};

// The cells of a row as texts; the client converts.
struct Cells {
    explicit Cells(std::size_t count) : texts(count), lengths(count), nulls(count), places(count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            texts[i].resize(cell_bytes);
            places[i].buffer_type = MYSQL_TYPE_STRING;
            places[i].buffer = texts[i].data();
            places[i].buffer_length = cell_bytes;
            places[i].length = &lengths[i];
            places[i].is_null = &nulls[i];
        }
    }

    std::vector<std::string> texts;
    std::vector<unsigned long> lengths;
    std::vector<my_bool> nulls;
    std::vector<MYSQL_BIND> places;
};

class Mysql final : public Connection {
public:
    Mysql(const SourceOptions& options, cx::Host host) : options_(options), host_(host) {}

    Dialect dialect() const override { return {.quote = '`', .raw_cast = "BINARY"}; }
    cx::Status select(const Statement& statement, std::vector<Column>& columns,
                      const TakeRow& take) override;

private:
    using StatementPtr = std::unique_ptr<MYSQL_STMT, CloseStatement>;

    void set_options();
    std::optional<cx::Status> connect();
    std::optional<cx::Status> run(const std::string& sql);
    cx::Status problem(unsigned code, std::string_view state, std::string_view words);
    cx::Status problem(MYSQL_STMT* statement);
    // Goes on with a call of the client until it is over; `events` is what it waits for.
    template <typename Continue>
    std::optional<cx::Status> finish(int events, Continue go_on);
    std::optional<cx::Status> execute(MYSQL_STMT* prepared, const Statement& statement);
    std::optional<cx::Status> fetch_all(MYSQL_STMT* prepared, const std::vector<Column>& columns,
                                        const TakeRow& take);
    std::optional<Row> row_of(MYSQL_STMT* prepared, Cells& cells,
                              const std::vector<Column>& columns);

    SourceOptions options_;
    cx::Host host_;
    std::unique_ptr<MYSQL, Close> connection_;
    Clock::time_point deadline_;
};

template <typename Continue>
std::optional<cx::Status> Mysql::finish(int events, Continue go_on)
{
    while (events != 0) {
        pollfd watched{.fd = mysql_get_socket(connection_.get()), .events = 0, .revents = 0};
        if (events & MYSQL_WAIT_READ) watched.events |= POLLIN;
        if (events & MYSQL_WAIT_WRITE) watched.events |= POLLOUT;
        const int ready = ::poll(&watched, 1, slice_ms);
        const bool late = Clock::now() >= deadline_;
        if (host_.stopping() || (ready <= 0 && late)) {
            mariadb_cancel(connection_.get());
            const bool stops = host_.stopping();
            return stops ? cx::retry("the hub stops")
                         : cx::retry(fmt::format("MySQL does not answer within {} s; if it is "
                                                 "reachable, an index on cursor and key is missing",
                                                 options_.timeout.count()));
        }
        if (ready <= 0 && !(events & MYSQL_WAIT_TIMEOUT)) continue;
        int now = ready <= 0 ? MYSQL_WAIT_TIMEOUT : 0;
        if (watched.revents & (POLLIN | POLLHUP | POLLERR)) now |= MYSQL_WAIT_READ & events;
        if (watched.revents & (POLLOUT | POLLHUP | POLLERR)) now |= MYSQL_WAIT_WRITE & events;
        if (now == MYSQL_WAIT_TIMEOUT && !late) continue;
        events = go_on(now);
    }
    return std::nullopt;
}

void Mysql::set_options()
{
    MYSQL* const my = connection_.get();
    const auto flag = [&](mysql_option option, my_bool value) {
        mysql_options(my, option, &value);
    };
    const auto seconds = static_cast<unsigned>(options_.timeout.count());
    const unsigned no_files = 0;
    mysql_options(my, MYSQL_OPT_NONBLOCK, nullptr);
    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &no_files);
    mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // Not the methods that give the password away to whoever asks.
    mysql_options(my, MARIADB_OPT_RESTRICTED_AUTH,
                  "mysql_native_password,caching_sha2_password,client_ed25519,auth_gssapi_client");
    flag(MYSQL_OPT_RECONNECT, 0);
    const bool secure = options_.tls != "disable";
    flag(MYSQL_OPT_SSL_ENFORCE, secure);
    flag(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, options_.tls.starts_with("verify"));
    if (!secure) return;
    std::string authorities = options_.root_certificate;
    if (authorities.empty() && options_.tls.starts_with("verify") &&
        std::filesystem::exists(system_authorities))
        authorities = system_authorities;
    const std::pair<mysql_option, const std::string&> files[] = {
        {MYSQL_OPT_SSL_CA, authorities},
        {MYSQL_OPT_SSL_CERT, options_.client_certificate},
        {MYSQL_OPT_SSL_KEY, options_.client_key}};
    for (const auto& [option, file] : files)
        if (!file.empty()) mysql_options(my, option, file.c_str());
}

std::optional<cx::Status> Mysql::connect()
{
    connection_.reset(mysql_init(nullptr));
    if (!connection_) return cx::retry("there is no memory for a connection");
    set_options();
    const bool socket = options_.host.starts_with('/');
    MYSQL* connected = nullptr;
    const int events = mysql_real_connect_start(
        &connected, connection_.get(), socket ? "localhost" : options_.host.c_str(),
        options_.user.c_str(), options_.password.c_str(), options_.database.c_str(),
        socket ? 0 : options_.port, socket ? options_.host.c_str() : nullptr, 0);
    auto over = finish(events, [&](int now) {
        return mysql_real_connect_cont(&connected, connection_.get(), now);
    });
    if (over) return over;
    if (!connected)
        return problem(mysql_errno(connection_.get()), mysql_sqlstate(connection_.get()), "");
    for (const char* const sql :
         {"SET SESSION TRANSACTION READ ONLY", "SET time_zone = '+00:00'", "SET sql_mode = ''"})
        if (auto refused = run(sql)) return refused;
    // A server takes one of the two, by its kind; where it takes none, our own deadline is left.
    const bool maria = mariadb_connection(connection_.get()) != 0;
    const auto seconds = options_.timeout.count();
    return run(maria ? fmt::format("SET SESSION max_statement_time = {}", seconds)
                     : fmt::format("SET SESSION max_execution_time = {}", seconds * 1000));
}

std::optional<cx::Status> Mysql::run(const std::string& sql)
{
    int failed = 0;
    const int events = mysql_real_query_start(&failed, connection_.get(), sql.data(), sql.size());
    auto over = finish(
        events, [&](int now) { return mysql_real_query_cont(&failed, connection_.get(), now); });
    if (over) return over;
    if (failed == 0) return std::nullopt;
    return problem(mysql_errno(connection_.get()), mysql_sqlstate(connection_.get()), "");
}

// The words of a mistake in SQL name tables and columns. Those of other errors may hold values, so
// only their code is told.
cx::Status Mysql::problem(unsigned code, std::string_view state, std::string_view words)
{
    const auto told = [&](const char* what) {
        return fmt::format("MySQL: {} (error {}, SQLSTATE {})", what, code, state);
    };
    switch (code) {
        case 1044:
            return cx::failed(told("the user may not use this database, or there is none") +
                              ": check the option 'database', and grant the user SELECT");
        case 1142:  // Of a table, a column, a routine
        case 1143:
        case 1370:
            return cx::failed(told("the user may not read this") +
                              ": grant the user SELECT on what is read");
        case 1045:
        case 1698:
        case 2059:  // A method of log-in that is not ours
            return cx::failed(told("the log-in is refused") +
                              ": check user and password, and from where the user may log in");
        case 1049:
            return cx::failed(told("there is no such database") + ": check the option 'database'");
        case 1792:
            return cx::failed(told("the query writes; this connection only reads"));
        case 2026:
            return cx::failed(told("no protected connection comes about") +
                              ": check 'tls' and 'root_certificate', and the server's certificate");
        case 1969:
        case 3024:
            return cx::retry(told("the statement took longer than 'timeout'") +
                             ": an index on cursor and key is missing");
        default:
            break;
    }
    if (code >= 2000 && code < 3000) return cx::retry(told("the server cannot be reached"));
    const bool tell = state.starts_with("42") && !words.empty();
    return refusal(product, tell ? std::string(words) : fmt::format("error {}", code),
                   std::string(state));
}

cx::Status Mysql::problem(MYSQL_STMT* statement)
{
    return problem(mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement),
                   mysql_stmt_error(statement));
}

std::optional<cx::Status> Mysql::execute(MYSQL_STMT* prepared, const Statement& statement)
{
    int failed = 0;
    int events =
        mysql_stmt_prepare_start(&failed, prepared, statement.sql.data(), statement.sql.size());
    auto over =
        finish(events, [&](int now) { return mysql_stmt_prepare_cont(&failed, prepared, now); });
    if (over) return over;
    if (failed) return problem(prepared);
    std::vector<Bound> values(statement.values.begin(), statement.values.end());
    std::vector<MYSQL_BIND> places(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i].put(places[i]);
    if (!places.empty()) mysql_stmt_bind_param(prepared, places.data());
    events = mysql_stmt_execute_start(&failed, prepared);
    over = finish(events, [&](int now) { return mysql_stmt_execute_cont(&failed, prepared, now); });
    if (over) return over;
    if (failed) return problem(prepared);
    return std::nullopt;
}

std::optional<Row> Mysql::row_of(MYSQL_STMT* prepared, Cells& cells,
                                 const std::vector<Column>& columns)
{
    Row row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (cells.nulls[i]) {
            row.emplace_back();
            continue;
        }
        std::string text = cells.texts[i].substr(0, cells.lengths[i]);
        if (cells.lengths[i] > cell_bytes) {
            MYSQL_BIND place{};
            text.resize(std::min<std::size_t>(cells.lengths[i], cell_bytes_max));
            place.buffer_type = MYSQL_TYPE_STRING;
            place.buffer = text.data();
            place.buffer_length = text.size();
            if (mysql_stmt_fetch_column(prepared, &place, static_cast<unsigned>(i), 0) != 0)
                return std::nullopt;
        }
        if (columns[i].kind == Kind::boolean)
            text = text.find_first_not_of('\0') == std::string::npos ? "false" : "true";
        row.push_back({columns[i].kind, std::move(text)});
    }
    return row;
}

std::optional<cx::Status> Mysql::fetch_all(MYSQL_STMT* prepared, const std::vector<Column>& columns,
                                           const TakeRow& take)
{
    Cells cells(columns.size());
    if (mysql_stmt_bind_result(prepared, cells.places.data()) != 0) return problem(prepared);
    bool wanted = true;
    for (;;) {
        int result = 0;
        const int events = mysql_stmt_fetch_start(&result, prepared);
        auto over =
            finish(events, [&](int now) { return mysql_stmt_fetch_cont(&result, prepared, now); });
        if (over) return over;
        if (result == MYSQL_NO_DATA) return std::nullopt;
        if (result != 0 && result != MYSQL_DATA_TRUNCATED) return problem(prepared);
        if (!wanted) continue;
        auto row = row_of(prepared, cells, columns);
        if (!row) return problem(prepared);
        wanted = take(*row);
    }
}

cx::Status Mysql::select(const Statement& statement, std::vector<Column>& columns,
                         const TakeRow& take)
{
    deadline_ = Clock::now() + options_.timeout + std::chrono::seconds(5);
    if (!connection_)
        if (auto refused = connect()) {
            connection_.reset();
            return *refused;
        }
    StatementPtr prepared(mysql_stmt_init(connection_.get()));
    if (!prepared) return cx::retry("there is no memory for a statement");
    auto over = execute(prepared.get(), statement);
    if (!over) {
        const std::unique_ptr<MYSQL_RES, FreeResult> facts(
            mysql_stmt_result_metadata(prepared.get()));
        const unsigned count = facts ? mysql_num_fields(facts.get()) : 0;
        for (unsigned i = 0; i < count; ++i) {
            const MYSQL_FIELD* const field = mysql_fetch_field_direct(facts.get(), i);
            columns.push_back({field->name, kind_of(*field)});
        }
        over = fetch_all(prepared.get(), columns, take);
    }
    if (!over) return cx::ok();
    // Of a refused statement the connection is as good as before; else begin anew.
    prepared.reset();
    if (over->code == CX_RETRY) connection_.reset();
    return *over;
}

}  // namespace

std::unique_ptr<Connection> make_mysql(const SourceOptions& options, cx::Host host)
{
    if (options.database.empty() || options.user.empty())
        throw cx::BadOptions("driver mysql wants the options 'database' and 'user'");
    return std::make_unique<Mysql>(options, host);
}

}  // namespace sql
