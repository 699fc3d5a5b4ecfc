// What a batch reads. Point queries in a loop: SQLite is in the process, so a set needs no other
// form.
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>

namespace cx::store::sqlite {
namespace {

void sort_unique(std::vector<RecordId>& ids)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

SqliteView::SqliteView(Connection& connection, Names& names, std::string path,
                       std::function<void()> ended)
    : connection_(connection), names_(names), path_(std::move(path)), ended_(std::move(ended))
{
    try {
        // Left open where the view before could not end.
        if (connection_.in_transaction()) query("ROLLBACK").run();
        query("BEGIN").run();
        query("SELECT one FROM lease").bind().next();  // The first read fixes the snapshot.
    } catch (...) {
        ended_();
        throw;
    }
}

SqliteView::~SqliteView()
{
    try {
        if (connection_.in_transaction()) query("COMMIT").run();
    } catch (const StoreError&) {
        // A read transaction has nothing to lose; the next BEGIN on the connection tells what is
        // wrong.
    }
    ended_();
}

std::vector<OriginState> SqliteView::origins(std::span<const Origin> origins)
{
    Query find = query(
        "SELECT id, occurred_at, payload_hash FROM origin WHERE source = ?1 AND stream = ?2 AND "
        "key = ?3");
    Query emitted = query("SELECT" CX_HEAD_COLUMNS "FROM record r" CX_HEAD_JOINS
                          "WHERE r.origin = ?1 ORDER BY r.id");
    Query claimed = query("SELECT" CX_HEAD_COLUMNS "," CX_SAID_AT(
        "w", "s") ", c.version, w.hash, w.mapping FROM claim c"
                  " CROSS JOIN origin s ON s.id = c.origin"
                  " CROSS JOIN version w ON w.record = c.record AND w.number = c.version"
                  " CROSS JOIN record r ON r.id = c.record" CX_HEAD_JOINS
                  "WHERE c.origin = ?1 ORDER BY r.id");
    std::vector<OriginState> states(origins.size());
    for (std::size_t i = 0; i < origins.size(); ++i) {
        find.bind(names_.find(origins[i].source), names_.find(origins[i].stream), origins[i].key);
        if (!find.next()) continue;
        states[i].occurred_at = find.time(1);
        states[i].known = !find.null(2);
        if (states[i].known) states[i].payload_hash = find.hash(2);
        emitted.bind(find.integer(0));
        while (emitted.next()) states[i].emitted.push_back(head(emitted, names_));
        claimed.bind(find.integer(0));
        while (claimed.next())
            states[i].claimed.push_back(
                {head(claimed, names_), claim(claimed, head_columns, names_)});
    }
    return states;
}

std::map<Origin, Claim> SqliteView::claims(RecordId record)
{
    Query find = query("SELECT o.source, o.stream, o.key," CX_SAID_AT(
        "v", "o") ", c.version, v.hash, v.mapping"
                  " FROM claim c CROSS JOIN origin o ON o.id = c.origin"
                  " CROSS JOIN version v ON v.record = c.record AND v.number = c.version"
                  " WHERE c.record = ?1");
    find.bind(record);
    std::map<Origin, Claim> claims;
    while (find.next())
        claims.emplace(
            Origin{names_.word(find.integer(0)), names_.word(find.integer(1)), find.text(2)},
            claim(find, 3, names_));
    return claims;
}

std::vector<std::optional<RecordHead>> SqliteView::heads(std::span<const RecordKey> keys)
{
    Query find = query("SELECT" CX_HEAD_COLUMNS "FROM record r" CX_HEAD_JOINS
                       "WHERE r.key = ?1 AND r.entity = ?2 AND r.source = ?3");
    std::vector<std::optional<RecordHead>> heads(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        find.bind(keys[i].key, names_.find(keys[i].entity), names_.find(keys[i].source));
        if (find.next()) heads[i] = head(find, names_);
    }
    return heads;
}

std::vector<std::vector<KeyCarrier>> SqliteView::carriers(std::span<const KeyRow> keys,
                                                          std::size_t limit)
{
    Query find = query(
        "SELECT record, skeleton FROM key WHERE ns = ?1 AND value = ?2"
        " ORDER BY record LIMIT ?3");
    std::vector<std::vector<KeyCarrier>> carriers(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        find.bind(names_.find(keys[i].ns), keys[i].value, std::uint64_t{limit});
        while (find.next()) carriers[i].push_back({find.integer(0), find.natural(1)});
    }
    return carriers;
}

std::vector<std::vector<KeyRow>> SqliteView::keys_of(std::span<const RecordId> records)
{
    Query find = query(
        "SELECT ns, value, skeleton, verified FROM key WHERE record = ?1"
        " ORDER BY ns, value");
    std::vector<std::vector<KeyRow>> keys(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        find.bind(records[i]);
        while (find.next())
            keys[i].push_back({names_.word(find.integer(0)), find.text(1), find.natural(2),
                               find.integer(3) != 0});
    }
    return keys;
}

std::vector<PartyRecord> SqliteView::parties(std::span<const RecordId> records)
{
    Query find = query(
        "SELECT r.source, r.entity, r.key, v.number, v.occurred_at, v.observed_at, v.mapping, "
        "v.data, r.profile,"
        " r.component FROM record r CROSS JOIN version v ON v.seq = r.current"
        " WHERE r.id = ?1 AND r.live = 1 AND r.kind = 0");
    std::vector<PartyRecord> parties;
    parties.reserve(records.size());
    for (const RecordId id : records) {
        if (!find.bind(id).next()) continue;
        PartyRecord& party = parties.emplace_back();
        party.id = id;
        party.key = {names_.word(find.integer(0)), names_.word(find.integer(1)), find.text(2)};
        party.version = find.number(3);
        party.occurred_at = find.time(4);
        party.observed_at = find.time(5);
        party.mapping = names_.word(find.integer(6));
        party.data = long_text(find, 7);
        party.profile_id = find.id(8);
        party.component = find.integer(9);
    }
    return parties;
}

std::vector<RecordId> SqliteView::component_members(std::span<const std::int64_t> components)
{
    Query find = query("SELECT id FROM record WHERE component = ?1 AND live = 1");
    std::vector<RecordId> members;
    for (const std::int64_t component : components) {
        find.bind(component);
        while (find.next()) members.push_back(find.integer(0));
    }
    sort_unique(members);
    return members;
}

std::vector<RecordId> SqliteView::profile_members(std::span<const std::string> profile_ids)
{
    Query find = query("SELECT id FROM record WHERE profile = ?1 AND live = 1");
    std::vector<RecordId> members;
    for (const std::string& id : profile_ids) {
        find.bind(Id{id});
        while (find.next()) members.push_back(find.integer(0));
    }
    sort_unique(members);
    return members;
}

std::vector<DecisionRow> SqliteView::decisions(std::span<const RecordKey> records)
{
    return decisions_at(records, {});
}

std::string SqliteView::cursor(const std::string& pipeline, const std::string& stream)
{
    Query find = query("SELECT cursor FROM stream WHERE pipeline = ?1 AND stream = ?2");
    return find.bind(names_.find(pipeline), names_.find(stream)).next() ? find.text(0) : "";
}

std::map<std::string, ProfileVersion> SqliteView::newest_profiles(std::span<const std::string> ids)
{
    Query find =
        query("SELECT" CX_PROFILE_COLUMNS
              "FROM profile f CROSS JOIN profile_version p ON p.seq = f.newest WHERE f.id = ?1");
    std::map<std::string, ProfileVersion> newest;
    for (const std::string& id : ids)
        if (find.bind(Id{id}).next()) newest.insert_or_assign(id, profile_version(find, names_));
    return newest;
}

}  // namespace cx::store::sqlite
