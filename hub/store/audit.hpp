// Who may, who looked and who acted. Part of store.hpp, which includes it.
#pragma once

#include "base/clock.hpp"
#include "model/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cx::store {

struct TokenRow {
    std::string id;
    std::string name;
    std::string hash;  // SHA-256 of the secret, hexadecimal
    std::vector<std::string> scopes;
    std::vector<std::string> accepts;
    Timestamp created_at;
    Timestamp expires_at;  // Zero: never
    Timestamp revoked_at;  // Zero: not
    std::vector<std::string> purposes;
};

// A read of personal data.
struct AccessRow {
    Timestamp at;
    std::string token;  // Token id
    std::string actor;
    std::string remote;
    std::string route;
    std::vector<std::string> profiles;
    std::string fields;
    std::int64_t id = 0;  // Ascends with time; given out by the store
};

// An act that changed something: an erasure, a token made, a snapshot accepted.
struct AuditRow {
    Timestamp at;
    std::string token;
    std::string actor;
    std::string remote;
    std::string action;   // "POST /v1/profiles/{id}/erase"
    std::string subject;  // Ids and names, never values
    std::int64_t id = 0;
};

// For both logs; newest first.
struct LogFilter {
    std::string profile;  // Access log only; empty: all, as below
    std::string actor;
    Timestamp since;
    std::int64_t before_id = 0;  // 0: from the newest
    int limit = 100;
};

// Before when rows of a table go; zero: nothing goes.
struct PurgeBefore {
    Timestamp rejects;
    Timestamp access;
    Timestamp audit;
};

struct Purged {
    std::uint64_t rejects = 0;
    std::uint64_t access = 0;
    std::uint64_t audit = 0;
};

}  // namespace cx::store
