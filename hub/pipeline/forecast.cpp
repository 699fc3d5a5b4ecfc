#include "pipeline/forecast.hpp"

#include "base/limits.hpp"
#include "pipeline/batch_candidates.hpp"
#include "unify/resolve.hpp"
#include "unify/rules.hpp"
#include "unify/score.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

namespace cx::pipeline {
namespace {

using Merge = Forecast::Merge;
using Split = Forecast::Split;

// A profile as the model would have it.
struct Group {
    std::vector<std::size_t> members;             // Of its component
    std::map<std::string, std::size_t> profiles;  // Records of each that is in it now
    bool home = false;                            // This page counts it.
};

// A profile as it is.
struct Standing {
    std::map<std::size_t, std::size_t> parts;  // Its records by group
    bool home = false;
};

template <typename Example, typename Order>
void keep(std::vector<Example>& examples, Example example, Order before)
{
    examples.insert(std::upper_bound(examples.begin(), examples.end(), example, before),
                    std::move(example));
    if (examples.size() > limits::forecast_examples) examples.pop_back();
}

bool more_questionable(const Merge& left, const Merge& right)
{
    return std::tuple(left.veto.empty(), right.records, left.profiles) <
           std::tuple(right.veto.empty(), left.records, right.profiles);
}

std::size_t records_of(const Split& split)
{
    std::size_t records = 0;
    for (const std::size_t part : split.parts) records += part;
    return records;
}

bool larger(const Split& left, const Split& right)
{
    return std::tuple(records_of(right), left.profile) <
           std::tuple(records_of(left), right.profile);
}

// Some components of the store and all that the model would join with them. A profile that is lies
// in one component and is counted with that; one that would be is counted with the component in
// which its first record is now. So each counts once, on whatever page its other parts come up.
class Page {
public:
    Page(store::View& view, const unify::IdentityModel& model, Forecast& out)
        : view_(view), model_(model), candidates_(view, model, {}), out_(out)
    {
    }

    void look_at(std::span<const std::int64_t> components)
    {
        home_ = {components.begin(), components.end()};
        const std::vector<model::RecordId> touched = view_.component_members(components);
        out_.records += touched.size();
        const unify::Resolution resolution = unify::resolve(touched, candidates_, model_);
        std::vector<model::RecordId> all;
        for (const unify::Component& component : resolution.components)
            for (const unify::Member& member : component.members) all.push_back(member.id);
        candidates_.load(all);
        for (const unify::Component& component : resolution.components) take(component);
        for (const auto& [id, standing] : standing_)
            if (standing.home) count_standing(id, standing);
    }

private:
    const store::PartyRecord& row(const unify::Component& component, std::size_t member) const
    {
        return candidates_.party(component.members[member].id).row;
    }

    void take(const unify::Component& component)
    {
        const std::size_t first = groups_.size();
        groups_.resize(first + component.cluster_count());
        for (std::size_t i = 0; i < component.members.size(); ++i) {
            const std::size_t number = first + component.cluster_of[i];
            const store::PartyRecord& party = row(component, i);
            groups_[number].members.push_back(i);
            ++groups_[number].profiles[party.profile_id];
            Standing& standing = standing_[party.profile_id];
            ++standing.parts[number];
            standing.home = standing.home || home_.contains(party.component);
        }
        for (std::size_t number = first; number < groups_.size(); ++number) {
            Group& group = groups_[number];
            if (!is_home(component, group)) continue;
            ++out_.would_be;
            out_.largest = std::max(out_.largest, group.members.size());
            if (group.profiles.size() > 1) count_merge(component, group);
        }
        if (component.oversized && is_home(component, groups_[first])) ++out_.crowded;
    }

    bool is_home(const unify::Component& component, const Group& group) const
    {
        const auto first = std::min_element(
            group.members.begin(), group.members.end(), [&](std::size_t a, std::size_t b) {
                return component.members[a].id < component.members[b].id;
            });
        return home_.contains(row(component, *first).component);
    }

    void count_merge(const unify::Component& component, const Group& group)
    {
        Merge merge{.profiles = {},
                    .records = group.members.size(),
                    .weight = best_weight(component, group),
                    .veto = veto_in(component, group)};
        std::size_t largest_part = 0;
        for (const auto& [id, records] : group.profiles) {
            merge.profiles.push_back(id);
            largest_part = std::max(largest_part, records);
        }
        ++out_.merges;
        out_.vetoed += merge.veto.empty() || merge.veto == "exclusive" ? 0 : 1;
        out_.exclusive += merge.veto == "exclusive" ? 1 : 0;
        out_.outgrown +=
            merge.records > limits::large_profile && largest_part <= limits::large_profile ? 1 : 0;
        keep(out_.merge_examples, std::move(merge), more_questionable);
    }

    // Visits the pairs of the group whose records are of two profiles now.
    template <typename Visit>
    void each_new_pair(const unify::Component& component, const Group& group,
                       const Visit& visit) const
    {
        for (auto a = group.members.begin(); a != group.members.end(); ++a)
            for (auto b = std::next(a); b != group.members.end(); ++b)
                if (row(component, *a).profile_id != row(component, *b).profile_id) visit(*a, *b);
    }

    int best_weight(const unify::Component& component, const Group& group) const
    {
        const std::set<std::size_t> inside(group.members.begin(), group.members.end());
        int best = 0;
        for (const unify::Edge& edge : component.edges)
            if (edge.strength == unify::strength::scored && inside.contains(edge.a) &&
                inside.contains(edge.b) &&
                row(component, edge.a).profile_id != row(component, edge.b).profile_id)
                best = std::max(best, edge.weight);
        return best;
    }

    // The worst that stands between two of its profiles; what only bars links on a shared address
    // or number is none.
    std::string veto_in(const unify::Component& component, const Group& group) const
    {
        std::set<std::pair<std::size_t, std::size_t>> share_exclusive;
        for (const unify::Edge& edge : component.edges)
            if (edge.strength == unify::strength::exclusive_id)
                share_exclusive.emplace(edge.a, edge.b);
        unify::Objection worst;
        each_new_pair(component, group, [&](std::size_t a, std::size_t b) {
            const unify::Objection objection =
                unify::objection(*component.members[a].features, *component.members[b].features,
                                 share_exclusive.contains(std::minmax(a, b)), model_);
            if (objection.level > std::max(worst.level, unify::Objection::Level::contact))
                worst = objection;
        });
        return std::string(worst.rule);
    }

    void count_standing(const std::string& id, const Standing& standing)
    {
        const bool splits = standing.parts.size() > 1;
        const bool merges =
            std::any_of(standing.parts.begin(), standing.parts.end(),
                        [&](const auto& part) { return groups_[part.first].profiles.size() > 1; });
        ++out_.profiles;
        out_.merging += merges ? 1 : 0;
        out_.splitting += splits ? 1 : 0;
        out_.changing += merges || splits ? 1 : 0;
        if (!splits) return;
        Split split{.profile = id, .parts = {}};
        for (const auto& [group, records] : standing.parts) split.parts.push_back(records);
        std::sort(split.parts.rbegin(), split.parts.rend());
        keep(out_.split_examples, std::move(split), larger);
    }

    store::View& view_;
    const unify::IdentityModel& model_;
    BatchCandidates candidates_;
    Forecast& out_;
    std::set<std::int64_t> home_;
    std::vector<Group> groups_;
    std::map<std::string, Standing> standing_;
};

bool chosen(const model::RecordKey& key, double share)
{
    constexpr auto all = static_cast<double>(std::numeric_limits<std::uint64_t>::max());
    return share >= 1 || static_cast<double>(model::tie_hash(key).high) < share * all;
}

}  // namespace

Result<Forecast> forecast(store::Store& store, const unify::IdentityModel& model,
                          std::size_t records_most, const std::function<bool(double)>& go_on)
{
    Forecast out;
    const auto records = static_cast<double>(store.view()->totals().party_records);
    out.share = std::min(1.0, static_cast<double>(records_most) / std::max(1.0, records));
    double read = 0;
    for (model::RecordId after = 0;;) {
        const auto view = store.view();
        const auto page = view->party_heads(after, limits::forecast_page);
        if (page.empty()) return out;
        after = page.back().id;
        // A component is named after its first record.
        std::vector<std::int64_t> components;
        for (const store::View::PartyHead& head : page)
            if (head.component == head.id && chosen(head.key, out.share))
                components.push_back(head.component);
        if (!components.empty()) Page(*view, model, out).look_at(components);
        read += static_cast<double>(page.size());
        if (!go_on(std::min(1.0, read / std::max(1.0, records))))
            return Error{"identity.stopped", "the hub stops"};
    }
}

json::Value to_json(const Forecast& forecast)
{
    json::Array merges;
    for (const Merge& merge : forecast.merge_examples) {
        json::Array profiles;
        for (const std::string& id : merge.profiles)
            if (profiles.size() < limits::forecast_examples) profiles.emplace_back(id);
        json::Object told{{"profiles", std::move(profiles)},
                          {"of", merge.profiles.size()},
                          {"records", merge.records}};
        if (merge.weight != 0) told.emplace("weight", merge.weight / double{unify::bit});
        if (!merge.veto.empty()) told.emplace("veto", merge.veto);
        merges.emplace_back(std::move(told));
    }
    json::Array splits;
    for (const Split& split : forecast.split_examples) {
        json::Array parts;
        for (const std::size_t part : split.parts) parts.emplace_back(part);
        splits.emplace_back(json::Object{{"profile", split.profile}, {"parts", std::move(parts)}});
    }
    const double share = forecast.profiles == 0 ? 0
                                                : static_cast<double>(forecast.changing) /
                                                      static_cast<double>(forecast.profiles);
    return json::Object{
        {"share", forecast.share},
        {"records", forecast.records},
        {"profiles", forecast.profiles},
        {"would_be", forecast.would_be},
        {"merging", forecast.merging},
        {"splitting", forecast.splitting},
        {"merges", forecast.merges},
        {"risk", json::Object{{"changing_share", share},
                              {"vetoed", forecast.vetoed},
                              {"exclusive", forecast.exclusive},
                              {"outgrown", forecast.outgrown},
                              {"crowded", forecast.crowded},
                              {"largest", forecast.largest}}},
        {"examples", json::Object{{"merges", std::move(merges)}, {"splits", std::move(splits)}}}};
}

}  // namespace cx::pipeline
