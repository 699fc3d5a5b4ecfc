// Which tables there are and how they are written to: pure text, out of the JSON Schemas of the
// entities that are delivered.
//
// A party's table holds its profiles by cx_profile_id; a state's or event's its records by
// cx_record. Columns that begin with cx_ are the hub's, the others are the entity's fields: simple
// ones as their SQL type, composite ones and lists as jsonb.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace postgres {

struct Column {
    std::string name;
    std::string type;  // "timestamptz"
};

struct Table {
    std::string name;
    bool profiles = false;
    std::vector<Column> columns;  // The first is the key.

    const std::string& key() const { return columns.front().name; }
};

using Tables = std::map<std::string, Table, std::less<>>;  // By entity

// `entities`: {name: JSON Schema}. Errors, code plugin.options: a name that PostgreSQL would cut
// off.
cx::Result<Tables> tables_of(const cx::json::Value& entities);

// "order" with its quotes, those inside doubled.
std::string quoted_name(std::string_view identifier);

// What makes a table with its key; the other columns are added one by one.
std::string create_table(const std::string& schema, const Table& table);
std::string add_column(const std::string& schema, const Table& table, const Column& column);

// $1 is a JSON array of rows, each key once. An older row never replaces a newer one.
std::string upsert(const std::string& schema, const Table& table);
// $1 is a JSON array of {key, seq}.
std::string remove(const std::string& schema, const Table& table);
// $1 is a JSON array of profile ids.
std::string forget(const std::string& schema, const Table& table);
// $1 is a JSON array of {old_id, new_id}: records move with a merge.
std::string move(const std::string& schema, const Table& table);

// The table of positions, and what is done with it; $1 is the name, $2 the seq.
std::string create_positions(const std::string& schema);
std::string lock_position(const std::string& schema);
std::string save_position(const std::string& schema);

}  // namespace postgres
