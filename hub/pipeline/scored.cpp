#include "pipeline/scored.hpp"

#include "unify/score.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace cx::pipeline {
namespace {

store::EdgeRow row_of(model::RecordId a, model::RecordId b, int weight,
                      const unify::Evidence& evidence, const unify::IdentityModel& identity)
{
    store::EdgeRow row{.pair = {a, b},
                       .weight = weight,
                       .levels = level_bytes(evidence),
                       .family = evidence.family,
                       .given = evidence.given,
                       .model = model_of(identity)};
    for (const unify::Scorer::Term& term : identity.scorer->terms(evidence)) {
        if (term.fact == unify::Fact::family) row.family_frequency = term.frequency;
        if (term.fact == unify::Fact::given) row.given_frequency = term.frequency;
    }
    return row;
}

}  // namespace

std::string model_of(const unify::IdentityModel& identity)
{
    return identity.scorer ? identity.scorer->model().id : "";
}

std::string level_bytes(const unify::Evidence& evidence)
{
    return {evidence.levels.begin(), evidence.levels.end()};
}

unify::Evidence evidence_of(const store::EdgeRow& edge)
{
    unify::Evidence evidence;
    for (std::size_t i = 0; i < std::min(edge.levels.size(), evidence.levels.size()); ++i)
        evidence.levels[i] = static_cast<std::uint8_t>(edge.levels[i]);
    evidence.family = edge.family;
    evidence.given = edge.given;
    return evidence;
}

ScoredPairs scored_pairs(const unify::Resolution& resolution, std::span<const model::RecordId> gone,
                         const unify::IdentityModel& identity)
{
    ScoredPairs out;
    out.of.assign(gone.begin(), gone.end());
    for (const unify::Component& component : resolution.components) {
        for (const unify::Member& member : component.members) out.of.push_back(member.id);
        if (!identity.scorer) continue;
        std::set<std::pair<std::size_t, std::size_t>> linked;  // By a rule, best first.
        for (const unify::Edge& edge : component.edges) {
            // Those that a veto overrules are among the reviews.
            if (component.cluster_of[edge.a] != component.cluster_of[edge.b]) continue;
            const bool first = linked.emplace(edge.a, edge.b).second;
            if (edge.rule != "scored" || !first) continue;
            out.edges.push_back(row_of(component.members[edge.a].id, component.members[edge.b].id,
                                       edge.weight, edge.evidence, identity));
        }
    }
    if (!identity.scorer) return out;
    for (const unify::Review& review : resolution.reviews) {
        if (review.veto == "decision") continue;  // Somebody looked.
        store::EdgeRow row = row_of(review.a, review.b, review.weight, review.evidence, identity);
        row.state = store::EdgeRow::State::review;
        row.veto = review.veto;
        out.edges.push_back(std::move(row));
    }
    return out;
}

}  // namespace cx::pipeline
