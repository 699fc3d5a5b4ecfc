// Streams, sinks, rejects, tokens, the access log, totals.
#include "store/sqlite/codec.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"
#include "store/sqlite/writer.hpp"

#include <filesystem>

namespace cx::store::sqlite {

std::vector<StreamStatus> SqliteView::streams()
{
    Query all = query(
        "SELECT pipeline, stream, cursor, read, accepted, rejected, filtered, unchanged, "
        "with_issues,"
        " last_success FROM stream");
    all.bind();
    std::map<std::pair<std::string, std::string>, StreamStatus> sorted;
    while (all.next()) {
        StreamStatus status;
        status.pipeline = names_.word(all.integer(0));
        status.stream = names_.word(all.integer(1));
        status.cursor = all.text(2);
        status.counts.read = all.natural(3);
        status.counts.accepted = all.natural(4);
        status.counts.rejected = all.natural(5);
        status.counts.filtered = all.natural(6);
        status.counts.unchanged = all.natural(7);
        status.counts.with_issues = all.natural(8);
        status.last_success = all.time(9);
        add_codes(status, all.integer(0), all.integer(1));
        sorted.emplace(std::pair(status.pipeline, status.stream), std::move(status));
    }
    std::vector<StreamStatus> streams;
    for (auto& [name, status] : sorted) streams.push_back(std::move(status));
    return streams;
}

void SqliteView::add_codes(StreamStatus& status, std::int64_t pipeline, std::int64_t stream)
{
    Query codes =
        query("SELECT what, code, n FROM stream_code WHERE pipeline = ?1 AND stream = ?2");
    codes.bind(pipeline, stream);
    while (codes.next()) {
        const bool reject = static_cast<CodeCount>(codes.integer(0)) == CodeCount::rejected;
        auto& counts = reject ? status.counts.rejected_by_code : status.counts.issues_by_code;
        counts[codes.text(1)] = codes.natural(2);
    }
}

std::vector<SinkStatus> SqliteView::sinks()
{
    Query all =
        query("SELECT name, delivered, rejected, updated_at, resync FROM sink ORDER BY name");
    all.bind();
    std::vector<SinkStatus> sinks;
    while (all.next())
        sinks.push_back(
            {all.text(0), all.integer(1), all.natural(2), all.time(3), all.integer(4) != 0});
    return sinks;
}

std::vector<RejectRow> SqliteView::rejects(const RejectFilter& filter)
{
    // Ids ascend with time, so "after" an id is later than it.
    Query in_state =
        query("SELECT" CX_REJECT_COLUMNS
              "FROM reject WHERE state = ?1 AND id > ?2 AND (?3 IS NULL OR pipeline = ?3)"
              " AND (?4 = '' OR code = ?4) ORDER BY id LIMIT ?5");
    Query in_any = query("SELECT" CX_REJECT_COLUMNS
                         "FROM reject WHERE ?1 = '' AND id > ?2 AND (?3 IS NULL OR pipeline = ?3)"
                         " AND (?4 = '' OR code = ?4) ORDER BY id LIMIT ?5");
    Query& find = filter.state.empty() ? in_any : in_state;
    if (filter.pipeline.empty())
        find.bind(filter.state, filter.after_id, nullptr, filter.code, filter.limit);
    else
        find.bind(filter.state, filter.after_id, names_.find(filter.pipeline), filter.code,
                  filter.limit);
    std::vector<RejectRow> rejects;
    while (find.next()) rejects.push_back(reject_row(find, names_));
    return rejects;
}

std::optional<RejectRow> SqliteView::reject(const std::string& id)
{
    Query find = query("SELECT" CX_REJECT_COLUMNS "FROM reject WHERE id = ?1");
    if (!find.bind(id).next()) return {};
    return reject_row(find, names_);
}

std::vector<std::vector<std::string>> SqliteView::open_rejects(std::span<const Origin> origins)
{
    std::vector<std::vector<std::string>> ids(origins.size());
    Query open = query("SELECT n FROM total WHERE name = 'rejects_open'");
    if (!open.bind().next() || open.integer(0) == 0) return ids;
    Query find = query(
        "SELECT id FROM reject WHERE pipeline = ?1 AND stream = ?2 AND key = ?3 AND state = 'open'"
        " ORDER BY id");
    for (std::size_t i = 0; i < origins.size(); ++i) {
        find.bind(names_.find(origins[i].source), names_.find(origins[i].stream), origins[i].key);
        while (find.next()) ids[i].push_back(find.text(0));
    }
    return ids;
}

std::vector<DecisionRow> SqliteView::all_decisions()
{
    Query all =
        query("SELECT" CX_DECISION_COLUMNS "FROM decision WHERE revoked_at IS NULL ORDER BY row");
    all.bind();
    std::vector<DecisionRow> decisions;
    while (all.next()) decisions.push_back(decision_row(all, names_));
    return decisions;
}

std::vector<TokenRow> SqliteView::tokens()
{
    Query all = query(
        "SELECT id, name, hash, scopes, accepts, created_at, expires_at, revoked_at, purposes FROM "
        "token "
        "ORDER BY id");
    all.bind();
    std::vector<TokenRow> tokens;
    while (all.next())
        tokens.push_back({all.text(0), all.text(1), all.text(2), list_from_text(all.text(3)),
                          list_from_text(all.text(4)), all.time(5), all.time(6), all.time(7),
                          list_from_text(all.text(8))});
    return tokens;
}

std::optional<std::string> SqliteView::text(const std::string& id)
{
    Query find = query("SELECT body FROM text WHERE id = ?1");
    if (!find.bind(id).next()) return {};
    return long_text(find, 0);
}

Totals SqliteView::totals()
{
    std::map<std::string, std::uint64_t> kept;
    Query all = query("SELECT name, n FROM total");
    all.bind();
    while (all.next()) kept[all.text(0)] = all.natural(1);
    Totals totals{.profiles = kept["profiles"],
                  .party_records = kept["party"],
                  .state_records = kept["state"],
                  .events = kept["event"],
                  .aliases = kept["aliases"],
                  .rejects_open = kept["rejects_open"],
                  .keys = kept["keys"],
                  .candidates_waiting = kept["candidates_waiting"],
                  .edges = kept["edges"],
                  .reviews = kept["reviews"]};
    Query last = query(
        "SELECT max((SELECT coalesce(max(seq), 0) FROM version),"
        " (SELECT coalesce(max(seq), 0) FROM profile_version))");
    if (last.bind().next()) totals.last_seq = last.integer(0);
    std::error_code ignored;
    for (const char* part : {"", "-wal"}) {
        const std::uintmax_t size = std::filesystem::file_size(path_ + part, ignored);
        if (!ignored) totals.bytes += size;
    }
    const std::filesystem::space_info space = std::filesystem::space(path_, ignored);
    if (!ignored) totals.free_bytes = space.available;
    return totals;
}

}  // namespace cx::store::sqlite
