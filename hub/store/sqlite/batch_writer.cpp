#include "store/sqlite/batch_writer.hpp"

#include "base/limits.hpp"
#include "store/sqlite/codec.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::store::sqlite {
namespace {

constexpr std::size_t row_bytes = 100;  // About what a version takes besides its data.

// Owner and time are indexed for live state and event records only.
bool hangs_on_owner(const RecordVersion& version)
{
    return version.kind != model::EntityKind::party && version.op == RecordVersion::Op::upsert &&
           !version.owner.empty();
}

}  // namespace

void add_to_totals(Connection& connection, const TotalsDelta& delta)
{
    Query query = connection.query("UPDATE total SET n = n + ?2 WHERE name = ?1");
    const auto add = [&](const char* name, std::int64_t n) {
        if (n != 0) query.bind(std::string(name), n).run();
    };
    add("profiles", delta.profiles);
    add("party", delta.records[0]);
    add("state", delta.records[1]);
    add("event", delta.records[2]);
    add("aliases", delta.aliases);
    add("rejects_open", delta.rejects_open);
    add("keys", delta.keys);
    add("candidates_waiting", delta.candidates_waiting);
    add("edges", delta.edges);
    add("reviews", delta.reviews);
}

BatchWriter::BatchWriter(Connection& connection, Names& names, const ChangeSet& changes,
                         RecordId first_new_record)
    : connection_(connection), names_(names), changes_(changes), first_new_record_(first_new_record)
{
}

void BatchWriter::write()
{
    if (!changes_.pipeline.empty()) write_stream();
    write_texts();
    write_origins();
    write_records();
    write_claims();
    write_assignments();
    write_keys();
    write_candidate_keys();
    write_edges();
    write_verdicts();
    if (changes_.restriction) write_restriction();
    if (changes_.erasure) write_erasure();
    write_profiles();
    write_aliases();
    write_lineage();
    resolve_rejects();
    write_rejects();
    write_decisions();
    write_feed();
    add_to_totals(connection_, totals_);
}

void BatchWriter::write_texts()
{
    Query query = connection_.query(
        "INSERT INTO text (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE"
        " SET body = excluded.body WHERE instr(id, '@') = 0 AND body IS NOT excluded.body"
        " AND (id LIKE 'labels:%' OR id LIKE 'mapping:%')");
    for (const auto& [id, body] : changes_.texts) {
        const std::string frame = compress(body);
        if (frame.empty())
            query.bind(id, Borrowed{body}).run();
        else
            query.bind(id, Bytes{frame}).run();
    }
}

void BatchWriter::write_records()
{
    for (const Assignment& assignment : changes_.assignments)
        if (is_new(assignment.record)) assignments_[assignment.record] = &assignment;
    for (const RecordUpdate& update : changes_.records) {
        if (is_new(update.version.record) && update.version.version == 1)
            insert_record(update);
        else
            update_record(update);
        write_version(update.version, update.becomes_current);
    }
}

void BatchWriter::insert_record(const RecordUpdate& update)
{
    const RecordVersion& version = update.version;
    if (!update.becomes_current) throw StoreError("a record's first version must become current");
    const bool live = version.op == RecordVersion::Op::upsert;
    const bool owned = hangs_on_owner(version);
    const auto assigned = assignments_.find(version.record);
    const Assignment* assignment = assigned == assignments_.end() ? nullptr : assigned->second;
    if (assignment) assignments_.erase(assigned);

    static const std::string none;
    Query query = connection_.query(
        "INSERT INTO record (id, source, entity, key, kind, live, newest, current, origin, owner, "
        "time,"
        " profile, component) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, iif(?9 IS NULL, NULL, "
        "?10),"
        " ?11, iif(?11 IS NULL, NULL, ?12))");
    query
        .bind(version.record, names_.number(version.key.source), names_.number(version.key.entity),
              version.key.key, static_cast<int>(version.kind), live, version.seq,
              origin_id(version.origin), OrNull{owned ? version.owner : none}, version.time,
              Id{assignment ? assignment->profile_id : none},
              assignment ? assignment->component : 0)
        .run();
    if (live) ++totals_.records[static_cast<int>(version.kind)];
}

BatchWriter::RecordRow BatchWriter::find_record(const RecordVersion& version)
{
    Query query =
        connection_.query("SELECT newest, live, origin, owner, time FROM record WHERE id = ?1");
    if (!query.bind(version.record).next())
        throw StoreError(
            fmt::format("a version of record {}, which the store does not hold", version.record));
    RecordRow row{.newest = query.number(0),
                  .live = query.integer(1) != 0,
                  .origin = query.integer(2),
                  .owner = query.text(3),
                  .time = query.time(4)};
    if (version.version != row.newest + 1)
        throw StoreError(fmt::format("version {} of record {} does not follow version {}",
                                     version.version, version.record, row.newest));
    return row;
}

void BatchWriter::update_record(const RecordUpdate& update)
{
    const RecordVersion& version = update.version;
    const RecordRow row = find_record(version);
    if (!update.becomes_current) {
        if (hangs_on_owner(version) && version.owner != row.owner)
            note_former_owner(version.owner, version.record);
        connection_.query("UPDATE record SET newest = ?2 WHERE id = ?1")
            .bind(version.record, version.version)
            .run();
        return;
    }
    const bool live = version.op == RecordVersion::Op::upsert;
    const std::string owner = hangs_on_owner(version) ? version.owner : "";
    const std::int64_t origin = origin_id(version.origin);
    const Timestamp time = owner.empty() ? Timestamp{} : version.time;
    if (live != row.live) totals_.records[static_cast<int>(version.kind)] += live ? 1 : -1;
    if (!row.owner.empty() && row.owner != owner) note_former_owner(row.owner, version.record);
    // Most updates change nothing that is indexed; then the index pages stay clean.
    if (live == row.live && origin == row.origin && owner == row.owner && time == row.time) {
        connection_.query("UPDATE record SET newest = ?2, current = ?3 WHERE id = ?1")
            .bind(version.record, version.version, version.seq)
            .run();
        return;
    }
    connection_
        .query(
            "UPDATE record SET newest = ?2, current = ?3, live = ?4, origin = ?5, owner = ?6,"
            " time = iif(?6 IS NULL, NULL, ?7) WHERE id = ?1")
        .bind(version.record, version.version, version.seq, live, origin, OrNull{owner}, time)
        .run();
}

// Older versions of the record stay its former owner's, who may be erased one day.
void BatchWriter::note_former_owner(const std::string& owner, RecordId record)
{
    connection_.query("INSERT OR IGNORE INTO former_owner (owner, record) VALUES (?1, ?2)")
        .bind(owner, record)
        .run();
}

void BatchWriter::write_version(const RecordVersion& version, bool becomes_current)
{
    const bool published = becomes_current && version.kind != model::EntityKind::party;
    const std::string issues = issues_to_text(version.issues);
    const std::string frame = compress(version.data);
    const std::int64_t mapping = names_.number(version.mapping);
    const std::int64_t origin = origin_id(version.origin);
    Query query = connection_.query(
        "INSERT INTO version (seq, record, number, op, published, mapping, origin, occurred_at, "
        "observed_at,"
        " recorded_at, time, hash, owner, issues, data, in_force)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
    const auto bind = [&](const auto& data) {
        query.bind(version.seq, version.record, version.version, static_cast<int>(version.op),
                   published, mapping, origin, version.occurred_at, version.observed_at,
                   changes_.recorded_at, version.time, version.hash, OrNull{version.owner},
                   OrNull{issues}, data, becomes_current);
    };
    if (version.data.empty())
        bind(nullptr);
    else if (frame.empty())
        bind(Borrowed{version.data});
    else
        bind(Bytes{frame});
    query.run();
    if (published) publish(version.seq, frame.empty() ? version.data.size() : frame.size());
}

void BatchWriter::publish(Seq seq, std::size_t stored_bytes)
{
    published_seq_ = std::max(published_seq_, seq);
    published_bytes_ += static_cast<std::int64_t>(stored_bytes + row_bytes);
}

// The feed's length so far; now and then with a mark, by which it can be cut.
void BatchWriter::write_feed()
{
    if (published_seq_ == 0) return;
    Query add = connection_.query("UPDATE feed SET bytes = bytes + ?1 RETURNING bytes");
    add.bind(published_bytes_).next();
    const std::int64_t bytes = add.integer(0);
    add.next();
    Query newest = connection_.query("SELECT at, bytes FROM feed_mark ORDER BY seq DESC LIMIT 1");
    const Timestamp due{changes_.recorded_at.micros - limits::feed_mark_s * micros_per_second};
    if (newest.bind().next() && newest.time(0) > due &&
        bytes - newest.integer(1) < limits::feed_mark_bytes)
        return;
    connection_.query("INSERT INTO feed_mark (seq, at, bytes) VALUES (?1, ?2, ?3)")
        .bind(published_seq_, changes_.recorded_at, bytes)
        .run();
}

void BatchWriter::write_claims()
{
    Query claims = connection_.query(
        "INSERT INTO claim (record, origin, version) VALUES (?1, ?2, ?3)"
        " ON CONFLICT DO UPDATE SET version = ?3");
    Query withdraws = connection_.query("DELETE FROM claim WHERE record = ?1 AND origin = ?2");
    for (const ClaimUpdate& update : changes_.claims) {
        const std::int64_t origin = origin_id(update.origin);
        switch (update.kind) {
            case ClaimUpdate::Kind::holds:
                connection_.query("UPDATE record SET origin = ?2 WHERE id = ?1")
                    .bind(update.record, origin)
                    .run();
                break;
            case ClaimUpdate::Kind::claims:
                claims.bind(update.record, origin, update.version).run();
                break;
            case ClaimUpdate::Kind::withdraws:
                withdraws.bind(update.record, origin).run();
                break;
        }
    }
}

void BatchWriter::write_assignments()
{
    Query query = connection_.query(
        "UPDATE record SET profile = ?2, component = ?3 WHERE id = ?1 AND"
        " (profile IS NOT ?2 OR component IS NOT ?3)");
    for (const Assignment& assignment : changes_.assignments) {
        const auto left = assignments_.find(assignment.record);
        if (is_new(assignment.record) &&
            (left == assignments_.end() || left->second != &assignment))
            continue;
        query.bind(assignment.record, Id{assignment.profile_id}, assignment.component).run();
    }
}

}  // namespace cx::store::sqlite
