// One connection to PostgreSQL. Every wait ends when the hub stops or the time is over; the
// connection is closed then, and the server takes back what was not committed.
#pragma once

#include "postgres/options.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postgres {

struct Problem {
    cx::Status status;     // retry or failed. Never a value of a row.
    bool data = false;     // The server refuses what is in a row, not the work.
    bool missing = false;  // A table or column is not there.
};

struct Answer {
    std::optional<Problem> problem;
    std::vector<std::vector<std::string>> rows;  // NULL is ""
};

class Client {
public:
    Client(const Settings& settings, cx::Host host) : settings_(settings), host_(host) {}

    bool connected() const { return connection_ != nullptr; }
    std::optional<Problem> connect();
    void close() { connection_.reset(); }
    // Statements that take no parameters may be several, apart by semicolons.
    Answer run(const std::string& sql, std::span<const std::string> parameters = {});

private:
    enum class Wait { ready, over, stopping };
    using Clock = std::chrono::steady_clock;
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };

    Wait wait(short events, Clock::time_point deadline) const;
    Problem lost(const std::string& why);
    Problem interrupted(Wait wait, const char* doing);
    std::optional<Problem> send(Clock::time_point deadline);
    std::optional<Problem> collect(Answer& answer, Clock::time_point deadline);
    std::string first_line() const;

    Settings settings_;
    cx::Host host_;
    std::unique_ptr<PGconn, Finish> connection_;
};

}  // namespace postgres
