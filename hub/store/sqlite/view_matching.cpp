// Scored pairs, verdicts and models.
#include "store/sqlite/rows.hpp"
#include "store/sqlite/view.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace cx::store::sqlite {
namespace {

#define CX_MODEL_COLUMNS " id, state, created_at, activated_at, figures "

// Columns of CX_MODEL_COLUMNS, then the text where it is asked for.
ModelRow model_row(const Query& query, bool with_text)
{
    return {.id = query.text(0),
            .state = static_cast<ModelRow::State>(query.integer(1)),
            .created_at = query.time(2),
            .activated_at = query.time(3),
            .text = with_text ? long_text(query, 5) : "",
            .figures = long_text(query, 4)};
}

// The pair before which a page of reviews begins: the strongest that the filter lets through.
std::tuple<int, RecordId, RecordId> before(const EdgeFilter& filter)
{
    constexpr RecordId beyond = std::numeric_limits<RecordId>::max();
    const std::tuple strongest(filter.most, beyond, beyond);
    if (filter.after == RecordPair{}) return strongest;
    return std::min(strongest, {filter.after_weight, filter.after.a, filter.after.b});
}

}  // namespace

std::vector<EdgeRow> SqliteView::edges_of(std::span<const RecordId> records)
{
    Query first = query("SELECT" CX_EDGE_COLUMNS "FROM edge e WHERE e.a = ?1");
    Query second = query("SELECT" CX_EDGE_COLUMNS "FROM edge e WHERE e.b = ?1");
    std::map<RecordPair, EdgeRow> found;
    for (const RecordId record : records)
        for (Query* find : {&first, &second}) {
            find->bind(record);
            while (find->next()) {
                EdgeRow row = edge_row(*find, names_);
                found.emplace(row.pair, std::move(row));
            }
        }
    std::vector<EdgeRow> edges;
    for (auto& [pair, row] : found) edges.push_back(std::move(row));
    return edges;
}

std::vector<EdgeRow> SqliteView::edges(const EdgeFilter& filter)
{
    Query reviews = query("SELECT" CX_EDGE_COLUMNS
                          "FROM edge e WHERE e.state = 1 AND e.weight >= ?1 AND"
                          " (e.weight, e.a, e.b) < (?2, ?3, ?4) AND (?5 = 0 OR"
                          " (SELECT r.entity FROM record r WHERE r.id = e.a) = ?6)"
                          " ORDER BY e.weight DESC, e.a DESC, e.b DESC LIMIT ?7");
    Query merged = query("SELECT" CX_EDGE_COLUMNS
                         "FROM edge e WHERE e.state = 0 AND e.weight >= ?1 AND e.weight <= ?2 AND"
                         " (e.a, e.b) > (?3, ?4) AND (?5 = 0 OR"
                         " (SELECT r.entity FROM record r WHERE r.id = e.a) = ?6)"
                         " ORDER BY e.a, e.b LIMIT ?7");
    const bool of_entity = !filter.entity.empty();
    const std::int64_t entity = of_entity ? names_.find(filter.entity) : 0;
    Query& find = filter.state == EdgeRow::State::review ? reviews : merged;
    if (filter.state == EdgeRow::State::review) {
        const auto [weight, a, b] = before(filter);
        find.bind(filter.least, weight, a, b, of_entity, entity, filter.limit);
    } else {
        find.bind(filter.least, filter.most, filter.after.a, filter.after.b, of_entity, entity,
                  filter.limit);
    }
    std::vector<EdgeRow> rows;
    while (find.next()) rows.push_back(edge_row(find, names_));
    return rows;
}

std::optional<EdgeRow> SqliteView::edge(const RecordPair& pair)
{
    Query find = query("SELECT" CX_EDGE_COLUMNS "FROM edge e WHERE e.a = ?1 AND e.b = ?2");
    if (!find.bind(pair.a, pair.b).next()) return {};
    return edge_row(find, names_);
}

std::vector<VerdictRow> SqliteView::verdicts(std::int64_t after_row, int limit)
{
    Query find = query(
        "SELECT row, a, b, same, asked, state, weight, levels, model, decision, actor, reason,"
        " recorded_at FROM verdict WHERE row > ?1 ORDER BY row LIMIT ?2");
    find.bind(after_row, limit);
    std::vector<VerdictRow> rows;
    while (find.next())
        rows.push_back({.pair = {find.integer(1), find.integer(2)},
                        .same = find.integer(3) != 0,
                        .asked = find.integer(4) != 0,
                        .state = static_cast<EdgeRow::State>(find.integer(5)),
                        .weight = find.number(6),
                        .levels = find.text(7),
                        .model = names_.word(find.integer(8)),
                        .decision = find.text(9),
                        .actor = find.text(10),
                        .reason = find.text(11),
                        .recorded_at = find.time(12),
                        .row = find.integer(0)});
    return rows;
}

std::vector<ModelRow> SqliteView::models()
{
    Query all = query("SELECT" CX_MODEL_COLUMNS "FROM model ORDER BY created_at, id");
    all.bind();
    std::vector<ModelRow> rows;
    while (all.next()) rows.push_back(model_row(all, false));
    return rows;
}

std::optional<ModelRow> SqliteView::model(const std::string& id)
{
    Query find = query("SELECT" CX_MODEL_COLUMNS ", text FROM model WHERE id = ?1");
    if (!find.bind(id).next()) return {};
    return model_row(find, true);
}

std::optional<ModelRow> SqliteView::active_model()
{
    Query find = query("SELECT" CX_MODEL_COLUMNS ", text FROM model WHERE state = 1");
    if (!find.bind().next()) return {};
    return model_row(find, true);
}

}  // namespace cx::store::sqlite
