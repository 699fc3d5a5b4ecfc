// The part of a commit about people: keys, profiles, aliases, lineage, decisions.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace cx::store::sqlite {

// Only what differs is written.
void BatchWriter::collect_keys(const KeysUpdate& update, std::vector<KeyChange>& changes)
{
    using Kind = KeyChange::Kind;
    std::map<std::pair<std::int64_t, std::string>, KeyChange> wanted;
    for (const KeyRow& key : update.keys) {
        const std::int64_t ns = names_.number(key.ns);
        wanted.insert_or_assign({ns, key.value}, KeyChange{ns, update.record, key, Kind::insert});
    }
    if (!is_new(update.record)) {
        Query query =
            connection_.query("SELECT ns, value, skeleton, verified FROM key WHERE record = ?1");
        query.bind(update.record);
        while (query.next()) {
            KeyRow row{{}, query.text(1), query.natural(2), query.integer(3) != 0};
            const auto same = wanted.find({query.integer(0), row.value});
            if (same != wanted.end()) row.ns = same->second.row.ns;
            if (same == wanted.end())
                changes.push_back({query.integer(0), update.record, std::move(row), Kind::remove});
            else if (same->second.row == row)
                wanted.erase(same);
            else
                same->second.kind = Kind::replace;
        }
    }
    for (auto& [name, change] : wanted) changes.push_back(std::move(change));
}

void BatchWriter::write_keys()
{
    std::unordered_map<RecordId, const KeysUpdate*>
        last;  // A record may change twice in one batch.
    for (const KeysUpdate& update : changes_.keys) last[update.record] = &update;
    std::vector<KeyChange> changes;
    for (const auto& [record, update] : last) collect_keys(*update, changes);
    // In the order of the tree, so that neighbours meet on one page.
    std::sort(changes.begin(), changes.end(), [](const KeyChange& a, const KeyChange& b) {
        return std::tie(a.ns, a.row.value, a.record) < std::tie(b.ns, b.row.value, b.record);
    });
    Query remove =
        connection_.query("DELETE FROM key WHERE ns = ?1 AND value = ?2 AND record = ?3");
    Query insert = connection_.query(
        "INSERT OR REPLACE INTO key (ns, value, record, skeleton, verified)"
        " VALUES (?1, ?2, ?3, ?4, ?5)");
    for (const KeyChange& change : changes) {
        if (change.kind == KeyChange::Kind::remove)
            remove.bind(change.ns, change.row.value, change.record).run();
        else
            insert
                .bind(change.ns, change.row.value, change.record, change.row.skeleton,
                      change.row.verified)
                .run();
        if (change.kind == KeyChange::Kind::insert) ++totals_.keys;
        if (change.kind == KeyChange::Kind::remove) --totals_.keys;
    }
}

void BatchWriter::write_profiles()
{
    Query query = connection_.query(
        "INSERT INTO profile_version (seq, profile, number, kind, entity, recorded_at, config, "
        "backfill,"
        " merged_into, provenance, golden) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    for (const ProfileVersion& profile : changes_.profiles) {
        const std::string golden = profile.golden.is_null() ? "" : json::write(profile.golden);
        const std::string reasons = profile.provenance.empty() ? "" : pack(profile.provenance);
        const std::string frame = compress(golden);
        const auto bind = [&](const auto& data) {
            query.bind(profile.seq, Id{profile.profile_id}, profile.version,
                       static_cast<int>(profile.kind), names_.number(profile.entity),
                       changes_.recorded_at, names_.number(profile.config_id), profile.backfill,
                       Id{profile.merged_into}, Bytes{reasons}, data);
        };
        if (frame.empty())
            bind(OrNull{golden});
        else
            bind(Bytes{frame});
        query.run();
        publish(profile.seq, reasons.size() + (frame.empty() ? golden.size() : frame.size()));
        write_profile_row(profile);
    }
}

void BatchWriter::write_profile_row(const ProfileVersion& profile)
{
    const bool live = profile.kind != ProfileVersion::Kind::removed;
    if (profile.version == 1) {
        connection_.query("INSERT INTO profile (id, newest, number, live) VALUES (?1, ?2, 1, ?3)")
            .bind(Id{profile.profile_id}, profile.seq, live)
            .run();
        totals_.profiles += live ? 1 : 0;
        return;
    }
    Query find = connection_.query("SELECT number, live FROM profile WHERE id = ?1");
    if (!find.bind(Id{profile.profile_id}).next() || find.number(0) + 1 != profile.version)
        throw StoreError(fmt::format("version {} of profile {} does not follow the newest",
                                     profile.version, profile.profile_id));
    const bool was_live = find.integer(1) != 0;
    totals_.profiles += static_cast<int>(live) - static_cast<int>(was_live);
    connection_.query("UPDATE profile SET newest = ?2, number = ?3, live = ?4 WHERE id = ?1")
        .bind(Id{profile.profile_id}, profile.seq, profile.version, live)
        .run();
    if (live && !was_live) {
        // The id names a profile again, so it is an alias no more.
        const std::int64_t before = connection_.rows_changed();
        connection_.query("DELETE FROM alias WHERE old_id = ?1").bind(Id{profile.profile_id}).run();
        totals_.aliases -= connection_.rows_changed() - before;
    }
}

void BatchWriter::write_aliases()
{
    Query remove = connection_.query("DELETE FROM alias WHERE old_id = ?1");
    Query insert = connection_.query("INSERT INTO alias (old_id, anchor) VALUES (?1, ?2)");
    for (const AliasRow& alias : changes_.aliases) {
        const std::int64_t before = connection_.rows_changed();
        remove.bind(Id{alias.old_id}).run();
        totals_.aliases += 1 - (connection_.rows_changed() - before);
        insert.bind(Id{alias.old_id}, alias.anchor).run();
    }
}

void BatchWriter::write_lineage()
{
    Query query = connection_.query(
        "INSERT INTO lineage (seq, recorded_at, record, from_profile, to_profile, cause, detail)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (const LineageRow& row : changes_.lineage)
        query
            .bind(row.seq, changes_.recorded_at, row.record, Id{row.from}, Id{row.to}, row.cause,
                  row.detail)
            .run();
}

void BatchWriter::write_decisions()
{
    Query insert = connection_.query(
        "INSERT INTO decision (id, kind, a_source, a_entity, a_key, b_source, b_entity, b_key, "
        "actor, reason,"
        " recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    for (const DecisionRow& row : changes_.decisions) {
        insert
            .bind(row.id, static_cast<int>(row.kind), names_.number(row.a.source),
                  names_.number(row.a.entity), row.a.key, names_.number(row.b.source),
                  names_.number(row.b.entity), row.b.key, row.actor, row.reason,
                  changes_.recorded_at)
            .run();
    }
    Query revoke = connection_.query(
        "UPDATE decision SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL");
    for (const std::string& id : changes_.revoked_decisions)
        revoke.bind(id, changes_.recorded_at).run();
}

}  // namespace cx::store::sqlite
