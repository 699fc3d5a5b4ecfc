#include "postgres/client.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace postgres {
namespace {

constexpr int slice_ms = 100;
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ClearResult>;

bool is_one_of(std::string_view state, std::initializer_list<std::string_view> classes)
{
    return std::any_of(classes.begin(), classes.end(),
                       [&](std::string_view one) { return state.starts_with(one); });
}

// By class of SQLSTATE. The words of 22 and 23 repeat values, so only their code is told.
Problem problem_of(const PGresult* result)
{
    const char* const field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = field ? field : "";
    if (is_one_of(state, {"22", "23"}))
        return {.status = cx::failed(fmt::format("PostgreSQL refuses a row ({})", state)),
                .data = true};
    const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string why = fmt::format("PostgreSQL: {} ({})", words ? words : "no reason", state);
    if (is_one_of(state, {"42P01", "42703", "3F000"}))
        return {.status = cx::failed(why), .missing = true};
    // Who may do what, and what is not there: an administrator's work.
    if (is_one_of(state, {"0A", "28", "3D", "3F", "42"})) return {.status = cx::failed(why)};
    return {.status = cx::retry(why)};
}

// libpq's words for a refused log-in carry no code.
bool wants_administrator(std::string_view words)
{
    for (const char* const part :
         {"password", "authentication", "does not exist", "certificate", "no pg_hba.conf entry",
          "permission denied", "not supported", "root certificate", "private key"})
        if (words.find(part) != std::string_view::npos) return true;
    return false;
}

}  // namespace

Client::Wait Client::wait(short events, Clock::time_point deadline) const
{
    for (;;) {
        if (host_.stopping()) return Wait::stopping;
        pollfd watched{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
        if (::poll(&watched, 1, slice_ms) > 0) return Wait::ready;
        if (Clock::now() >= deadline) return Wait::over;
    }
}

std::string Client::first_line() const
{
    const std::string_view all = PQerrorMessage(connection_.get());
    return std::string(all.substr(0, all.find('\n')));
}

Problem Client::lost(const std::string& why)
{
    close();
    return {.status = cx::retry(why)};
}

Problem Client::interrupted(Wait wait, const char* doing)
{
    if (wait == Wait::stopping) return lost("the hub stops");
    return lost(fmt::format("PostgreSQL does not answer within {} s while {}",
                            settings_.timeout.count(), doing));
}

std::optional<Problem> Client::connect()
{
    const std::string port = std::to_string(settings_.port);
    const std::string statement_timeout = fmt::format(
        "-c statement_timeout={}",
        std::chrono::duration_cast<std::chrono::milliseconds>(settings_.timeout).count());
    std::string authorities = settings_.root_certificate;
    if (authorities.empty() && std::filesystem::exists(system_authorities))
        authorities = system_authorities;
    const std::array words{"host",
                           "port",
                           "dbname",
                           "user",
                           "password",
                           "sslmode",
                           "sslrootcert",
                           "sslcert",
                           "sslkey",
                           "options",
                           "client_encoding",
                           "gssencmode",
                           "application_name",
                           "target_session_attrs",
                           static_cast<const char*>(nullptr)};
    const auto given = [](const std::string& text) {
        return text.empty() ? nullptr : text.c_str();
    };
    const std::array values{settings_.host.c_str(),
                            port.c_str(),
                            settings_.database.c_str(),
                            settings_.user.c_str(),
                            given(settings_.password),
                            settings_.tls.c_str(),
                            given(authorities),
                            given(settings_.certificate),
                            given(settings_.key),
                            statement_timeout.c_str(),
                            "UTF8",
                            "disable",
                            "cxhub",
                            "read-write",
                            static_cast<const char*>(nullptr)};
    connection_.reset(PQconnectStartParams(words.data(), values.data(), 0));
    if (!connection_) return Problem{.status = cx::retry("there is no memory for a connection")};
    const auto deadline = Clock::now() + settings_.timeout;
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (PQstatus(connection_.get()) != CONNECTION_BAD && step != PGRES_POLLING_OK &&
           step != PGRES_POLLING_FAILED) {
        const Wait waited = wait(step == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
        if (waited != Wait::ready) return interrupted(waited, "connecting");
        step = PQconnectPoll(connection_.get());
    }
    if (step == PGRES_POLLING_OK) {
        PQsetnonblocking(connection_.get(), 1);
        PQsetNoticeProcessor(
            connection_.get(), [](void*, const char*) {}, nullptr);
        return std::nullopt;
    }
    const std::string why = first_line();
    close();
    return Problem{.status = wants_administrator(why) ? cx::failed(why) : cx::retry(why)};
}

std::optional<Problem> Client::send(Clock::time_point deadline)
{
    for (;;) {
        const int left = PQflush(connection_.get());
        if (left == 0) return std::nullopt;
        if (left < 0) return lost(first_line());
        const Wait waited = wait(POLLIN | POLLOUT, deadline);
        if (waited != Wait::ready) return interrupted(waited, "sending");
        if (PQconsumeInput(connection_.get()) == 0) return lost(first_line());
    }
}

std::optional<Problem> Client::collect(Answer& answer, Clock::time_point deadline)
{
    for (;;) {
        while (PQisBusy(connection_.get()) != 0) {
            const Wait waited = wait(POLLIN, deadline);
            if (waited != Wait::ready) return interrupted(waited, "writing");
            if (PQconsumeInput(connection_.get()) == 0) return lost(first_line());
        }
        const ResultPtr result(PQgetResult(connection_.get()));
        if (!result) return std::nullopt;
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            if (!answer.problem) answer.problem = problem_of(result.get());
            continue;
        }
        for (int row = 0; row < PQntuples(result.get()); ++row) {
            auto& cells = answer.rows.emplace_back();
            for (int column = 0; column < PQnfields(result.get()); ++column)
                cells.emplace_back(PQgetvalue(result.get(), row, column));
        }
    }
}

Answer Client::run(const std::string& sql, std::span<const std::string> parameters)
{
    Answer answer;
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    // The server's own time-out comes first and leaves the connection whole.
    const auto deadline = Clock::now() + settings_.timeout + std::chrono::seconds(5);
    const int sent =
        parameters.empty()
            ? PQsendQuery(connection_.get(), sql.c_str())
            : PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                nullptr, values.data(), nullptr, nullptr, 0);
    if (sent == 0) {
        answer.problem = lost(first_line());
        return answer;
    }
    std::optional<Problem> broken = send(deadline);
    if (!broken) broken = collect(answer, deadline);
    if (broken) answer.problem = std::move(broken);
    return answer;
}

}  // namespace postgres
