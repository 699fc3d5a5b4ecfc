// The part of a commit about scored pairs and what people said about them.
#include "store/sqlite/batch_writer.hpp"
#include "store/sqlite/rows.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace cx::store::sqlite {
namespace {

bool same_but_for_time(EdgeRow a, const EdgeRow& b)
{
    a.recorded_at = b.recorded_at;
    return a == b;
}

}  // namespace

// What the file says of the pairs of `edges_of`. New records have none, and most stores have few.
std::map<RecordPair, EdgeRow> BatchWriter::former_edges()
{
    std::map<RecordPair, EdgeRow> former;
    Query any = connection_.query("SELECT 1 FROM edge LIMIT 1");
    if (!any.bind().next()) return former;
    Query first = connection_.query("SELECT" CX_EDGE_COLUMNS "FROM edge e WHERE e.a = ?1");
    Query second = connection_.query("SELECT" CX_EDGE_COLUMNS "FROM edge e WHERE e.b = ?1");
    for (const RecordId record : changes_.edges_of) {
        if (is_new(record)) continue;
        for (Query* find : {&first, &second}) {
            find->bind(record);
            while (find->next()) {
                EdgeRow row = edge_row(*find, names_);
                former.emplace(row.pair, std::move(row));
            }
        }
    }
    return former;
}

// Only what differs is written, in the order of the tree.
void BatchWriter::write_edges()
{
    if (changes_.edges_of.empty() && changes_.edges.empty()) return;
    const std::unordered_set<RecordId> named(changes_.edges_of.begin(), changes_.edges_of.end());
    std::map<RecordPair, const EdgeRow*> wanted;
    for (const EdgeRow& edge : changes_.edges) {
        if (!named.contains(edge.pair.a) && !named.contains(edge.pair.b))
            throw StoreError("a scored pair of a commit names none of the records it is about");
        wanted.insert_or_assign(edge.pair, &edge);
    }
    Query remove = connection_.query("DELETE FROM edge WHERE a = ?1 AND b = ?2");
    for (const auto& [pair, row] : former_edges()) {
        const auto still = wanted.find(pair);
        if (still != wanted.end() && same_but_for_time(*still->second, row)) {
            wanted.erase(still);
            continue;
        }
        count_edge(row.state, -1);
        if (still == wanted.end()) remove.bind(pair.a, pair.b).run();
    }
    for (const auto& [pair, edge] : wanted) insert_edge(*edge);
}

void BatchWriter::insert_edge(const EdgeRow& edge)
{
    connection_
        .query(
            "INSERT OR REPLACE INTO edge (a, b, state, weight, levels, family, given,"
            " family_frequency, given_frequency, model, veto, recorded_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .bind(edge.pair.a, edge.pair.b, static_cast<int>(edge.state), edge.weight,
              Bytes{edge.levels}, edge.family, edge.given, edge.family_frequency,
              edge.given_frequency, names_.number(edge.model), names_.number(edge.veto),
              changes_.recorded_at)
        .run();
    count_edge(edge.state, 1);
}

void BatchWriter::count_edge(EdgeRow::State state, int n)
{
    (state == EdgeRow::State::merged ? totals_.edges : totals_.reviews) += n;
}

void BatchWriter::write_verdicts()
{
    Query insert = connection_.query(
        "INSERT OR REPLACE INTO verdict (a, b, same, asked, state, weight, levels, model, decision,"
        " actor, reason, recorded_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
    for (const VerdictRow& row : changes_.verdicts)
        insert
            .bind(row.pair.a, row.pair.b, row.same, row.asked, static_cast<int>(row.state),
                  row.weight, Bytes{row.levels}, names_.number(row.model), row.decision, row.actor,
                  row.reason, changes_.recorded_at)
            .run();
}

void BatchWriter::erase_matching(RecordId record)
{
    Query find = connection_.query(
        "SELECT state FROM edge WHERE a = ?1 UNION ALL"
        " SELECT state FROM edge WHERE b = ?1");
    find.bind(record);
    while (find.next()) count_edge(static_cast<EdgeRow::State>(find.integer(0)), -1);
    connection_.query("DELETE FROM edge WHERE a = ?1").bind(record).run();
    connection_.query("DELETE FROM edge WHERE b = ?1").bind(record).run();
    connection_.query("DELETE FROM verdict WHERE a = ?1").bind(record).run();
    connection_.query("DELETE FROM verdict WHERE b = ?1").bind(record).run();
}

}  // namespace cx::store::sqlite
