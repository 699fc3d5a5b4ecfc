// The feed of changes: the two version tables in step, as one sequence.
#include "base/limits.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>

namespace cx::store::sqlite {

// The last version of an erased profile tells that.
void SqliteView::note_erasure(Change& change)
{
    const std::optional<ErasureRow> row = erasure(change.profile_id);
    if (!row || row->seq != change.seq) return;
    change.kind = "erase";
    change.erased_ids = row->profiles;
}

// Both queries give rows in the order of their seq, which is their first column.
std::vector<Change> SqliteView::in_step(Query& records, Query& profiles, int limit)
{
    bool more_records = records.next();
    bool more_profiles = profiles.next();
    std::vector<Change> changes;
    while (static_cast<int>(changes.size()) < limit && (more_records || more_profiles)) {
        Change& change = changes.emplace_back();
        const bool record_first =
            more_records && (!more_profiles || records.integer(0) < profiles.integer(0));
        if (record_first) {
            change.record = version(records, names_);
            change.seq = change.record->seq;
            change.kind = change.record->kind == model::EntityKind::event ? "event" : "entity";
            change.profile_id = profile_of_owner(change.record->owner);
            more_records = records.next();
        } else {
            change.profile = profile_version(profiles, names_);
            change.seq = change.profile->seq;
            change.kind = "profile";
            change.profile_id = change.profile->profile_id;
            if (change.profile->kind == ProfileVersion::Kind::removed) note_erasure(change);
            more_profiles = profiles.next();
        }
    }
    return changes;
}

std::vector<Change> SqliteView::changes(Seq after, int limit)
{
    Query records = query("SELECT" CX_VERSION_COLUMNS
                          "FROM version v INDEXED BY version_published" CX_VERSION_JOINS
                          "WHERE v.published = 1 AND v.seq > ?1 ORDER BY v.seq LIMIT ?2");
    Query profiles = query("SELECT" CX_PROFILE_COLUMNS
                           "FROM profile_version p WHERE p.seq > ?1 ORDER BY p.seq LIMIT ?2");
    records.bind(after, limit);
    profiles.bind(after, limit);
    return in_step(records, profiles, limit);
}

FeedRange SqliteView::feed()
{
    FeedRange range;
    Query floor = query("SELECT floor FROM feed");
    if (floor.bind().next()) range.floor = floor.integer(0);
    Query newest = query(
        "SELECT max((SELECT coalesce(max(seq), 0) FROM version),"
        " (SELECT coalesce(max(seq), 0) FROM profile_version))");
    if (newest.bind().next()) range.newest = newest.integer(0);
    return range;
}

// A page looks at a window of the sequence only, so that a long row of old versions does not hold
// the connection.
SnapshotPage SqliteView::snapshot(Seq after, int limit)
{
    const Seq newest = feed().newest;
    const Seq until = std::min<Seq>(after + limits::snapshot_window, newest);
    Query records = query("SELECT" CX_VERSION_COLUMNS
                          "FROM version v INDEXED BY version_published" CX_VERSION_JOINS
                          "WHERE v.published = 1 AND v.seq > ?1 AND v.seq <= ?3"
                          " AND v.seq = r.current ORDER BY v.seq LIMIT ?2");
    Query profiles = query("SELECT" CX_PROFILE_COLUMNS
                           "FROM profile_version p WHERE p.seq > ?1 AND p.seq <= ?3"
                           " AND p.seq = (SELECT newest FROM profile WHERE id = p.profile)"
                           " ORDER BY p.seq LIMIT ?2");
    records.bind(after, limit, until);
    profiles.bind(after, limit, until);
    SnapshotPage page{.changes = in_step(records, profiles, limit)};
    const bool full = static_cast<int>(page.changes.size()) == limit;
    page.next = full ? page.changes.back().seq : std::max(after, until);
    page.complete = page.next >= newest;
    return page;
}

}  // namespace cx::store::sqlite
