// What the sql plugin can be told. Each row says what it means.
#pragma once

#include <cx/json.hpp>
#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sql {

// One connection to one database.
struct SourceOptions {
    std::string driver;
    std::string host = "localhost";
    std::uint16_t port = 0;
    std::string database;
    std::string path;
    std::string user;
    std::string password;
    std::string connection;
    std::string tls = "verify-full";
    std::string root_certificate;
    std::string client_certificate;
    std::string client_key;
    std::chrono::seconds timeout{30};
};

inline constexpr auto source_options = cx::options(
    cx::option("driver", &SourceOptions::driver,
               "The kind of database: postgresql, mysql (also MariaDB), sqlite, or odbc for any "
               "other that has a driver for unixODBC.")
        .required()
        .one_of("postgresql", "mysql", "sqlite", "odbc"),
    cx::option(
        "host", &SourceOptions::host,
        "postgresql, mysql: the server, or the path of its socket (postgresql: its folder)."),
    cx::option("port", &SourceOptions::port,
               "postgresql, mysql: the server's port; 0: 5432 or 3306."),
    cx::option("database", &SourceOptions::database, "postgresql, mysql: the database."),
    cx::option("path", &SourceOptions::path, "sqlite: the file.").path(),
    cx::option("user", &SourceOptions::user,
               "postgresql, mysql: the user. It needs SELECT on what is read, and nothing else."),
    cx::option("password", &SourceOptions::password, "postgresql, mysql: the user's password.")
        .secret(),
    cx::option("connection", &SourceOptions::connection,
               "odbc: the connection string, as in DSN=crm;UID=cxhub;PWD=... It holds a password, "
               "so it is a secret as a whole.")
        .secret(),
    cx::option(
        "tls", &SourceOptions::tls,
        "postgresql, mysql: disable; require: encrypted, by whomever; verify-ca: by a server "
        "that a trusted authority vouches for; verify-full: and that has the host's name. "
        "mysql checks the name with verify-ca too.")
        .one_of("disable", "require", "verify-ca", "verify-full"),
    cx::option("root_certificate", &SourceOptions::root_certificate,
               "Authorities that are trusted, PEM; empty: those of the system.")
        .path(),
    cx::option("client_certificate", &SourceOptions::client_certificate,
               "Our own certificate, PEM, where the server asks for one.")
        .path(),
    cx::option("client_key", &SourceOptions::client_key, "The private key to it, PEM.").path(),
    cx::option("timeout", &SourceOptions::timeout,
               "How long connecting, or a statement, may take; the database ends it then.")
        .at_least(1)
        .at_most(3600));

struct StreamOptions {
    std::string table;
    std::string query;
    std::vector<std::string> key;
    std::string mode = "whole";
    std::vector<std::string> cursor;
    std::chrono::seconds overlap{120};
    std::uint32_t page_rows = 1000;
    std::vector<std::string> columns;
    std::string encoding = "utf-8";
    cx::json::Value encodings;
    std::string zone;
    std::string deleted;
    std::vector<std::string> check;
};

inline constexpr auto stream_options = cx::options(
    cx::option("table", &StreamOptions::table,
               "The table or view to read, as in members or crm.members; every column becomes a "
               "member of the record."),
    cx::option("query", &StreamOptions::query,
               "Instead of a table: a SELECT without ORDER BY and LIMIT."),
    cx::option("key", &StreamOptions::key,
               "The columns that tell the rows apart. None may be null, and no two rows may have "
               "the same: a primary key.")
        .required(),
    cx::option("mode", &StreamOptions::mode,
               "whole: all rows every time; snapshot: as whole, and rows that are gone are "
               "deleted; incremental: all once, then rows whose cursor moved.")
        .one_of("whole", "snapshot", "incremental"),
    cx::option("cursor", &StreamOptions::cursor,
               "incremental: the column that grows when a row changes, such as updated_at; of "
               "several the first that is not null."),
    cx::option("overlap", &StreamOptions::overlap,
               "incremental: how far a look reaches back before the last one, for transactions "
               "that commit late: seconds, or where the cursor is a whole number, so many "
               "numbers. Rows that did not change are not read twice.")
        .at_least(0)
        .at_most(1'000'000'000),
    cx::option("page_rows", &StreamOptions::page_rows, "Rows that are asked for at once.")
        .at_least(1)
        .at_most(100'000),
    cx::option("columns", &StreamOptions::columns,
               "Only these columns become members of the record; empty: all."),
    cx::option("encoding", &StreamOptions::encoding,
               "In what the bytes of text columns are written, where the database does not know "
               "it: cp949 bytes in a latin1 or SQL_ASCII column.")
        .one_of("utf-8", "cp949", "euc-kr", "shift-jis", "gb18030", "big5", "windows-1252"),
    cx::option("encodings", &StreamOptions::encodings,
               "The same by column, as in { name: cp949 }; also for columns of bytes that hold "
               "text."),
    cx::option("zone", &StreamOptions::zone,
               "Where times without a zone were written down: Asia/Seoul, +09:00 or UTC; empty: "
               "they stay without one, and the mapping's default counts."),
    cx::option("deleted", &StreamOptions::deleted,
               "The column that marks deleted rows: anything but null, false, 0, '', N and F "
               "removes the record."),
    cx::option("check", &StreamOptions::check,
               "Two columns that must be equal, as in [balance, ledger_sum]; a row where they "
               "differ is rejected as sql.mismatch."));

}  // namespace sql
