#include "postgres/tables.hpp"

#include <fmt/format.h>

namespace postgres {
namespace {

constexpr std::size_t name_bytes = 63;  // PostgreSQL cuts longer names off.

std::string sql_type(const cx::json::Value& schema)
{
    const std::string format = schema.text_of("format");
    if (format == "date") return "date";
    if (format == "date-time") return "timestamptz";
    if (schema.text_of("x-cx-type") == "decimal") return "numeric";
    const std::string type = schema.text_of("type");
    if (type == "integer") return "bigint";
    if (type == "number") return "numeric";
    if (type == "boolean") return "boolean";
    return type == "string" || schema.find("enum") ? "text" : "jsonb";
}

std::vector<Column> own_columns(bool profiles)
{
    if (profiles)
        return {{"cx_profile_id", "uuid"},
                {"cx_seq", "bigint"},
                {"cx_op", "text"},
                {"cx_version", "bigint"},
                {"cx_recorded_at", "timestamptz"},
                {"cx_left_out", "jsonb"}};
    return {{"cx_record", "bigint"},  {"cx_seq", "bigint"},       {"cx_profile_id", "uuid"},
            {"cx_source", "text"},    {"cx_key", "text"},         {"cx_owner", "text"},
            {"cx_version", "bigint"}, {"cx_time", "timestamptz"}, {"cx_recorded_at", "timestamptz"},
            {"cx_left_out", "jsonb"}};
}

cx::Error too_long(std::string_view name)
{
    return {"plugin.options", fmt::format("'{}' is too long for a name in PostgreSQL, which takes "
                                          "{} bytes; leave the entity out with 'entities'",
                                          name, name_bytes)};
}

std::string full_name(const std::string& schema, const Table& table)
{
    return quoted_name(schema) + "." + quoted_name(table.name);
}

std::string positions(const std::string& schema)
{
    return quoted_name(schema) + ".cx_position";
}

}  // namespace

cx::Result<Tables> tables_of(const cx::json::Value& entities)
{
    Tables tables;
    if (!entities.is_object()) return tables;
    for (const auto& [entity, schema] : entities.as_object()) {
        Table table{.name = entity, .profiles = schema.text_of("x-cx-kind") == "party"};
        if (entity.size() > name_bytes) return too_long(entity);
        table.columns = own_columns(table.profiles);
        const cx::json::Value* fields = schema.find("properties");
        if (fields && fields->is_object())
            for (const auto& [name, field] : fields->as_object()) {
                if (name.size() > name_bytes) return too_long(name);
                table.columns.push_back({name, sql_type(field)});
            }
        tables.emplace(entity, std::move(table));
    }
    return tables;
}

std::string quoted_name(std::string_view identifier)
{
    std::string text = "\"";
    for (const char c : identifier) {
        if (c == '"') text += '"';
        text += c;
    }
    return text + '"';
}

std::string create_table(const std::string& schema, const Table& table)
{
    return fmt::format("CREATE TABLE IF NOT EXISTS {} ({} {} PRIMARY KEY)",
                       full_name(schema, table), quoted_name(table.key()),
                       table.columns.front().type);
}

std::string add_column(const std::string& schema, const Table& table, const Column& column)
{
    std::string statement =
        fmt::format("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}", full_name(schema, table),
                    quoted_name(column.name), column.type);
    if (!table.profiles && column.name == "cx_profile_id")
        statement += fmt::format("; CREATE INDEX ON {} (cx_profile_id)", full_name(schema, table));
    return statement;
}

std::string upsert(const std::string& schema, const Table& table)
{
    std::string names;
    std::string shape;
    std::string sets;
    for (const Column& column : table.columns) {
        const std::string name = quoted_name(column.name);
        const std::string comma = names.empty() ? "" : ", ";
        names += comma + name;
        shape += comma + name + " " + column.type;
        if (column.name == table.key()) continue;
        sets += (sets.empty() ? "" : ", ") + name + " = excluded." + name;
    }
    return fmt::format(
        "INSERT INTO {} AS t ({}) SELECT {} FROM jsonb_to_recordset($1::jsonb) AS x({})"
        " ON CONFLICT ({}) DO UPDATE SET {} WHERE t.cx_seq <= excluded.cx_seq",
        full_name(schema, table), names, names, shape, quoted_name(table.key()), sets);
}

std::string remove(const std::string& schema, const Table& table)
{
    return fmt::format(
        "DELETE FROM {} AS t USING jsonb_to_recordset($1::jsonb) AS x(key {}, seq bigint)"
        " WHERE t.{} = x.key AND t.cx_seq <= x.seq",
        full_name(schema, table), table.columns.front().type, quoted_name(table.key()));
}

std::string forget(const std::string& schema, const Table& table)
{
    return fmt::format(
        "DELETE FROM {} WHERE cx_profile_id IN"
        " (SELECT id::uuid FROM jsonb_array_elements_text($1::jsonb) AS x(id))",
        full_name(schema, table));
}

std::string move(const std::string& schema, const Table& table)
{
    return fmt::format(
        "UPDATE {} AS t SET cx_profile_id = x.new_id"
        " FROM jsonb_to_recordset($1::jsonb) AS x(old_id uuid, new_id uuid)"
        " WHERE t.cx_profile_id = x.old_id",
        full_name(schema, table));
}

std::string create_positions(const std::string& schema)
{
    return fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (name text PRIMARY KEY, seq bigint NOT NULL,"
        " at timestamptz NOT NULL)",
        positions(schema));
}

std::string lock_position(const std::string& schema)
{
    return fmt::format("SELECT seq FROM {} WHERE name = $1 FOR UPDATE", positions(schema));
}

std::string save_position(const std::string& schema)
{
    return fmt::format(
        "INSERT INTO {} AS t (name, seq, at) VALUES ($1, $2::bigint, now())"
        " ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, at = excluded.at",
        positions(schema));
}

}  // namespace postgres
