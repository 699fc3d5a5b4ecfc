#include "pipeline/words.hpp"

#include <map>

namespace cx::pipeline {
namespace {

using model::RecordKey;
using store::DecisionRow;

DecisionRow row_of(DecisionRow::Kind kind, const RecordKey& a, const RecordKey& b,
                   const Speaker& speaker)
{
    return {.id = speaker.decision,
            .kind = kind,
            .a = a,
            .b = b,
            .actor = speaker.actor,
            .reason = speaker.reason};
}

// Decisions of the other kind that stand between the two groups. A newer word replaces them, but
// only for the pairs that it speaks of.
void overrule(Applier::Word& word, const Sides& sides, DecisionRow::Kind kind, store::View& view,
              IdGenerator& ids)
{
    const auto between = [&](const DecisionRow& row) {
        return row.kind == kind && ((sides.a.contains(row.a) && sides.b.contains(row.b)) ||
                                    (sides.a.contains(row.b) && sides.b.contains(row.a)));
    };
    const std::vector<RecordKey> named(sides.a.begin(), sides.a.end());
    std::map<std::string, std::string> renamed;
    for (const DecisionRow& row : view.decisions(named))
        if (between(row)) renamed.emplace(row.id, "");
    if (renamed.empty()) return;
    for (auto& [id, successor] : renamed) {
        word.revoked.push_back(id);
        successor = ids.next();
    }
    for (DecisionRow& row : view.all_decisions()) {
        const auto successor = renamed.find(row.id);
        if (successor == renamed.end() || between(row)) continue;
        row.id = successor->second;
        word.kept.push_back(std::move(row));
    }
}

// Nobody was asked about these pairs; what was done says it all the same.
void label(Applier::Word& word, const Sides& sides, bool same, const Speaker& speaker,
           store::View& view)
{
    const std::vector<model::RecordId> ids(sides.a_ids.begin(), sides.a_ids.end());
    for (const store::EdgeRow& edge : view.edges_of(ids))
        if (sides.b_ids.contains(edge.pair.a) || sides.b_ids.contains(edge.pair.b))
            word.verdicts.push_back(verdict_on(edge, same, false, speaker));
}

}  // namespace

store::VerdictRow verdict_on(const store::EdgeRow& edge, bool same, bool asked,
                             const Speaker& speaker)
{
    return {.pair = edge.pair,
            .same = same,
            .asked = asked,
            .state = edge.state,
            .weight = edge.weight,
            .levels = edge.levels,
            .model = edge.model,
            .decision = speaker.decision,
            .actor = speaker.actor,
            .reason = speaker.reason};
}

Applier::Word apart(const Sides& sides, const Speaker& speaker, store::View& view, IdGenerator& ids)
{
    Applier::Word word;
    for (const RecordKey& a : sides.a)
        for (const RecordKey& b : sides.b)
            word.decisions.push_back(row_of(DecisionRow::Kind::cannot, a, b, speaker));
    overrule(word, sides, DecisionRow::Kind::must, view, ids);
    label(word, sides, false, speaker, view);
    return word;
}

// A star from each side's first record: the link survives as long as one record of each side does.
Applier::Word together(const Sides& sides, const Speaker& speaker, store::View& view,
                       IdGenerator& ids)
{
    Applier::Word word;
    const RecordKey& first_a = *sides.a.begin();
    const RecordKey& first_b = *sides.b.begin();
    const auto link = [&](const RecordKey& a, const RecordKey& b) {
        word.decisions.push_back(row_of(DecisionRow::Kind::must, a, b, speaker));
    };
    for (const RecordKey& b : sides.b) link(first_a, b);
    for (const RecordKey& a : sides.a)
        if (a != first_a) link(a, first_b);
    overrule(word, sides, DecisionRow::Kind::cannot, view, ids);
    label(word, sides, true, speaker, view);
    return word;
}

}  // namespace cx::pipeline
