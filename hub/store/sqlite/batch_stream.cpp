// The part of a commit about its stream: cursor, counters, origins, rejects.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/codec.hpp"
#include "store/sqlite/writer.hpp"

#include <limits>
#include <tuple>

namespace cx::store::sqlite {

void BatchWriter::write_stream()
{
    const StreamCounts& counts = changes_.counts;
    const std::int64_t pipeline = names_.number(changes_.pipeline);
    const std::int64_t stream = names_.number(changes_.stream);
    static const std::string none;
    connection_
        .query(
            "INSERT INTO stream (pipeline, stream, cursor, read, accepted, rejected, filtered, "
            "unchanged,"
            " with_issues, last_success, generation, snapshot_open)"
            " VALUES (?1, ?2, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0)"
            " ON CONFLICT DO UPDATE SET cursor = iif(?3, ?4, cursor), read = read + ?5,"
            " accepted = accepted + ?6, rejected = rejected + ?7, filtered = filtered + ?8,"
            " unchanged = unchanged + ?9, with_issues = with_issues + ?10,"
            " last_success = iif(?3 OR ?5 > 0, ?11, last_success)")
        .bind(pipeline, stream, changes_.cursor.has_value(),
              Borrowed{changes_.cursor ? *changes_.cursor : none}, counts.read, counts.accepted,
              counts.rejected, counts.filtered, counts.unchanged, counts.with_issues,
              changes_.recorded_at)
        .run();
    Query query = connection_.query(
        "INSERT INTO stream_code (pipeline, stream, what, code, n) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT DO UPDATE SET n = n + ?5");
    for (const auto& [code, n] : counts.rejected_by_code)
        query.bind(pipeline, stream, static_cast<int>(CodeCount::rejected), code, n).run();
    for (const auto& [code, n] : counts.issues_by_code)
        query.bind(pipeline, stream, static_cast<int>(CodeCount::issue), code, n).run();
}

void BatchWriter::write_origins()
{
    Query query = connection_.query(
        "INSERT OR REPLACE INTO raw (origin, recorded_at, observed_at, payload)"
        " VALUES (?1, ?2, ?3, ?4)");
    Query gone = connection_.query("DELETE FROM raw WHERE origin = ?1");
    // Payloads are purged by the time they were recorded at.
    constexpr Timestamp for_ever{std::numeric_limits<std::int64_t>::max()};
    for (const OriginUpdate& update : changes_.origins) {
        const std::int64_t id = write_origin(update);
        origin_ids_[update.origin] = id;
        if (update.raw_goes) gone.bind(id).run();
        if (update.raw.empty()) continue;
        const Timestamp until = update.raw_stays ? for_ever : changes_.recorded_at;
        const std::string frame = compress(update.raw);
        if (frame.empty())
            query.bind(id, until, update.observed_at, Borrowed{update.raw}).run();
        else
            query.bind(id, until, update.observed_at, Bytes{frame}).run();
    }
}

std::optional<BatchWriter::OriginRow> BatchWriter::find_origin(const Origin& origin)
{
    Query query = connection_.query(
        "SELECT id, occurred_at, payload_hash, generation FROM origin"
        " WHERE source = ?1 AND stream = ?2 AND key = ?3");
    if (!query.bind(names_.number(origin.source), names_.number(origin.stream), origin.key).next())
        return {};
    OriginRow row{.id = query.integer(0),
                  .occurred_at = query.time(1),
                  .known = !query.null(2),
                  .payload_hash = {},
                  .generation = query.integer(3)};
    if (row.known) row.payload_hash = query.hash(2);
    return row;
}

std::int64_t BatchWriter::write_origin(const OriginUpdate& update)
{
    const std::optional<OriginRow> row = find_origin(update.origin);
    if (!row) {
        Query query = connection_.query(
            "INSERT INTO origin (source, stream, key, occurred_at, payload_hash, generation)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        query
            .bind(names_.number(update.origin.source), names_.number(update.origin.stream),
                  update.origin.key, update.occurred_at, update.payload_hash,
                  changes_.snapshot_generation.value_or(0))
            .run();
        return connection_.last_row_id();
    }
    const std::int64_t generation = changes_.snapshot_generation.value_or(row->generation);
    const bool same =
        row->known && std::tie(row->occurred_at, row->payload_hash, row->generation) ==
                          std::tie(update.occurred_at, update.payload_hash, generation);
    if (!same) {
        connection_
            .query(
                "UPDATE origin SET occurred_at = ?2, payload_hash = ?3, generation = ?4 WHERE id = "
                "?1")
            .bind(row->id, update.occurred_at, update.payload_hash, generation)
            .run();
    }
    return row->id;
}

std::int64_t BatchWriter::origin_id(const Origin& origin)
{
    if (const auto known = origin_ids_.find(origin); known != origin_ids_.end())
        return known->second;
    std::int64_t id = 0;
    if (const std::optional<OriginRow> row = find_origin(origin)) {
        id = row->id;
    } else {
        // No hash: the source has not spoken, a steward or a mapping has.
        Query query = connection_.query(
            "INSERT INTO origin (source, stream, key, occurred_at, payload_hash, generation)"
            " VALUES (?1, ?2, ?3, 0, NULL, 0)");
        query.bind(names_.number(origin.source), names_.number(origin.stream), origin.key).run();
        id = connection_.last_row_id();
    }
    origin_ids_[origin] = id;
    return id;
}

bool BatchWriter::has_open_rejects(std::int64_t pipeline, std::int64_t stream)
{
    Query any = connection_.query(
        "SELECT 1 FROM reject INDEXED BY reject_place"
        " WHERE state = 'open' AND pipeline = ?1 AND stream = ?2 LIMIT 1");
    return any.bind(pipeline, stream).next();
}

// Few streams have open rejects, and those few; so most batches ask once.
void BatchWriter::resolve_rejects()
{
    if (changes_.accepted.empty()) return;
    const std::int64_t pipeline = names_.number(changes_.pipeline);
    const std::int64_t stream = names_.number(changes_.stream);
    if (!has_open_rejects(pipeline, stream)) return;
    Query resolve = connection_.query(
        "UPDATE reject INDEXED BY reject_place SET state = 'resolved'"
        " WHERE state = 'open' AND pipeline = ?1 AND stream = ?2 AND key = ?3"
        " AND (key <> '' OR position = ?4) RETURNING 1");
    const auto close = [&](const std::string& key, const std::string& position) {
        resolve.bind(pipeline, stream, key, position);
        while (resolve.next()) --totals_.rejects_open;
    };
    static const std::string none;
    for (const RecordPlace& place : changes_.accepted) {
        if (!place.key.empty()) close(place.key, none);
        if (!place.position.empty()) close(none, place.position);
    }
}

// A source that is read again says the same of the same row again: the newer word takes the older
// one's place.
void BatchWriter::write_rejects()
{
    Query older = connection_.query(
        "DELETE FROM reject WHERE pipeline = ?1 AND stream = ?2 AND key = ?3 AND position = ?4 AND"
        " code = ?5 AND state = 'open' AND recorded_at < ?6 RETURNING 1");
    Query query = connection_.query(
        "INSERT INTO reject (id, pipeline, stream, key, position, code, config_line, why, remedy, "
        "recorded_at,"
        " state, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    for (const RejectRow& row : changes_.rejects) {
        // What an erasure refuses is known by its hash, also where a source tells no position.
        if (!row.position.empty() || row.code == "record.erased") {
            older.bind(names_.number(row.pipeline), names_.number(row.stream), row.key,
                       row.position, row.code, changes_.recorded_at);
            while (older.next()) --totals_.rejects_open;
        }
        const std::string frame = compress(row.payload);
        const auto bind = [&](const auto& payload) {
            query.bind(row.id, names_.number(row.pipeline), names_.number(row.stream), row.key,
                       row.position, row.code, row.config_line, row.why, row.remedy,
                       changes_.recorded_at, row.state, payload);
        };
        if (frame.empty())
            bind(OrNull{row.payload});
        else
            bind(Bytes{frame});
        query.run();
        if (row.state == "open") ++totals_.rejects_open;
    }
    for (const std::string& id : changes_.closed_rejects)
        totals_.rejects_open += set_reject_state(connection_, id, "retried");
    for (const std::string& id : changes_.resolved_rejects)
        totals_.rejects_open += set_reject_state(connection_, id, "resolved");
}

}  // namespace cx::store::sqlite
