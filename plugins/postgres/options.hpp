// What the postgres plugin can be told. Each row says what it means.
#pragma once

#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace postgres {

struct Settings {
    std::string host;
    std::uint16_t port = 5432;
    std::string database;
    std::string user;
    std::string password;
    std::string tls = "verify-full";
    std::string root_certificate;
    std::string certificate;
    std::string key;
    std::string schema = "cxhub";
    std::string name = "cxhub";
    bool create = true;
    std::chrono::seconds timeout{30};
    cx::json::Value entities;
};

inline constexpr auto sink_options = cx::options(
    cx::option("host", &Settings::host,
               "Name or address of the server, or the folder of its socket; several apart by "
               "commas: the first that takes writes is used.")
        .required(),
    cx::option("port", &Settings::port, "Its port.").at_least(1),
    cx::option("database", &Settings::database, "Name of the database.").required(),
    cx::option("user", &Settings::user, "The role that writes.").required(),
    cx::option("password", &Settings::password,
               "Its password; none where the server asks for none or takes a certificate.")
        .secret(),
    cx::option("tls", &Settings::tls,
               "How the connection is protected: verify-full also checks the server's name; "
               "disable is for a socket or this machine alone.")
        .one_of("disable", "require", "verify-ca", "verify-full"),
    cx::option("root_certificate", &Settings::root_certificate,
               "Certificates of the authorities that are trusted, PEM; without it those of the "
               "system.")
        .path(),
    cx::option("certificate", &Settings::certificate, "Our own certificate, PEM.").path(),
    cx::option("key", &Settings::key, "The private key to it, PEM.").path(),
    cx::option("schema", &Settings::schema, "PostgreSQL schema of the tables."),
    cx::option("name", &Settings::name,
               "Under what name the position is kept; each sink of a schema needs its own."),
    cx::option("create", &Settings::create,
               "Whether missing schema, tables and columns are made. Nothing is ever dropped."),
    cx::option("timeout", &Settings::timeout,
               "How long the server may take to connect or to answer.")
        .at_least(1)
        .at_most(600),
    cx::option("entities", &Settings::entities,
               "The schema of what is delivered. The hub fills it in.")
        .schema());

}  // namespace postgres
