#include "pipeline/outlook.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace cx::pipeline {
namespace {

using api::Steward;

// Where each record of the components would be. Ids that nobody has yet are not told: they will be
// others when it is done.
class Teller {
public:
    Teller(const Applier::Expected& expected, const Sides& sides) : in_(expected), sides_(sides)
    {
        for (const store::Assignment& assignment : in_.profiles.assignments)
            assigned_[assignment.record] = assignment.profile_id;
    }

    Steward::Outlook run()
    {
        collect();
        fill(before_, out_.before, false);
        fill(after_, out_.after, true);
        for (const unify::Component& component : in_.resolution.components) tell_links(component);
        tell_vetoes();
        return std::move(out_);
    }

private:
    using Groups = std::map<std::string, std::vector<model::RecordId>>;

    const std::string& was_in(model::RecordId id) const
    {
        return in_.candidates.party(id).row.profile_id;
    }
    const std::string& will_be_in(model::RecordId id) const
    {
        const auto found = assigned_.find(id);
        return found == assigned_.end() ? was_in(id) : found->second;
    }
    bool named(model::RecordId id) const
    {
        return sides_.a_ids.contains(id) || sides_.b_ids.contains(id);
    }

    // Only of the profiles concerned; a component may hold others.
    void collect()
    {
        std::set<std::string> concerned;
        each_member([&](model::RecordId id) {
            if (named(id)) concerned.insert({was_in(id), will_be_in(id)});
        });
        each_member([&](model::RecordId id) {
            if (concerned.contains(was_in(id))) before_[was_in(id)].push_back(id);
            if (concerned.contains(was_in(id)) || concerned.contains(will_be_in(id)))
                after_[will_be_in(id)].push_back(id);
        });
    }

    template <typename Visit>
    void each_member(const Visit& visit) const
    {
        for (const unify::Component& component : in_.resolution.components)
            for (const unify::Member& member : component.members) visit(member.id);
    }

    void fill(const Groups& groups, std::vector<Steward::Outlook::Group>& into, bool planned) const
    {
        for (const auto& [profile, records] : groups) {
            Steward::Outlook::Group& group = into.emplace_back();
            const std::string ids[] = {profile};
            const auto known = in_.view.newest_profiles(ids);
            if (!known.empty()) group.profile_id = profile;
            group.ids = records;
            for (const model::RecordId id : records)
                group.records.push_back(in_.candidates.party(id).row.key);
            const model::ProfileVersion* version = known.empty() ? nullptr : &known.begin()->second;
            for (const model::ProfileVersion& next : in_.profiles.profiles)
                if (planned && next.profile_id == profile) version = &next;
            if (version && version->golden.is_object())
                group.country = version->golden.text_of("country");
        }
    }

    // Links within what is one profile and will not be.
    void tell_links(const unify::Component& component)
    {
        const auto id = [&](std::size_t member) { return component.members[member].id; };
        std::set<std::pair<std::size_t, std::size_t>> told;  // Of each pair the best
        for (const unify::Edge& edge : component.edges)
            if (told.emplace(edge.a, edge.b).second && was_in(id(edge.a)) == was_in(id(edge.b)) &&
                component.cluster_of[edge.a] != component.cluster_of[edge.b] &&
                before_.contains(was_in(id(edge.a))))
                out_.links.push_back({component.members[edge.a].features->record,
                                      component.members[edge.b].features->record,
                                      std::string(edge.rule),
                                      edge.key ? edge.key->ns : std::string()});
    }

    // What keeps the records of profiles that will be one apart without the steward's word.
    void tell_vetoes()
    {
        for (const auto& [profile, records] : after_) {
            std::vector<unify::Member> members;
            for (const model::RecordId id : records)
                members.push_back({.id = id, .features = in_.candidates.party(id).features});
            const auto apart = [&](const unify::Component& component, const unify::Veto& veto) {
                return was_in(component.members[veto.a].id) != was_in(component.members[veto.b].id);
            };
            for (const auto& component : unify::resolve_all(members, {}, in_.identity).components)
                for (const unify::Veto& veto : component.vetoes)
                    if (apart(component, veto))
                        out_.vetoes.push_back({component.members[veto.a].features->record,
                                               component.members[veto.b].features->record,
                                               veto.rule, veto.ns});
        }
    }

    const Applier::Expected& in_;
    const Sides& sides_;
    std::map<model::RecordId, std::string> assigned_;
    Groups before_;  // By profile
    Groups after_;
    Steward::Outlook out_;
};

}  // namespace

api::Steward::Outlook outlook_of(const Applier::Expected& expected, const Sides& sides,
                                 const std::vector<std::string>& revoked)
{
    api::Steward::Outlook outlook = Teller(expected, sides).run();
    outlook.decisions = revoked;
    return outlook;
}

}  // namespace cx::pipeline
