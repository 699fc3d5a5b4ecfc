// The part of a commit that takes a person out. Rows go; where others refer to a row, its words go
// and the number stays. What is deleted is overwritten (`secure_delete`); scrub.hpp does the rest.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cx::store::sqlite {
namespace {

// Shorter values stand in too many texts to tell a person.
constexpr std::size_t telling_bytes = 6;

std::string value_of(const std::string& owner)
{
    const std::size_t colon = owner.find(':');
    return colon == std::string::npos ? owner : owner.substr(colon + 1);
}

std::set<RecordKey> keys_of(const std::vector<Belonging>& records)
{
    std::set<RecordKey> keys;
    for (const Belonging& record : records) keys.insert(record.key);
    return keys;
}

}  // namespace

void BatchWriter::write_erasure()
{
    const Belongings& what = changes_.erasure->what;
    erase_mentions();
    erase_rejects();
    erase_decisions();
    for (const auto* list : {&what.parties, &what.owned})
        for (const Belonging& record : *list) erase_record(record.id);
    erase_former_versions();
    for (const Origin& origin : what.origins) erase_origin(origin, false);
    for (const Origin& origin : what.shared_origins) erase_origin(origin, true);
    erase_profile_versions();
    write_erasure_rows();
}

void BatchWriter::erase_record(RecordId record)
{
    Query find = connection_.query("SELECT kind, live FROM record WHERE id = ?1");
    if (!find.bind(record).next())
        throw StoreError(fmt::format("record {} to be erased is not there", record));
    if (find.integer(1) != 0) --totals_.records[find.integer(0)];
    const std::int64_t before = connection_.rows_changed();
    connection_.query("DELETE FROM key WHERE record = ?1").bind(record).run();
    totals_.keys -= connection_.rows_changed() - before;
    erase_candidate_keys(record);
    erase_matching(record);
    connection_.query("DELETE FROM claim WHERE record = ?1").bind(record).run();
    connection_.query("DELETE FROM version WHERE record = ?1").bind(record).run();
    connection_.query("DELETE FROM record WHERE id = ?1").bind(record).run();
    connection_.query("INSERT INTO erased_record (record, erasure) VALUES (?1, ?2)")
        .bind(record, changes_.erasure->id)
        .run();
}

// What another person's record said while it was this one's.
void BatchWriter::erase_former_versions()
{
    Query find = connection_.query("SELECT record FROM former_owner WHERE owner = ?1");
    // Nobody can fall back on a version that is empty.
    Query claims = connection_.query(
        "DELETE FROM claim WHERE record = ?1 AND version IN"
        " (SELECT number FROM version WHERE record = ?1 AND owner = ?2)");
    Query empty = connection_.query(
        "UPDATE version SET data = NULL, owner = NULL, issues = NULL, hash = zeroblob(16),"
        " published = 0 WHERE record = ?1 AND owner = ?2"
        " AND seq <> (SELECT current FROM record WHERE id = ?1)");
    Query forget = connection_.query("DELETE FROM former_owner WHERE owner = ?1");
    for (const std::string& owner : changes_.erasure->what.owners) {
        std::vector<RecordId> records;
        find.bind(owner);
        while (find.next()) records.push_back(find.integer(0));
        for (const RecordId record : records) {
            claims.bind(record, owner).run();
            empty.bind(record, owner).run();
        }
        forget.bind(owner).run();
    }
}

// Old versions of other records may still name a row; then a word without meaning takes the key's
// place. A shared one keeps its key, which is others', too, but not what it brought.
void BatchWriter::erase_origin(const Origin& origin, bool shared)
{
    const std::optional<OriginRow> row = find_origin(origin);
    if (!row) return;
    connection_.query("DELETE FROM raw WHERE origin = ?1").bind(row->id).run();
    if (shared) {
        connection_.query("UPDATE origin SET payload_hash = zeroblob(16) WHERE id = ?1")
            .bind(row->id)
            .run();
        return;
    }
    connection_
        .query("UPDATE origin SET key = ?2, payload_hash = NULL, occurred_at = 0 WHERE id = ?1")
        .bind(row->id, fmt::format("erased {}/{}", changes_.erasure->id, row->id))
        .run();
    origin_ids_.erase(origin);
}

// The profile's row stays until its last version, the erase change, is written; ids that led to it
// go whole.
void BatchWriter::erase_profile_versions()
{
    const std::vector<std::string>& profiles = changes_.erasure->what.profiles;
    Query versions = connection_.query("DELETE FROM profile_version WHERE profile = ?1");
    Query row = connection_.query("DELETE FROM profile WHERE id = ?1");
    Query alias = connection_.query("DELETE FROM alias WHERE old_id = ?1");
    for (const std::string& profile : profiles) {
        versions.bind(Id{profile}).run();
        if (profile != profiles.front()) row.bind(Id{profile}).run();
        const std::int64_t before = connection_.rows_changed();
        alias.bind(Id{profile}).run();
        totals_.aliases -= connection_.rows_changed() - before;
    }
}

// Profiles in which one of the records was once: what they said then may be this person's.
void BatchWriter::erase_mentions()
{
    const Belongings& what = changes_.erasure->what;
    std::set<std::string> profiles;
    Query steps =
        connection_.query("SELECT from_profile, to_profile FROM lineage WHERE record = ?1");
    for (const Belonging& party : what.parties) {
        steps.bind(party.id);
        while (steps.next()) profiles.insert({steps.id(0), steps.id(1)});
    }
    for (const std::string& own : what.profiles) profiles.erase(own);
    const std::set<RecordKey> keys = keys_of(what.parties);
    Query versions = connection_.query(
        "SELECT seq, provenance FROM profile_version WHERE profile = ?1 AND golden IS NOT NULL"
        " AND seq <> (SELECT newest FROM profile WHERE id = ?1)");
    Query empty = connection_.query(
        "UPDATE profile_version SET golden = NULL, provenance = NULL WHERE seq = ?1");
    for (const std::string& profile : profiles) {
        std::vector<Seq> named;
        versions.bind(Id{profile});
        while (versions.next()) {
            const std::vector<model::Provenance> reasons = unpack(versions.text(1));
            if (std::any_of(reasons.begin(), reasons.end(), [&](const model::Provenance& reason) {
                    return keys.contains(reason.record);
                }))
                named.push_back(versions.integer(0));
        }
        for (const Seq seq : named) empty.bind(seq).run();
    }
}

void BatchWriter::erase_decisions()
{
    Query remove = connection_.query(
        "DELETE FROM decision WHERE (a_key = ?1 AND a_entity = ?2 AND a_source = ?3)"
        " OR (b_key = ?1 AND b_entity = ?2 AND b_source = ?3)");
    for (const Belonging& party : changes_.erasure->what.parties)
        remove.bind(party.key.key, names_.number(party.key.entity), names_.number(party.key.source))
            .run();
}

// Rejects of the erased source records go. Others whose payload names an identifier of the person
// keep their code and stream only.
void BatchWriter::erase_rejects()
{
    const Belongings& what = changes_.erasure->what;
    const std::set<Origin> origins(what.origins.begin(), what.origins.end());
    std::vector<std::string> values;
    for (const std::string& owner : what.owners)
        if (std::string value = value_of(owner); value.size() >= telling_bytes)
            values.push_back(std::move(value));
    std::vector<std::pair<std::string, bool>> own;  // Id, and whether it is open
    std::vector<std::string> naming;
    Query all =
        connection_.query("SELECT id, pipeline, stream, key, payload, state, position FROM reject");
    all.bind();
    while (all.next()) {
        const std::string key = all.text(3);
        if (origins.contains({names_.word(all.integer(1)), names_.word(all.integer(2)), key})) {
            own.emplace_back(all.text(0), all.text(5) == "open");
            continue;
        }
        const std::string payload = all.is_blob(4) ? decompress(all.text(4)) : all.text(4);
        const auto names = [&](const std::string& text) {
            return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
                return text.find(value) != std::string::npos;
            });
        };
        if (names(key) || names(payload) || names(all.text(6))) naming.push_back(all.text(0));
    }
    for (const auto& [id, open] : own) {
        connection_.query("DELETE FROM reject WHERE id = ?1").bind(id).run();
        totals_.rejects_open -= open ? 1 : 0;
    }
    for (const std::string& id : naming)
        connection_.query("UPDATE reject SET payload = NULL, key = '', position = '' WHERE id = ?1")
            .bind(id)
            .run();
}

void BatchWriter::write_restriction()
{
    const Restriction& restriction = *changes_.restriction;
    Query lift = connection_.query(
        "UPDATE restriction SET lifted_at = ?2, lifted_by = ?3 WHERE record = ?1 AND lifted_at = "
        "0");
    Query insert = connection_.query(
        "INSERT INTO restriction (id, record, actor, reason, recorded_at, lifted_at, lifted_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, 0, '')");
    for (const RecordId record : restriction.records) {
        if (restriction.on)
            insert
                .bind(restriction.id, record, restriction.actor, restriction.reason,
                      changes_.recorded_at)
                .run();
        else
            lift.bind(record, changes_.recorded_at, restriction.actor).run();
    }
}

void BatchWriter::write_erasure_rows()
{
    const Erasure& erasure = *changes_.erasure;
    connection_
        .query(
            "INSERT INTO erasure (id, profile, seq, recorded_at, actor, reason, records, key_id,"
            " clean_at, lifted_at, lifted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, '')")
        .bind(erasure.id, Id{erasure.what.profiles.front()}, erasure.seq, changes_.recorded_at,
              erasure.actor, erasure.reason,
              static_cast<std::int64_t>(erasure.what.parties.size() + erasure.what.owned.size()),
              erasure.key_id)
        .run();
    Query profile = connection_.query(
        "INSERT OR REPLACE INTO erased_profile (profile, erasure) VALUES (?1, ?2)");
    for (const std::string& id : erasure.what.profiles) profile.bind(Id{id}, erasure.id).run();
    Query hash =
        connection_.query("INSERT OR IGNORE INTO erased_hash (hash, erasure) VALUES (?1, ?2)");
    for (const Hash128& refused : erasure.refused) hash.bind(refused, erasure.id).run();
}

}  // namespace cx::store::sqlite
