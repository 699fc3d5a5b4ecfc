// Who looked and who acted.
#include "store/sqlite/codec.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <limits>

namespace cx::store::sqlite {
namespace {

std::int64_t before_of(const LogFilter& filter)
{
    return filter.before_id > 0 ? filter.before_id : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::vector<AccessRow> SqliteView::accesses(const LogFilter& filter)
{
#define CX_ACCESS_COLUMNS " a.id, a.at, a.token, a.actor, a.remote, a.route, a.profiles, a.fields "
    Query of_profile =
        query("SELECT" CX_ACCESS_COLUMNS
              "FROM access_profile p CROSS JOIN access a ON a.id = p.access"
              " WHERE p.profile = ?1 AND p.access < ?2 AND a.at >= ?3 AND (?4 = '' OR"
              " a.actor = ?4) ORDER BY p.access DESC LIMIT ?5");
    Query of_actor = query("SELECT" CX_ACCESS_COLUMNS
                           "FROM access a WHERE ?1 IS NULL AND a.id < ?2 AND a.at >= ?3 AND"
                           " a.actor = ?4 ORDER BY a.id DESC LIMIT ?5");
    Query of_all = query("SELECT" CX_ACCESS_COLUMNS
                         "FROM access a WHERE ?1 IS NULL AND a.id < ?2 AND a.at >= ?3 AND ?4 = ''"
                         " ORDER BY a.id DESC LIMIT ?5");
#undef CX_ACCESS_COLUMNS
    Query& find = !filter.profile.empty() ? of_profile : !filter.actor.empty() ? of_actor : of_all;
    find.bind(Id{filter.profile}, before_of(filter), filter.since, filter.actor, filter.limit);
    std::vector<AccessRow> rows;
    while (find.next())
        rows.push_back({.at = find.time(1),
                        .token = find.text(2),
                        .actor = find.text(3),
                        .remote = find.text(4),
                        .route = find.text(5),
                        .profiles = list_from_text(find.text(6)),
                        .fields = find.text(7),
                        .id = find.integer(0)});
    return rows;
}

std::vector<AuditRow> SqliteView::audit(const LogFilter& filter)
{
    Query find = query(
        "SELECT id, at, token, actor, remote, action, subject FROM audit"
        " WHERE id < ?1 AND at >= ?2 AND (?3 = '' OR actor = ?3) ORDER BY id DESC LIMIT ?4");
    find.bind(before_of(filter), filter.since, filter.actor, filter.limit);
    std::vector<AuditRow> rows;
    while (find.next())
        rows.push_back({.at = find.time(1),
                        .token = find.text(2),
                        .actor = find.text(3),
                        .remote = find.text(4),
                        .action = find.text(5),
                        .subject = find.text(6),
                        .id = find.integer(0)});
    return rows;
}

std::vector<DecisionLogRow> SqliteView::decision_log(std::int64_t after_row, int limit)
{
    Query find = query("SELECT" CX_DECISION_COLUMNS
                       ", row FROM decision WHERE row > ?1 ORDER BY row LIMIT ?2");
    find.bind(after_row, limit);
    std::vector<DecisionLogRow> rows;
    while (find.next())
        rows.push_back({.row = find.integer(12), .decision = decision_row(find, names_)});
    return rows;
}

std::optional<std::string> SqliteView::raw(const Origin& origin)
{
    Query find = query(
        "SELECT w.payload FROM origin o CROSS JOIN raw w ON w.origin = o.id"
        " WHERE o.source = ?1 AND o.stream = ?2 AND o.key = ?3");
    if (!find.bind(names_.find(origin.source), names_.find(origin.stream), origin.key).next())
        return {};
    return long_text(find, 0);
}

}  // namespace cx::store::sqlite
