#include "unify/graph.hpp"

#include "unify/cluster.hpp"
#include "unify/pair_scores.hpp"
#include "unify/rules.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace cx::unify {
namespace {

struct Carrier {
    std::size_t member = 0;
    const MatchKey* key = nullptr;
};

// Disjoint sets with path halving (Tarjan, van Leeuwen 1984).
class Sets {
public:
    explicit Sets(std::size_t count) : parent_(count)
    {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }

    std::size_t find(std::size_t x)
    {
        while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
        return x;
    }

    void join(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::size_t> parent_;
};

void add_edges(const std::vector<Carrier>& carriers, std::span<const Member> members,
               const IdentityModel& model, std::vector<Edge>& edges)
{
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        const Features& a = *members[carriers[i].member].features;
        if (!may_link(*carriers[i].key, a.record.entity, model)) continue;
        for (std::size_t j = i + 1; j < carriers.size(); ++j) {
            const Features& b = *members[carriers[j].member].features;
            if (a.record.entity != b.record.entity) continue;
            const auto link =
                link_on(*carriers[i].key, *carriers[j].key, compare_names(a, b), model);
            if (!link) continue;
            edges.push_back({.a = carriers[i].member,
                             .b = carriers[j].member,
                             .strength = link->strength,
                             .rule = link->rule,
                             .key = carriers[i].key});
        }
    }
}

// Members stand in order, so carriers come ascending and every edge has a < b.
std::vector<Edge> key_edges(std::span<const Member> members, const KeyFlags& suspended,
                            const IdentityModel& model)
{
    std::map<std::pair<std::string_view, std::string_view>, std::vector<Carrier>> index;
    for (std::size_t i = 0; i < members.size(); ++i)
        for (const MatchKey& key : members[i].features->keys)
            if (may_link(key, members[i].features->record.entity, model))
                index[{key.ns, key.value}].push_back({i, &key});
    std::vector<Edge> edges;
    for (const auto& [name, carriers] : index) {
        if (carriers.size() < 2) continue;
        const auto known = suspended.find(name_of(name.first, name.second));
        if (known != suspended.end() && known->second) continue;
        add_edges(carriers, members, model, edges);
    }
    return edges;
}

void add_manual_edges(std::span<const Member> members, std::span<const Decision> decisions,
                      std::vector<Edge>& edges)
{
    if (decisions.empty()) return;
    std::map<model::RecordKey, std::size_t> index;
    for (std::size_t i = 0; i < members.size(); ++i) index.emplace(members[i].features->record, i);
    for (const Decision& decision : decisions) {
        if (decision.kind != Decision::Kind::must) continue;
        const auto a = index.find(decision.a);
        const auto b = index.find(decision.b);
        if (a == index.end() || b == index.end() || a == b ||
            decision.a.entity != decision.b.entity)
            continue;
        const auto [low, high] = std::minmax(a->second, b->second);
        edges.push_back({.a = low, .b = high, .strength = strength::manual, .rule = "manual"});
    }
}

void add_scored_edges(std::span<const Member> members, const ScoredPairs& scored,
                      PairScores& scores, std::vector<Edge>& edges)
{
    if (scored.empty()) return;
    std::unordered_map<model::RecordId, std::size_t> index;
    for (std::size_t i = 0; i < members.size(); ++i) index.emplace(members[i].id, i);
    for (const auto& [one, other] : scored) {
        const auto a = index.find(one);
        const auto b = index.find(other);
        if (a == index.end() || b == index.end()) continue;
        const auto [low, high] = std::minmax(a->second, b->second);
        const PairScore* score = scores.between(members[low], members[high]);
        edges.push_back({.a = low,
                         .b = high,
                         .strength = strength::scored,
                         .rule = "scored",
                         .weight = score->weight,
                         .evidence = score->evidence});
    }
}

// Of several rules that link a pair the best is kept; and its score, which may join what an
// objection holds against the rule.
void keep_best(std::vector<Edge>& edges)
{
    const auto is_scored = [](const Edge& edge) { return edge.strength == strength::scored; };
    std::sort(edges.begin(), edges.end(), [&](const Edge& left, const Edge& right) {
        if (left.a != right.a) return left.a < right.a;
        if (left.b != right.b) return left.b < right.b;
        if (is_scored(left) != is_scored(right)) return is_scored(right);
        return better(left, right);
    });
    const auto same_pair = [&](const Edge& left, const Edge& right) {
        return left.a == right.a && left.b == right.b && is_scored(left) == is_scored(right);
    };
    edges.erase(std::unique(edges.begin(), edges.end(), same_pair), edges.end());
}

}  // namespace

std::vector<Component> components_of(std::vector<Member> members, const KeyFlags& suspended,
                                     std::span<const Decision> decisions, PairScores& scores,
                                     const ScoredPairs& scored, const IdentityModel& model)
{
    std::sort(members.begin(), members.end(), [](const Member& left, const Member& right) {
        return std::tie(left.features->tie, left.features->record) <
               std::tie(right.features->tie, right.features->record);
    });
    std::vector<Edge> edges = key_edges(members, suspended, model);
    add_scored_edges(members, scored, scores, edges);
    add_manual_edges(members, decisions, edges);
    keep_best(edges);

    Sets sets(members.size());
    for (const Edge& edge : edges) sets.join(edge.a, edge.b);
    std::vector<Component> components;
    std::vector<std::size_t> component_of(members.size());
    std::vector<std::size_t> place(members.size());
    std::vector<std::size_t> component_at_root(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const std::size_t root = sets.find(i);  // The first member of the component.
        if (root == i) {
            component_at_root[i] = components.size();
            components.emplace_back();
        }
        component_of[i] = component_at_root[root];
        place[i] = components[component_of[i]].members.size();
        components[component_of[i]].members.push_back(std::move(members[i]));
    }
    for (Edge edge : edges) {
        Component& component = components[component_of[edge.a]];
        edge.a = place[edge.a];
        edge.b = place[edge.b];
        component.edges.push_back(edge);
    }
    for (Component& component : components) cluster(component, decisions, scores, model);
    return components;
}

}  // namespace cx::unify
