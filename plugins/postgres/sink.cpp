#include "postgres/sink.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace postgres {
namespace {

using cx::json::Array;
using cx::json::Object;
using cx::json::Value;

std::string rows_text(const TableBatch& rows)
{
    Array all;
    for (const auto& [key, row] : rows.rows) all.push_back(row);
    return cx::json::write(all);
}

std::string removed_text(const TableBatch& rows)
{
    Array all;
    for (const auto& [key, seq] : rows.removed) all.push_back(Object{{"key", key}, {"seq", seq}});
    return cx::json::write(all);
}

std::string moved_text(const Batch& batch)
{
    Array all;
    for (const auto& [from, to] : batch.moved)
        all.push_back(Object{{"old_id", from}, {"new_id", to}});
    return cx::json::write(all);
}

}  // namespace

PostgresSink::PostgresSink(const Settings& settings, cx::Host host)
    : settings_(settings), client_(settings, host)
{
    auto tables = tables_of(settings.entities);
    if (!tables) throw cx::BadOptions(tables.error().message);
    tables_ = *std::move(tables);
}

std::optional<Problem> PostgresSink::run(const std::string& sql,
                                         std::span<const std::string> parameters)
{
    return client_.run(sql, parameters).problem;
}

cx::Status PostgresSink::deliver(std::span<const cx_text> changes, cx::Receipt& out)
{
    if (!client_.connected())
        if (const auto problem = prepare()) {
            client_.close();
            return problem->status;
        }
    return deliver_range(changes, 0, changes.size(), out);
}

std::optional<Problem> PostgresSink::prepare()
{
    if (auto problem = client_.connect()) return problem;
    if (settings_.create)
        if (auto problem = make_tables()) return problem;
    // The row that a batch locks, so that two hubs do not write at once.
    const std::string parameters[] = {settings_.name};
    return run(fmt::format("INSERT INTO {}.cx_position (name, seq, at) VALUES ($1, 0, now())"
                           " ON CONFLICT DO NOTHING",
                           quoted_name(settings_.schema)),
               parameters);
}

std::optional<Problem> PostgresSink::make_tables()
{
    const std::string parameters[] = {settings_.schema};
    Answer found = client_.run("SELECT 1 FROM pg_namespace WHERE nspname = $1", parameters);
    if (found.problem) return found.problem;
    if (found.rows.empty())
        if (auto problem = run("CREATE SCHEMA " + quoted_name(settings_.schema))) return problem;
    if (auto problem = run(create_positions(settings_.schema))) return problem;
    for (const auto& [entity, table] : tables_) {
        if (auto problem = run(create_table(settings_.schema, table))) return problem;
        if (auto problem = make_columns(table)) return problem;
    }
    return std::nullopt;
}

std::optional<Problem> PostgresSink::make_columns(const Table& table)
{
    const std::string parameters[] = {settings_.schema, table.name};
    const Answer found = client_.run(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = $1 AND table_name = $2",
        parameters);
    if (found.problem) return found.problem;
    for (const Column& column : table.columns) {
        const bool is_there =
            std::any_of(found.rows.begin(), found.rows.end(),
                        [&](const auto& row) { return row.front() == column.name; });
        if (is_there) continue;
        if (auto problem = run(add_column(settings_.schema, table, column))) return problem;
    }
    return std::nullopt;
}

cx::Status PostgresSink::deliver_range(std::span<const cx_text> changes, std::size_t begin,
                                       std::size_t end, cx::Receipt& out)
{
    std::string refused;
    const auto problem = write(changes.subspan(begin, end - begin), refused);
    if (!problem) {
        out.delivered(end);
        return cx::ok();
    }
    if (problem->missing) client_.close();  // The next connection makes what it may.
    if (problem->missing && settings_.create) return cx::retry(problem->status.why);
    if (!problem->data) return problem->status;
    if (end - begin == 1) {
        out.rejected(begin, refused.empty() ? problem->status.why : refused);
        out.delivered(end);
        return cx::ok();
    }
    const std::size_t middle = begin + (end - begin) / 2;
    if (cx::Status first = deliver_range(changes, begin, middle, out); first.code != CX_OK)
        return first;
    return deliver_range(changes, middle, end, out);
}

std::optional<Problem> PostgresSink::write(std::span<const cx_text> changes, std::string& refused)
{
    const std::string name[] = {settings_.name};
    if (auto problem = run("BEGIN")) return problem;
    const Answer position = client_.run(lock_position(settings_.schema), name);
    auto problem = position.problem;
    if (!problem) {
        const std::int64_t done = position.rows.empty() ? 0 : std::stoll(position.rows[0][0]);
        Batch batch;
        for (const cx_text& text : changes) {
            const auto change = read_change(cx::view(text));
            if (!change) refused = "it is no change";
            // What came again is there already; a snapshot may bring what a table did not have.
            if (change && (change->seq > done || change->backfill))
                batch.add(*change, tables_, refused);
            if (!refused.empty()) problem = Problem{.status = cx::failed(refused), .data = true};
        }
        if (!problem) problem = write_rows(batch);
    }
    if (!problem) problem = run("COMMIT");
    if (problem && client_.connected() && run("ROLLBACK")) client_.close();
    return problem;
}

std::optional<Problem> PostgresSink::write_rows(const Batch& batch)
{
    for (const auto& [entity, rows] : batch.tables) {
        const Table& table = tables_.at(entity);
        const std::string upserted[] = {rows_text(rows)};
        const std::string removed[] = {removed_text(rows)};
        if (!rows.rows.empty())
            if (auto problem = run(upsert(settings_.schema, table), upserted)) return problem;
        if (!rows.removed.empty())
            if (auto problem = run(remove(settings_.schema, table), removed)) return problem;
    }
    const std::string moved[] = {moved_text(batch)};
    const std::string forgotten[] = {
        cx::json::write(Array(batch.forgotten.begin(), batch.forgotten.end()))};
    for (const auto& [entity, table] : tables_) {
        if (!batch.moved.empty() && !table.profiles)
            if (auto problem = run(move(settings_.schema, table), moved)) return problem;
        if (!batch.forgotten.empty())
            if (auto problem = run(forget(settings_.schema, table), forgotten)) return problem;
    }
    if (batch.last == 0) return std::nullopt;
    const std::string position[] = {settings_.name, std::to_string(batch.last)};
    return run(save_position(settings_.schema), position);
}

}  // namespace postgres
