// What belongs to a profile, and what was erased.
#include "store/sqlite/codec.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>
#include <set>

namespace cx::store::sqlite {
namespace {

#define CX_ERASURE_COLUMNS                                                                        \
    " e.id, e.profile, e.seq, e.recorded_at, e.actor, e.reason, e.records, e.key_id, e.clean_at," \
    " e.lifted_at, e.lifted_by "

template <typename T>
void sort_unique(std::vector<T>& list)
{
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

// The profile, the ids that led to it, and every record whose last profile one of them is.
void SqliteView::collect_parties(Belongings& all)
{
    Query live = query("SELECT id FROM record WHERE profile = ?1 AND live = 1");
    Query past = query(
        "SELECT DISTINCT l.record FROM lineage l CROSS JOIN record r ON r.id = l.record"
        " WHERE l.to_profile = ?1 AND r.profile = ?1");
    Query led = query("SELECT old_id FROM alias WHERE anchor = ?1 ORDER BY old_id");
    std::set<RecordId> seen;
    for (std::size_t i = 0; i < all.profiles.size(); ++i) {
        const std::string profile = all.profiles[i];
        std::vector<RecordId> ids;
        live.bind(Id{profile});
        while (live.next()) ids.push_back(live.integer(0));
        past.bind(Id{profile});
        while (past.next()) ids.push_back(past.integer(0));
        for (const RecordId id : ids) {
            if (!seen.insert(id).second) continue;
            all.parties.push_back(belonging(id));
            led.bind(id);
            while (led.next())
                if (const std::string old = led.id(0);
                    std::find(all.profiles.begin(), all.profiles.end(), old) == all.profiles.end())
                    all.profiles.push_back(old);
        }
    }
}

Belonging SqliteView::belonging(RecordId id)
{
    Query find = query(
        "SELECT source, entity, key, kind, live, profile, component FROM record WHERE id = ?1");
    if (!find.bind(id).next()) throw StoreError("a record that was just found is not there");
    return {.id = id,
            .key = {names_.word(find.integer(0)), names_.word(find.integer(1)), find.text(2)},
            .kind = static_cast<model::EntityKind>(find.integer(3)),
            .live = find.integer(4) != 0,
            .profile_id = find.id(5),
            .component = find.integer(6)};
}

// States and events hang on the profile that their owner's key leads to; on nobody else's.
void SqliteView::collect_owned(Belongings& all)
{
    Query now = query("SELECT id FROM record WHERE owner = ?1");
    Query former = query(
        "SELECT f.record FROM former_owner f CROSS JOIN record r ON r.id = f.record"
        " WHERE f.owner = ?1 AND r.live = 0");
    std::vector<RecordId> ids;
    for (const std::string& owner : all.owners) {
        const std::string leads_to = profile_of_owner(owner);
        if (!leads_to.empty() &&
            std::find(all.profiles.begin(), all.profiles.end(), leads_to) == all.profiles.end())
            continue;
        for (Query* find : {&now, &former}) {
            find->bind(owner);
            while (find->next()) ids.push_back(find->integer(0));
        }
    }
    sort_unique(ids);
    for (const RecordId id : ids) all.owned.push_back(belonging(id));
}

void SqliteView::collect_origins(Belongings& all)
{
    std::set<RecordId> own;
    for (const auto* list : {&all.parties, &all.owned})
        for (const Belonging& record : *list) own.insert(record.id);
    Query brought = query(
        "SELECT origin FROM version WHERE record = ?1 UNION SELECT origin FROM record WHERE id = ?1"
        " UNION SELECT origin FROM claim WHERE record = ?1");
    Query others = query(
        "SELECT id FROM record WHERE origin = ?1 AND live = 1"
        " UNION SELECT record FROM claim WHERE origin = ?1");
    Query name = query("SELECT source, stream, key FROM origin WHERE id = ?1");
    std::set<std::int64_t> origins;
    for (const RecordId id : own) {
        brought.bind(id);
        while (brought.next()) origins.insert(brought.integer(0));
    }
    for (const std::int64_t origin : origins) {
        if (!name.bind(origin).next()) continue;
        bool shared = false;
        others.bind(origin);
        while (others.next()) shared |= !own.contains(others.integer(0));
        (shared ? all.shared_origins : all.origins)
            .push_back({names_.word(name.integer(0)), names_.word(name.integer(1)), name.text(2)});
    }
}

Belongings SqliteView::belongings(const std::string& profile_id)
{
    Belongings all;
    if (!query("SELECT 1 FROM profile WHERE id = ?1 AND live = 1").bind(Id{profile_id}).next())
        return all;
    all.profiles = {profile_id};
    collect_parties(all);
    all.owners = owner_keys(profile_id);
    for (const Belonging& party : all.parties) all.owners.push_back(party.key.key);
    sort_unique(all.owners);
    collect_owned(all);
    collect_origins(all);
    return all;
}

bool SqliteView::restricted(const std::string& profile_id)
{
    Query find = query(
        "SELECT 1 FROM record r CROSS JOIN restriction t ON t.record = r.id AND t.lifted_at = 0"
        " WHERE r.profile = ?1 AND r.live = 1 LIMIT 1");
    return find.bind(Id{profile_id}).next();
}

std::vector<std::string> SqliteView::erased_ids(const std::string& erasure)
{
    Query find = query("SELECT profile FROM erased_profile WHERE erasure = ?1 ORDER BY profile");
    find.bind(erasure);
    std::vector<std::string> ids;
    while (find.next()) ids.push_back(find.id(0));
    return ids;
}

ErasureRow SqliteView::erasure_row(const Query& found)
{
    ErasureRow row{.id = found.text(0),
                   .profile_id = found.id(1),
                   .profiles = erased_ids(found.text(0)),
                   .seq = found.integer(2),
                   .recorded_at = found.time(3),
                   .actor = found.text(4),
                   .reason = found.text(5),
                   .records = found.natural(6),
                   .key_id = found.text(7),
                   .clean_at = found.time(8),
                   .lifted_at = found.time(9),
                   .lifted_by = found.text(10),
                   .receipts = {}};
    Query receipts =
        query("SELECT sink, taken, at FROM erasure_receipt WHERE erasure = ?1 ORDER BY sink");
    receipts.bind(row.id);
    while (receipts.next())
        row.receipts.push_back({receipts.text(0), receipts.integer(1) != 0, receipts.time(2)});
    return row;
}

std::optional<ErasureRow> SqliteView::erasure(const std::string& id)
{
    Query by_id = query("SELECT" CX_ERASURE_COLUMNS "FROM erasure e WHERE e.id = ?1");
    if (by_id.bind(id).next()) return erasure_row(by_id);
    Query by_profile = query("SELECT" CX_ERASURE_COLUMNS
                             "FROM erased_profile p CROSS JOIN erasure e ON e.id = p.erasure"
                             " WHERE p.profile = ?1");
    if (by_profile.bind(Id{id}).next()) return erasure_row(by_profile);
    return {};
}

std::vector<ErasureRow> SqliteView::erasures(const std::string& after_id, int limit)
{
    Query find =
        query("SELECT" CX_ERASURE_COLUMNS "FROM erasure e WHERE e.id > ?1 ORDER BY e.id LIMIT ?2");
    find.bind(after_id, limit);
    std::vector<ErasureRow> rows;
    while (find.next()) rows.push_back(erasure_row(find));
    return rows;
}

std::vector<std::pair<Hash128, std::string>> SqliteView::refused_hashes()
{
    Query all = query("SELECT hash, erasure FROM erased_hash");
    all.bind();
    std::vector<std::pair<Hash128, std::string>> hashes;
    while (all.next()) hashes.emplace_back(all.hash(0), all.text(1));
    return hashes;
}

}  // namespace cx::store::sqlite
