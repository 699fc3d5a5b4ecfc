// What the ldap plugin can be told. Each row says what it means.
#pragma once

#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace directory {

struct LdapOptions {
    std::string url;
    bool start_tls = false;
    std::string ca_file;
    std::string bind_dn;
    std::string password;
    bool plain_credentials = false;
    std::chrono::seconds connect_timeout{10};
    std::chrono::seconds read_timeout{30};
};

inline constexpr auto source_options = cx::options(
    cx::option("url", &LdapOptions::url,
               "The directory's server, as in ldaps://directory.example or ldap://127.0.0.1:389.")
        .required(),
    cx::option("start_tls", &LdapOptions::start_tls,
               "Whether a connection by ldap:// is encrypted (StartTLS) before anything is said."),
    cx::option("ca_file", &LdapOptions::ca_file,
               "PEM file of the authorities whose certificates are trusted, instead of the "
               "system's. Certificates are always verified.")
        .path(),
    cx::option("bind_dn", &LdapOptions::bind_dn,
               "The account to sign in with: its distinguished name, for Active Directory also "
               "user@domain; empty: anonymous."),
    cx::option("password", &LdapOptions::password, "The account's password.").secret(),
    cx::option("plain_credentials", &LdapOptions::plain_credentials,
               "Whether the password may travel without TLS to another machine, readable by "
               "everybody between."),
    cx::option("connect_timeout", &LdapOptions::connect_timeout,
               "How long a connection may take to be made, TLS included.")
        .at_least(1)
        .at_most(50),
    cx::option("read_timeout", &LdapOptions::read_timeout,
               "How long the directory may take for one page.")
        .at_least(1)
        .at_most(50));

struct StreamOptions {
    std::string base;
    std::string filter = "(objectClass=person)";
    std::string scope = "subtree";
    std::vector<std::string> attributes;
    std::string key = "entryUUID";
    std::string mode = "whole";
    std::string changed;
    std::uint32_t page_size = 500;
    std::chrono::seconds overlap{300};
};

inline constexpr auto stream_options = cx::options(
    cx::option("base", &StreamOptions::base,
               "Where the search begins, as in ou=people,dc=example,dc=com.")
        .required(),
    cx::option("filter", &StreamOptions::filter, "Which entries are read (RFC 4515)."),
    cx::option("scope", &StreamOptions::scope, "How far below the base the search goes.")
        .one_of("subtree", "one", "base"),
    cx::option("attributes", &StreamOptions::attributes,
               "What is asked of each entry; empty: all attributes of users, photos among them."),
    cx::option("key", &StreamOptions::key,
               "The attribute that names an entry for ever: entryUUID, in Active Directory "
               "objectGUID."),
    cx::option("mode", &StreamOptions::mode,
               "whole: all once, then what changed; snapshot: all every time, and entries "
               "that are gone are deleted.")
        .one_of("whole", "snapshot"),
    cx::option("changed", &StreamOptions::changed,
               "The attribute that tells when an entry changed; empty: modifyTimestamp, with key "
               "objectGUID whenChanged."),
    cx::option("page_size", &StreamOptions::page_size, "Entries asked for at once.")
        .at_least(1)
        .at_most(1000),
    cx::option(
        "overlap", &StreamOptions::overlap,
        "How far before the last look the next one begins: as much as the clocks of hub and "
        "directory may differ and a replica may lag. What was read before is not read twice.")
        .at_least(0)
        .at_most(86400));

}  // namespace directory
