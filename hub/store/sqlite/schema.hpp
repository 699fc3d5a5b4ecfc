// The tables and how older files become today's. docs/specs/store.md explains them.
#pragma once

#include "store/sqlite/connection.hpp"

namespace cx::store::sqlite {

inline constexpr int page_bytes = 4 << 10;
inline constexpr int application_id = 0x63786862;  // "cxhb" in the file's header

// The number of migrations this program knows: the version it writes.
int schema_version();

enum class Fit { current, empty, older, newer, foreign };

// Whose file it is, and of which version. Changes nothing.
Fit examine(Connection& connection);

// Brings an empty or older file to a version, each step in its own transaction; then turns on the
// write-ahead log.
void migrate(Connection& connection, int version = schema_version());

}  // namespace cx::store::sqlite
