// Small durable facts: sinks, tokens, rejects' states, plugins' states, snapshots, the access log.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/codec.hpp"
#include "store/sqlite/writer.hpp"

#include <algorithm>
#include <limits>

namespace cx::store::sqlite {

int set_reject_state(Connection& connection, const std::string& id, const std::string& state)
{
    Query find = connection.query("SELECT state FROM reject WHERE id = ?1");
    if (!find.bind(id).next()) return 0;
    const bool was_open = find.text(0) == "open";
    connection.query("UPDATE reject SET state = ?2 WHERE id = ?1").bind(id, state).run();
    return static_cast<int>(state == "open") - static_cast<int>(was_open);
}

void Writer::save_reject_state(const std::string& id, const std::string& state)
{
    transact([&] {
        add_to_totals(connection_, {.rejects_open = set_reject_state(connection_, id, state)});
    });
}

void Writer::save_sink(const SinkStatus& status)
{
    transact([&] {
        connection_
            .query(
                "INSERT OR REPLACE INTO sink (name, delivered, rejected, updated_at, resync)"
                " VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(status.sink, status.delivered, status.rejected, status.updated_at, status.resync)
            .run();
        Query receipt = connection_.query(
            "INSERT OR IGNORE INTO erasure_receipt (erasure, sink, taken, at)"
            " SELECT id, ?1, ?3, ?4 FROM erasure WHERE seq = ?2");
        for (const Seq seq : status.erasures_taken)
            receipt.bind(status.sink, seq, true, status.updated_at).run();
        for (const Seq seq : status.erasures_refused)
            receipt.bind(status.sink, seq, false, status.updated_at).run();
    });
}

void Writer::save_token(const TokenRow& token)
{
    transact([&] {
        connection_
            .query(
                "INSERT OR REPLACE INTO token (id, name, hash, scopes, accepts, created_at, "
                "expires_at,"
                " revoked_at, purposes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .bind(token.id, token.name, token.hash, list_to_text(token.scopes),
                  list_to_text(token.accepts), token.created_at, token.expires_at, token.revoked_at,
                  list_to_text(token.purposes))
            .run();
    });
}

void Writer::put_state(const std::string& pipeline, const std::string& key,
                       const std::string& value)
{
    transact([&] {
        connection_.query("INSERT OR REPLACE INTO state (pipeline, key, value) VALUES (?1, ?2, ?3)")
            .bind(pipeline, key, Borrowed{value})
            .run();
    });
}

std::optional<std::string> Writer::get_state(const std::string& pipeline, const std::string& key)
{
    const std::lock_guard lock(mutex_);
    Query query = connection_.query("SELECT value FROM state WHERE pipeline = ?1 AND key = ?2");
    if (!query.bind(pipeline, key).next()) return {};
    return query.text(0);
}

std::uint64_t Writer::purge_raw(Timestamp before)
{
    std::int64_t dropped = 0;
    transact([&] {
        const std::int64_t rows_before = connection_.rows_changed();
        connection_.query("DELETE FROM raw WHERE recorded_at < ?1").bind(before).run();
        connection_
            .query(
                "UPDATE reject SET payload = NULL WHERE recorded_at < ?1 AND payload IS NOT NULL")
            .bind(before)
            .run();
        dropped = connection_.rows_changed() - rows_before;
    });
    return static_cast<std::uint64_t>(dropped);
}

Seq Writer::trim_feed(Timestamp before, std::uint64_t bytes_max)
{
    Seq floor = 0;
    transact([&] {
        Query cut = connection_.query(
            "UPDATE feed SET floor = max(floor, coalesce((SELECT seq FROM feed_mark WHERE"
            " at < ?1 OR bytes + ?2 < (SELECT bytes FROM feed) ORDER BY seq DESC LIMIT 1), 0))"
            " RETURNING floor");
        const std::uint64_t most = std::numeric_limits<std::int64_t>::max() / 2;
        cut.bind(before, std::min(bytes_max, most)).next();
        floor = cut.integer(0);
        cut.next();
        // The newest mark stays: it tells when the next one is due.
        connection_
            .query(
                "DELETE FROM feed_mark WHERE seq <= ?1 AND seq < (SELECT max(seq) FROM feed_mark)")
            .bind(floor)
            .run();
    });
    return floor;
}

std::int64_t Writer::begin_snapshot(const std::string& pipeline, const std::string& stream)
{
    std::int64_t generation = 0;
    transact([&] {
        Query query = connection_.query(
            "INSERT INTO stream (pipeline, stream, cursor, read, accepted, rejected, filtered, "
            "unchanged,"
            " with_issues, last_success, generation, snapshot_open) VALUES (?1, ?2, '', 0, 0, 0, "
            "0, 0, 0, 0, 1, 1)"
            " ON CONFLICT DO UPDATE SET generation = iif(snapshot_open, generation, generation + "
            "1),"
            " snapshot_open = 1 RETURNING generation");
        query.bind(names_.number(pipeline), names_.number(stream)).next();
        generation = query.integer(0);
        query.next();
    });
    return generation;
}

std::vector<Origin> Writer::snapshot_missing(const std::string& pipeline, const std::string& stream,
                                             std::int64_t generation, std::uint64_t& known)
{
    const std::lock_guard lock(mutex_);
    std::vector<Origin> missing;
    known = 0;
    Query query = connection_.query(
        "SELECT key, generation FROM origin WHERE source = ?1 AND stream = ?2"
        " AND (EXISTS (SELECT 1 FROM record r WHERE r.origin = origin.id AND r.live = 1)"
        " OR EXISTS (SELECT 1 FROM claim c WHERE c.origin = origin.id)) ORDER BY key");
    query.bind(names_.find(pipeline), names_.find(stream));
    while (query.next()) {
        ++known;
        if (query.integer(1) < generation) missing.push_back({pipeline, stream, query.text(0)});
    }
    return missing;
}

void Writer::end_snapshot(const std::string& pipeline, const std::string& stream,
                          std::int64_t generation)
{
    transact([&] {
        connection_
            .query(
                "UPDATE stream SET snapshot_open = 0 WHERE pipeline = ?1 AND stream = ?2"
                " AND generation = ?3")
            .bind(names_.find(pipeline), names_.find(stream), generation)
            .run();
    });
}

// The first to come leads: while it waits for the writer's turn others join its group, and one
// commit serves all.
void Writer::append_access(std::span<const AccessRow> rows)
{
    if (rows.empty()) return;
    std::unique_lock lock(access_mutex_);
    const std::shared_ptr<AccessGroup> group = forming_;
    group->rows.insert(group->rows.end(), rows.begin(), rows.end());
    if (group->led)
        access_written_.wait(lock, [&] { return group->done; });
    else
        lead(group, lock);
    if (group->failure) std::rethrow_exception(group->failure);
}

void Writer::lead(const std::shared_ptr<AccessGroup>& group, std::unique_lock<std::mutex>& lock)
{
    group->led = true;
    lock.unlock();
    std::exception_ptr failure;
    {
        const std::lock_guard turn(mutex_);
        lock.lock();
        forming_ = std::make_shared<AccessGroup>();  // Whoever comes now waits for the next commit.
        lock.unlock();
        try {
            locked_transact([&] { write_access(group->rows); });
        } catch (...) {
            failure = std::current_exception();
        }
    }
    lock.lock();
    group->failure = failure;
    group->done = true;
    access_written_.notify_all();
}

void Writer::write_access(const std::vector<AccessRow>& rows)
{
    Query insert = connection_.query(
        "INSERT INTO access (at, token, actor, remote, route, profiles, fields)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    Query name =
        connection_.query("INSERT OR IGNORE INTO access_profile (profile, access) VALUES (?1, ?2)");
    for (const AccessRow& row : rows) {
        insert.bind(row.at, row.token, row.actor, row.remote, row.route, list_to_text(row.profiles),
                    row.fields);
        insert.run();
        const std::int64_t id = connection_.last_row_id();
        for (const std::string& profile : row.profiles)
            if (!profile.empty()) name.bind(Id{profile}, id).run();
    }
}

}  // namespace cx::store::sqlite
