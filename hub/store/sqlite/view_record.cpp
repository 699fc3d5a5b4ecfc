// Records, and everything in order for exports.
#include "base/limits.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace cx::store::sqlite {

std::optional<RecordVersion> SqliteView::current(const std::string& entity, const std::string& key,
                                                 const std::string& source)
{
    Query find = query("SELECT" CX_VERSION_COLUMNS "FROM record r" CX_CURRENT_JOINS
                       "WHERE r.key = ?1 AND r.entity = ?2 AND (?3 IS NULL OR r.source = ?3)"
                       " ORDER BY r.live DESC, r.id LIMIT 1");
    if (source.empty())
        find.bind(key, names_.find(entity), nullptr);
    else
        find.bind(key, names_.find(entity), names_.find(source));
    if (!find.next()) return {};
    return version(find, names_);
}

std::vector<RecordVersion> SqliteView::versions(const RecordKey& key)
{
    Query find = query(
        "SELECT" CX_VERSION_COLUMNS "FROM version v" CX_VERSION_JOINS
        "WHERE v.record = (SELECT id FROM record WHERE key = ?1 AND entity = ?2 AND source = ?3)"
        " ORDER BY v.seq");
    find.bind(key.key, names_.find(key.entity), names_.find(key.source));
    std::vector<RecordVersion> versions;
    while (find.next()) versions.push_back(version(find, names_));
    return versions;
}

std::optional<RecordVersion> SqliteView::version_of(RecordId record, int number)
{
    Query find = query("SELECT" CX_VERSION_COLUMNS "FROM version v" CX_VERSION_JOINS
                       "WHERE v.record = ?1 AND v.number = ?2");
    if (!find.bind(record, number).next()) return {};
    return version(find, names_);
}

std::vector<RecordVersion> SqliteView::owned(std::span<const std::string> owners,
                                             const std::string& entity, bool events_only,
                                             Timestamp before, int limit)
{
    Query find = query("SELECT" CX_VERSION_COLUMNS "FROM record r" CX_CURRENT_JOINS
                       "WHERE r.owner = ?1 AND r.time < ?2 AND (?3 IS NULL OR r.entity = ?3)"
                       " AND (?4 = 0 OR r.kind = 2) ORDER BY r.time DESC, r.id DESC LIMIT ?5");
    const Timestamp until =
        before == Timestamp{} ? Timestamp{std::numeric_limits<std::int64_t>::max()} : before;
    std::vector<RecordVersion> found;
    for (const std::string& owner : owners) {
        if (entity.empty())
            find.bind(owner, until, nullptr, events_only, limit);
        else
            find.bind(owner, until, names_.find(entity), events_only, limit);
        while (find.next()) found.push_back(version(find, names_));
    }
    // An owner named twice gives its records twice.
    std::sort(found.begin(), found.end(), [](const RecordVersion& a, const RecordVersion& b) {
        return a.time != b.time ? a.time > b.time : a.record > b.record;
    });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const RecordVersion& a, const RecordVersion& b) {
                                return a.record == b.record;
                            }),
                found.end());
    if (limit >= 0 && found.size() > static_cast<std::size_t>(limit))
        found.resize(static_cast<std::size_t>(limit));
    return found;
}

std::vector<std::string> SqliteView::owner_keys(const std::string& profile_id)
{
    const std::string ids[] = {profile_id};
    return owner_keys_of(profile_members(ids));
}

std::vector<std::string> SqliteView::owner_keys_of(std::span<const RecordId> records)
{
    std::vector<std::string> owners;
    Query own = query("SELECT key FROM record WHERE id = ?1 AND live = 1");
    Query identifiers = query("SELECT ns, value FROM key WHERE record = ?1");
    for (const RecordId record : records) {
        if (own.bind(record).next()) owners.push_back(own.text(0));
        identifiers.bind(record);
        while (identifiers.next())
            if (const std::string& ns = names_.word(identifiers.integer(0)); !ns.starts_with('~'))
                owners.push_back(ns + ":" + identifiers.text(1));
    }
    add_owning_states(owners);
    std::sort(owners.begin(), owners.end());
    owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
    return owners;
}

// Records may hang on a state, as points on a card, and so on whoever has that.
void SqliteView::add_owning_states(std::vector<std::string>& owners)
{
    Query states = query(
        "SELECT s.key FROM record s WHERE s.owner = ?1 AND s.kind = 1"
        " AND (EXISTS (SELECT 1 FROM record e WHERE e.owner = s.key)"
        " OR EXISTS (SELECT 1 FROM former_owner f WHERE f.owner = s.key))");
    std::set<std::string> known(owners.begin(), owners.end());
    for (std::size_t i = 0; i < owners.size(); ++i) {
        states.bind(owners[i]);
        while (states.next())
            if (known.insert(states.text(0)).second) owners.push_back(states.text(0));
    }
}

std::string SqliteView::profile_of_owner(const std::string& owner)
{
    Query state = query(
        "SELECT owner FROM record WHERE key = ?1 AND kind = 1 AND owner IS NOT NULL"
        " ORDER BY id LIMIT 1");
    std::string key = owner;
    for (int step = 0; step < limits::owner_steps && !key.empty(); ++step) {
        std::string profile = profile_with(key);
        if (!profile.empty()) return profile;
        key = state.bind(key).next() ? state.text(0) : "";
    }
    return "";
}

// First the party record whose own key it is, then a carrier of the identifier.
std::string SqliteView::profile_with(const std::string& owner)
{
    Query own = query(
        "SELECT profile FROM record WHERE key = ?1 AND live = 1 AND kind = 0"
        " AND profile IS NOT NULL ORDER BY id LIMIT 1");
    if (own.bind(owner).next()) return own.id(0);
    const std::size_t colon = owner.find(':');
    if (colon == std::string::npos) return "";
    Query carrier = query(
        "SELECT r.profile FROM key k CROSS JOIN record r ON r.id = k.record"
        " WHERE k.ns = ?1 AND k.value = ?2 AND r.live = 1 AND r.profile IS NOT NULL"
        " ORDER BY k.record LIMIT 1");
    carrier.bind(names_.find(owner.substr(0, colon)), owner.substr(colon + 1));
    return carrier.next() ? carrier.id(0) : "";
}

void SqliteView::each_version(const std::function<bool(const RecordVersion&)>& visit)
{
    Query all =
        query("SELECT" CX_VERSION_COLUMNS "FROM version v" CX_VERSION_JOINS "ORDER BY v.seq");
    all.bind();
    while (all.next())
        if (!visit(version(all, names_))) return;
}

void SqliteView::each_profile(const std::function<bool(const ProfileVersion&)>& visit)
{
    Query all = query("SELECT" CX_PROFILE_COLUMNS
                      "FROM profile f CROSS JOIN profile_version p ON p.seq = f.newest"
                      " WHERE f.live = 1 ORDER BY f.id");
    all.bind();
    while (all.next())
        if (!visit(profile_version(all, names_))) return;
}

void SqliteView::each_member(const std::function<bool(const RecordKey&, const std::string&)>& visit)
{
    Query all = query(
        "SELECT source, entity, key, profile FROM record WHERE live = 1 AND kind = 0 ORDER BY id");
    all.bind();
    while (all.next()) {
        const RecordKey key{names_.word(all.integer(0)), names_.word(all.integer(1)), all.text(2)};
        if (!visit(key, all.id(3))) return;
    }
}

std::vector<View::PartyHead> SqliteView::party_heads(RecordId after, int limit)
{
    Query page = query(
        "SELECT id, source, entity, key, component FROM record WHERE id > ?1 AND live = 1 AND "
        "kind = 0 ORDER BY id LIMIT ?2");
    page.bind(after, limit);
    std::vector<PartyHead> heads;
    while (page.next())
        heads.push_back(
            {.id = page.integer(0),
             .key = {names_.word(page.integer(1)), names_.word(page.integer(2)), page.text(3)},
             .component = page.integer(4)});
    return heads;
}

std::vector<View::RawRow> SqliteView::raw_page(const std::string& source, const std::string& stream,
                                               std::int64_t after, int limit)
{
    Query page = query(
        "SELECT w.origin, o.key, w.observed_at, w.payload FROM raw w"
        " CROSS JOIN origin o ON o.id = w.origin"
        " WHERE w.origin > ?3 AND o.source = ?1 AND o.stream = ?2 ORDER BY w.origin LIMIT ?4");
    page.bind(names_.find(source), names_.find(stream), after, limit);
    std::vector<RawRow> rows;
    while (page.next())
        rows.push_back(
            {page.integer(0), {source, stream, page.text(1)}, page.time(2), long_text(page, 3)});
    return rows;
}

std::uint64_t SqliteView::raw_count(const std::string& source, const std::string& stream)
{
    Query count = query(
        "SELECT count(*) FROM raw w CROSS JOIN origin o ON o.id = w.origin"
        " WHERE o.source = ?1 AND o.stream = ?2");
    count.bind(names_.find(source), names_.find(stream));
    return count.next() ? count.natural(0) : 0;
}

}  // namespace cx::store::sqlite
