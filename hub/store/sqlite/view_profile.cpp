// Profiles: what they are, were, and who they are made of.
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace cx::store::sqlite {
namespace {

constexpr Timestamp end_of_time{std::numeric_limits<std::int64_t>::max()};

Timestamp or_now(Timestamp at)
{
    return at == Timestamp{} ? end_of_time : at;
}

}  // namespace

// From an old id to where its anchor record is now; where that profile is gone too, its own alias
// leads on.
std::optional<std::string> SqliteView::resolve_profile(const std::string& id)
{
    Query live = query("SELECT 1 FROM profile WHERE id = ?1 AND live = 1");
    Query follow =
        query("SELECT r.profile FROM alias a JOIN record r ON r.id = a.anchor WHERE a.old_id = ?1");
    std::set<std::string> seen;
    std::string at = id;
    while (!at.empty() && seen.insert(at).second) {
        if (live.bind(Id{at}).next()) return at;
        at = follow.bind(Id{at}).next() ? follow.id(0) : "";
    }
    return {};
}

std::optional<ProfileVersion> SqliteView::profile(const std::string& id, Timestamp at)
{
    Query find = query("SELECT" CX_PROFILE_COLUMNS
                       "FROM profile_version p WHERE p.profile = ?1 AND p.recorded_at <= ?2"
                       " ORDER BY p.seq DESC LIMIT 1");
    if (!find.bind(Id{id}, or_now(at)).next()) return {};
    return profile_version(find, names_);
}

std::vector<ProfileVersion> SqliteView::profile_history(const std::string& id)
{
    Query find = query("SELECT" CX_PROFILE_COLUMNS
                       "FROM profile_version p WHERE p.profile = ?1 ORDER BY p.seq");
    find.bind(Id{id});
    std::vector<ProfileVersion> history;
    while (find.next()) history.push_back(profile_version(find, names_));
    return history;
}

std::vector<LineageRow> SqliteView::lineage(const std::string& profile_id)
{
    Query find = query("SELECT" CX_LINEAGE_COLUMNS
                       "FROM lineage WHERE id IN (SELECT id FROM lineage WHERE from_profile = ?1"
                       " UNION SELECT id FROM lineage WHERE to_profile = ?1) ORDER BY id");
    find.bind(Id{profile_id});
    std::vector<LineageRow> rows;
    while (find.next()) rows.push_back(lineage_row(find));
    return rows;
}

std::vector<MemberRow> SqliteView::members_now(const std::string& profile_id)
{
    Query find = query("SELECT" CX_VERSION_COLUMNS "FROM record r" CX_CURRENT_JOINS
                       "WHERE r.profile = ?1 AND r.live = 1 ORDER BY r.id");
    find.bind(Id{profile_id});
    std::vector<MemberRow> members;
    while (find.next()) members.push_back({version(find, names_), profile_id});
    return members;
}

// The version in force then: the last that came into force by then.
std::optional<RecordVersion> SqliteView::version_at(RecordId record, Timestamp at)
{
    Query find = query("SELECT" CX_VERSION_COLUMNS "FROM version v" CX_VERSION_JOINS
                       "WHERE v.record = ?1 AND v.recorded_at <= ?2 AND v.in_force = 1"
                       " ORDER BY v.number DESC LIMIT 1");
    if (!find.bind(record, at).next()) return {};
    return version(find, names_);
}

std::vector<MemberRow> SqliteView::members(const std::string& profile_id, Timestamp at)
{
    if (at == Timestamp{}) return members_now(profile_id);
    Query came = query(
        "SELECT DISTINCT record FROM lineage WHERE to_profile = ?1 AND recorded_at <= ?2 ORDER BY "
        "record");
    Query latest = query(
        "SELECT to_profile FROM lineage WHERE record = ?1 AND recorded_at <= ?2"
        " ORDER BY id DESC LIMIT 1");
    std::vector<MemberRow> members;
    came.bind(Id{profile_id}, at);
    while (came.next()) {
        const RecordId record = came.integer(0);
        if (!latest.bind(record, at).next() || latest.id(0) != profile_id) continue;
        std::optional<RecordVersion> version = version_at(record, at);
        if (version && version->op == RecordVersion::Op::upsert)
            members.push_back({std::move(*version), profile_id});
    }
    return members;
}

std::vector<DecisionRow> SqliteView::decisions_at(std::span<const RecordKey> records, Timestamp at)
{
    return decisions_on(records, at, false);
}

std::vector<DecisionRow> SqliteView::all_decisions_on(std::span<const RecordKey> records)
{
    return decisions_on(records, {}, true);
}

std::vector<DecisionRow> SqliteView::decisions_on(std::span<const RecordKey> records, Timestamp at,
                                                  bool revoked_too)
{
    Query find = query("SELECT" CX_DECISION_COLUMNS
                       ", row FROM decision WHERE recorded_at <= ?4 AND (?5 OR revoked_at IS NULL "
                       "OR revoked_at > ?4) AND"
                       " ((a_key = ?1 AND a_entity = ?2 AND a_source = ?3) OR"
                       "  (b_key = ?1 AND b_entity = ?2 AND b_source = ?3))");
    const Timestamp moment = or_now(at);
    std::map<std::int64_t, DecisionRow> rows;
    for (const RecordKey& key : records) {
        find.bind(key.key, names_.find(key.entity), names_.find(key.source), moment, revoked_too);
        while (find.next()) rows.emplace(find.integer(12), decision_row(find, names_));
    }
    std::vector<DecisionRow> decisions;
    decisions.reserve(rows.size());
    for (auto& [row, decision] : rows) decisions.push_back(std::move(decision));
    return decisions;
}

std::vector<std::string> SqliteView::profiles_with_key(const std::string& ns,
                                                       const std::string& value, int limit)
{
    Query find = query(
        "SELECT DISTINCT r.profile FROM key k CROSS JOIN record r ON r.id = k.record"
        " WHERE k.ns = ?1 AND k.value = ?2 AND r.live = 1 AND r.profile IS NOT NULL"
        " ORDER BY r.profile LIMIT ?3");
    find.bind(names_.find(ns), value, limit);
    std::vector<std::string> ids;
    while (find.next()) ids.push_back(find.id(0));
    return ids;
}

std::vector<std::string> SqliteView::profile_ids(const std::string& after, int limit)
{
    Query find = query(
        "SELECT id FROM profile WHERE id > coalesce(?1, '') AND live = 1 ORDER BY id LIMIT ?2");
    find.bind(Id{after}, limit);
    std::vector<std::string> ids;
    while (find.next()) ids.push_back(find.id(0));
    return ids;
}

}  // namespace cx::store::sqlite
