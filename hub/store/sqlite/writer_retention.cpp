// What is kept for a time only.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/codec.hpp"
#include "store/sqlite/writer.hpp"

namespace cx::store::sqlite {
namespace {

constexpr int slice_rows = 1000;  // Of one transaction: intake waits for it.

}  // namespace

void Writer::append_audit(const AuditRow& row)
{
    transact([&] {
        connection_
            .query(
                "INSERT INTO audit (at, token, actor, remote, action, subject)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(row.at, row.token, row.actor, row.remote, row.action, row.subject)
            .run();
    });
}

// Repeats `slice`, which deletes some rows and tells how many, until none are left.
std::uint64_t Writer::purge_in_slices(const std::function<int()>& slice)
{
    std::uint64_t all = 0;
    for (int rows = slice_rows; rows > 0;) {
        transact([&] { rows = slice(); });
        all += static_cast<std::uint64_t>(rows);
    }
    return all;
}

int Writer::purge_rejects(Timestamp before)
{
    Query old = connection_.query(
        "DELETE FROM reject WHERE id IN (SELECT id FROM reject WHERE recorded_at < ?1 LIMIT ?2)"
        " RETURNING state");
    old.bind(before, slice_rows);
    int rows = 0;
    int open = 0;
    for (; old.next(); ++rows) open += old.text(0) == "open" ? 1 : 0;
    add_to_totals(connection_, {.rejects_open = -open});
    return rows;
}

int Writer::purge_access(Timestamp before)
{
    Query old = connection_.query(
        "DELETE FROM access WHERE id IN (SELECT id FROM access WHERE at < ?1 ORDER BY id LIMIT ?2)"
        " RETURNING id, profiles");
    old.bind(before, slice_rows);
    std::vector<std::pair<std::int64_t, std::string>> gone;
    while (old.next()) gone.emplace_back(old.integer(0), old.text(1));
    Query named =
        connection_.query("DELETE FROM access_profile WHERE profile = ?1 AND access = ?2");
    for (const auto& [id, profiles] : gone)
        for (const std::string& profile : list_from_text(profiles))
            if (!profile.empty()) named.bind(Id{profile}, id).run();
    return static_cast<int>(gone.size());
}

int Writer::purge_audit(Timestamp before)
{
    const std::int64_t rows_before = connection_.rows_changed();
    connection_
        .query(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY id LIMIT "
            "?2)")
        .bind(before, slice_rows)
        .run();
    return static_cast<int>(connection_.rows_changed() - rows_before);
}

Purged Writer::purge(const PurgeBefore& before)
{
    Purged purged;
    if (before.rejects.micros != 0)
        purged.rejects = purge_in_slices([&] { return purge_rejects(before.rejects); });
    if (before.access.micros != 0)
        purged.access = purge_in_slices([&] { return purge_access(before.access); });
    if (before.audit.micros != 0)
        purged.audit = purge_in_slices([&] { return purge_audit(before.audit); });
    return purged;
}

}  // namespace cx::store::sqlite
