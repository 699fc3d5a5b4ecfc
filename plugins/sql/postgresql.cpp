// PostgreSQL through libpq. Rows come one by one; nothing waits without looking whether the hub
// stops.
#include "sql/array.hpp"
#include "sql/connection.hpp"

#include <cx/plugin.hpp>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace sql {
namespace {

constexpr int slice_ms = 100;
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* product = "PostgreSQL";

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;
struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

Kind kind_of(Oid type)
{
    switch (type) {
        case 16:
            return Kind::boolean;
        case 20:  // int8, int2, int4, oid
        case 21:
        case 23:
        case 26:
            return Kind::integer;
        case 700:  // float4, float8, numeric
        case 701:
        case 1700:
            return Kind::number;
        case 114:  // json, jsonb
        case 3802:
            return Kind::json;
        case 17:
            return Kind::bytes;
        case 1114:
            return Kind::local_time;
        case 1184:
            return Kind::instant;
        default:
            return Kind::text;
    }
}

// The type of the elements where `type` is one of the usual arrays, else 0.
Oid element_of(Oid type)
{
    static constexpr std::pair<Oid, Oid> arrays[] = {
        {1000, 16},   {1001, 17},   {1005, 21}, {1007, 23}, {1016, 20},  {1021, 700},
        {1022, 701},  {1231, 1700}, {1009, 25}, {1014, 25}, {1015, 25},  {1182, 1082},
        {1115, 1114}, {1185, 1184}, {2951, 25}, {199, 114}, {3807, 3802}};
    for (const auto& [array, element] : arrays)
        if (array == type) return element;
    return 0;
}

Value value_of(const PGresult* result, int column)
{
    if (PQgetisnull(result, 0, column) != 0) return {};
    const std::string_view text(PQgetvalue(result, 0, column),
                                static_cast<std::size_t>(PQgetlength(result, 0, column)));
    const Oid type = PQftype(result, column);
    if (const Oid element = element_of(type))
        return {Kind::json, array_json(text, kind_of(element))};
    return read_cell(text, kind_of(type));
}

// libpq's words for a refused log-in carry no code.
bool wants_administrator(std::string_view words)
{
    static constexpr std::string_view parts[] = {
        "password", "authentication",    "does not exist", "certificate",      "pg_hba.conf",
        "SSL",      "permission denied", "not supported",  "not permitted to", "private key"};
    return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) {
        return words.find(part) != std::string_view::npos;
    });
}

class Postgresql final : public Connection {
public:
    Postgresql(const SourceOptions& options, cx::Host host) : options_(options), host_(host) {}

    Dialect dialect() const override { return {.numbered = true, .row_values = true}; }
    cx::Status select(const Statement& statement, std::vector<Column>& columns,
                      const TakeRow& take) override;

private:
    using Clock = std::chrono::steady_clock;

    std::optional<cx::Status> connect();
    void start_connecting();
    std::optional<cx::Status> set_up();
    std::optional<cx::Status> wait(short events, Clock::time_point deadline);
    std::optional<cx::Status> receive(ResultPtr& result, Clock::time_point deadline);
    cx::Status give_up(const std::string& why);
    cx::Status problem(const PGresult* result) const;
    cx::Status collect(std::vector<Column>& columns, const TakeRow& take);
    std::string first_line() const;

    SourceOptions options_;
    cx::Host host_;
    std::unique_ptr<PGconn, Finish> connection_;
};

std::string Postgresql::first_line() const
{
    const std::string_view all = PQerrorMessage(connection_.get());
    return std::string(all.substr(0, all.find('\n')));
}

// The server ends the statement by its own time-out. To tell it would be to wait for its answer.
cx::Status Postgresql::give_up(const std::string& why)
{
    connection_.reset();
    return cx::retry(why);
}

std::optional<cx::Status> Postgresql::wait(short events, Clock::time_point deadline)
{
    for (;;) {
        if (host_.stopping()) return give_up("the hub stops");
        pollfd watched{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
        if (::poll(&watched, 1, slice_ms) > 0) return std::nullopt;
        if (Clock::now() >= deadline)
            return give_up(
                fmt::format("PostgreSQL does not answer within {} s; if it is reachable, "
                            "an index on cursor and key is missing",
                            options_.timeout.count()));
    }
}

void Postgresql::start_connecting()
{
    const std::string port = std::to_string(options_.port ? options_.port : 5432);
    const auto timeout_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(options_.timeout).count();
    const std::string settings = fmt::format(
        "-c statement_timeout={} -c default_transaction_read_only=on -c TimeZone=UTC "
        "-c DateStyle=ISO -c IntervalStyle=iso_8601 -c extra_float_digits=1",
        timeout_ms);
    std::string authorities = options_.root_certificate;
    if (authorities.empty() && std::filesystem::exists(system_authorities))
        authorities = system_authorities;
    const std::pair<const char*, const std::string&> words[] = {
        {"host", options_.host},         {"port", port},
        {"dbname", options_.database},   {"user", options_.user},
        {"password", options_.password}, {"sslmode", options_.tls},
        {"sslrootcert", authorities},    {"sslcert", options_.client_certificate},
        {"sslkey", options_.client_key}, {"options", settings}};
    std::vector<const char*> names{"client_encoding", "gssencmode", "application_name"};
    std::vector<const char*> values{"UTF8", "disable", "cxhub"};
    for (const auto& [name, value] : words) {
        if (value.empty()) continue;
        names.push_back(name);
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
}

std::optional<cx::Status> Postgresql::connect()
{
    start_connecting();
    if (!connection_) return cx::retry("there is no memory for a connection");
    const auto deadline = Clock::now() + options_.timeout;
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (PQstatus(connection_.get()) != CONNECTION_BAD && step != PGRES_POLLING_OK &&
           step != PGRES_POLLING_FAILED) {
        const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (auto over = wait(events, deadline)) return over;
        step = PQconnectPoll(connection_.get());
    }
    if (step == PGRES_POLLING_OK) return set_up();
    const std::string why = fmt::format("PostgreSQL: {}", first_line());
    connection_.reset();
    if (!wants_administrator(why)) return cx::retry(why);
    return cx::failed(why +
                      ": check user, password, database and 'tls', and the server's "
                      "pg_hba.conf");
}

std::optional<cx::Status> Postgresql::set_up()
{
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    // Such a database does not know what its bytes mean; they come as they are.
    const char* const encoding = PQparameterStatus(connection_.get(), "server_encoding");
    if (encoding && std::string_view(encoding) == "SQL_ASCII")
        PQsetClientEncoding(connection_.get(), "SQL_ASCII");
    return std::nullopt;
}

// The words of 22 and 23 repeat values, so only their code is told.
cx::Status Postgresql::problem(const PGresult* result) const
{
    const char* const field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = field ? field : "";
    const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const bool quiet = state.starts_with("22") || state.starts_with("23") || !words;
    if (state.empty()) return cx::retry(fmt::format("PostgreSQL: {}", first_line()));
    return refusal(product, quiet ? "a value is refused" : words, state);
}

// The next result, or none where the statement is over.
std::optional<cx::Status> Postgresql::receive(ResultPtr& result, Clock::time_point deadline)
{
    while (PQisBusy(connection_.get()) != 0) {
        if (auto over = wait(POLLIN, deadline)) return over;
        if (PQconsumeInput(connection_.get()) == 0) {
            const std::string why = fmt::format("PostgreSQL: {}", first_line());
            connection_.reset();
            return cx::retry(why);
        }
    }
    result.reset(PQgetResult(connection_.get()));
    return std::nullopt;
}

cx::Status Postgresql::collect(std::vector<Column>& columns, const TakeRow& take)
{
    const auto deadline = Clock::now() + options_.timeout + std::chrono::seconds(5);
    bool wanted = true;
    cx::Status status = cx::ok();
    for (;;) {
        ResultPtr result;
        if (auto over = receive(result, deadline)) return *over;
        if (!result) return status;
        const ExecStatusType kind = PQresultStatus(result.get());
        if (kind != PGRES_SINGLE_TUPLE && kind != PGRES_TUPLES_OK) {
            if (status.code == CX_OK) status = problem(result.get());
            continue;
        }
        const int count = PQnfields(result.get());
        if (columns.empty())
            for (int i = 0; i < count; ++i)
                columns.push_back({PQfname(result.get(), i), kind_of(PQftype(result.get(), i))});
        if (!wanted || PQntuples(result.get()) == 0) continue;
        Row row;
        for (int i = 0; i < count; ++i) row.push_back(value_of(result.get(), i));
        wanted = take(row);
    }
}

cx::Status Postgresql::select(const Statement& statement, std::vector<Column>& columns,
                              const TakeRow& take)
{
    if (!connection_)
        if (auto refused = connect()) return *refused;
    std::vector<std::string> texts;
    for (const Value& value : statement.values)
        texts.push_back(value.kind == Kind::bytes ? write_bytea(value.text) : value.text);
    std::vector<const char*> values;
    for (const std::string& text : texts) values.push_back(text.c_str());
    if (PQsendQueryParams(connection_.get(), statement.sql.c_str(), static_cast<int>(values.size()),
                          nullptr, values.data(), nullptr, nullptr, 0) == 0) {
        const std::string why = fmt::format("PostgreSQL: {}", first_line());
        connection_.reset();
        return cx::retry(why);
    }
    PQsetSingleRowMode(connection_.get());
    const cx::Status status = collect(columns, take);
    // A server that went away, or ended the session, is connected to anew.
    if (connection_ && PQstatus(connection_.get()) != CONNECTION_OK) connection_.reset();
    return status;
}

}  // namespace

std::unique_ptr<Connection> make_postgresql(const SourceOptions& options, cx::Host host)
{
    if (options.database.empty() || options.user.empty())
        throw cx::BadOptions("driver postgresql wants the options 'database' and 'user'");
    return std::make_unique<Postgresql>(options, host);
}

}  // namespace sql
