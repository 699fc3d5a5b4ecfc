#include "unify/cluster.hpp"

#include "unify/pair_scores.hpp"
#include "unify/rules.hpp"

#include <algorithm>
#include <cassert>
#include <compare>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace cx::unify {
namespace {

constexpr int clash_margin = 2 * bit;  // Over what joins where nothing clashes.

using Pair = std::pair<std::size_t, std::size_t>;

Pair ordered(std::size_t a, std::size_t b)
{
    return {std::min(a, b), std::max(a, b)};
}

// Everything that stands between members, found when first asked for.
class Objections {
public:
    Objections(const Component& component, std::span<const Decision> decisions,
               const IdentityModel& model)
        : members_(component.members), model_(model)
    {
        std::map<model::RecordKey, std::size_t> index;
        for (std::size_t i = 0; i < members_.size(); ++i)
            index.emplace(members_[i].features->record, i);
        for (const Decision& decision : decisions) {
            const auto a = index.find(decision.a);
            const auto b = index.find(decision.b);
            if (a == index.end() || b == index.end() || a == b) continue;
            const Pair pair = ordered(a->second, b->second);
            if (decision.kind == Decision::Kind::cannot)
                cannot_.insert(pair);
            else
                must_.insert(pair);
        }
        for (const Edge& edge : component.edges)
            if (edge.strength == strength::exclusive_id)
                share_exclusive_.insert(ordered(edge.a, edge.b));
    }

    const Objection& between(std::size_t a, std::size_t b)
    {
        const Pair pair = ordered(a, b);
        const auto known = found_.find(pair);
        if (known != found_.end()) return known->second;
        Objection objection =
            cannot_.contains(pair)
                ? Objection{Objection::Level::hard, "decision", {}}
                : unify::objection(*members_[pair.first].features, *members_[pair.second].features,
                                   share_exclusive_.contains(pair), model_);
        return found_.emplace(pair, std::move(objection)).first->second;
    }

    // A steward said of two records, one like x and one like y, that they are one person: so x and
    // y may differ as they do.
    bool excused(std::size_t x, std::size_t y, const std::vector<std::size_t>& cluster_of,
                 std::size_t p, std::size_t q)
    {
        for (const auto& [a, b] : must_) {
            const auto here = [&](std::size_t member) {
                return cluster_of[member] == p || cluster_of[member] == q;
            };
            if (!here(a) || !here(b)) continue;
            if ((alike(x, a) && alike(y, b)) || (alike(x, b) && alike(y, a))) return true;
        }
        return false;
    }

private:
    bool alike(std::size_t a, std::size_t b)
    {
        return a == b || between(a, b).level == Objection::Level::none;
    }

    const std::vector<Member>& members_;
    const IdentityModel& model_;
    std::set<Pair> cannot_;
    std::set<Pair> must_;
    std::set<Pair> share_exclusive_;
    std::map<Pair, Objection> found_;
};

class Clustering {
public:
    Clustering(Component& component, std::span<const Decision> decisions, PairScores& scores,
               const IdentityModel& model)
        : component_(component), objections_(component, decisions, model), scores_(scores)
    {
        for (std::size_t i = 0; i < component.members.size(); ++i) {
            cluster_of_.push_back(i);
            clusters_.push_back({i});
        }
    }

    void join_best_first()
    {
        for (const Edge& edge : component_.edges) join(edge);
        number_clusters();
        std::sort(component_.vetoes.begin(), component_.vetoes.end(),
                  [](const Veto& l, const Veto& r) {
                      return std::tie(l.a, l.b, l.rule, l.ns) < std::tie(r.a, r.b, r.rule, r.ns);
                  });
    }

private:
    void join(const Edge& edge)
    {
        std::size_t p = cluster_of_[edge.a];
        std::size_t q = cluster_of_[edge.b];
        if (p == q) return;
        if (edge.strength == strength::scored ? refused_by_score(edge, p, q)
                                              : blocked(p, q, least_objection(edge)))
            return;
        if (clusters_[p].size() < clusters_[q].size()) std::swap(p, q);
        for (const std::size_t member : clusters_[q]) cluster_of_[member] = p;
        clusters_[p].insert(clusters_[p].end(), clusters_[q].begin(), clusters_[q].end());
        clusters_[q].clear();
    }

    // Does an objection of that level or above stand between two clusters?
    bool blocked(std::size_t p, std::size_t q, Objection::Level least)
    {
        for (const std::size_t x : clusters_[p]) {
            for (const std::size_t y : clusters_[q]) {
                const Objection& objection = objections_.between(x, y);
                if (objection.level < least || overruled(objection, x, y, p, q)) continue;
                remember(x, y, objection);
                return true;
            }
        }
        return false;
    }

    // Of the pairs of two clusters, on average.
    int mean_weight(std::size_t p, std::size_t q)
    {
        std::int64_t sum = 0;
        for (const std::size_t x : clusters_[p])
            for (const std::size_t y : clusters_[q])
                sum += scores_.between(component_.members[x], component_.members[y])->weight;
        return static_cast<int>(
            sum / static_cast<std::int64_t>(clusters_[p].size() * clusters_[q].size()));
    }

    // A scored edge joins clusters only where all their pairs together do not speak against it. A
    // clash keeps them apart, unless the pairs speak for one person even so: a slight one where the
    // edge is sure and they rather do than not, others where the model says how far.
    bool refused_by_score(const Edge& edge, std::size_t p, std::size_t q)
    {
        const Scorer& scorer = *scores_.scorer();
        const int mean = mean_weight(p, q);
        if (mean < scorer.apart_below()) return true;
        if (mean >= scorer.overrule_from()) return blocked(p, q, Objection::Level::firm);
        const bool sure = edge.weight >= scorer.merge_from() + clash_margin && mean >= 0;
        return blocked(p, q, sure ? Objection::Level::soft : Objection::Level::slight);
    }

    static Objection::Level least_objection(const Edge& edge)
    {
        if (edge.strength >= strength::manual) return Objection::Level::hard;
        return edge.strength >= strength::id ? Objection::Level::slight : Objection::Level::contact;
    }

    bool overruled(const Objection& objection, std::size_t x, std::size_t y, std::size_t p,
                   std::size_t q)
    {
        return objection.level != Objection::Level::hard &&
               objections_.excused(x, y, cluster_of_, p, q);
    }

    void remember(std::size_t x, std::size_t y, const Objection& objection)
    {
        const Pair pair = ordered(x, y);
        if (!told_.insert(pair).second) return;
        component_.vetoes.push_back(
            {pair.first, pair.second, std::string(objection.rule), objection.ns});
    }

    void number_clusters()
    {
        std::map<std::size_t, std::size_t> number;
        for (const std::size_t cluster : cluster_of_)
            component_.cluster_of.push_back(number.emplace(cluster, number.size()).first->second);
    }

    Component& component_;
    Objections objections_;
    PairScores& scores_;
    std::vector<std::size_t> cluster_of_;
    std::vector<std::vector<std::size_t>> clusters_;
    std::set<Pair> told_;
};

}  // namespace

bool better(const Edge& left, const Edge& right)
{
    const auto order = std::tie(right.strength, right.weight, left.a, left.b, left.rule) <=>
                       std::tie(left.strength, left.weight, right.a, right.b, right.rule);
    return order != 0 ? order < 0 : left.key && right.key && *left.key < *right.key;
}

void cluster(Component& component, std::span<const Decision> decisions, PairScores& scores,
             const IdentityModel& model)
{
    assert(component.cluster_of.empty());
    component.oversized = component.members.size() > model.component_records;
    if (component.oversized)
        std::erase_if(component.edges,
                      [](const Edge& edge) { return edge.strength < strength::id; });
    std::sort(component.edges.begin(), component.edges.end(), better);
    Clustering(component, decisions, scores, model).join_best_first();
}

}  // namespace cx::unify
