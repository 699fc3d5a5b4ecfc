#include "pipeline/steward.hpp"

#include "pipeline/outlook.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cx::pipeline {
namespace {

using model::RecordKey;
using Act = api::Steward::Act;

void add(const std::vector<store::MemberRow>& members, std::set<RecordKey>& keys,
         std::set<model::RecordId>& ids)
{
    for (const store::MemberRow& member : members) {
        keys.insert(member.version.key);
        ids.insert(member.version.record);
    }
}

// Members that came from another profile in the newest merge into this one.
std::set<RecordKey> last_merged(store::View& view, const std::string& profile_id,
                                const std::vector<store::MemberRow>& members)
{
    std::map<model::RecordId, RecordKey> current;
    for (const store::MemberRow& member : members)
        current.emplace(member.version.record, member.version.key);
    model::Seq newest = 0;
    std::map<model::Seq, std::map<std::string, std::set<RecordKey>>> merges;
    for (const store::LineageRow& row : view.lineage(profile_id)) {
        if (row.to != profile_id || row.from.empty() || !current.contains(row.record)) continue;
        merges[row.seq][row.from].insert(current.at(row.record));
        newest = std::max(newest, row.seq);
    }
    if (merges.empty()) return {};
    return merges[newest].begin()->second;
}

// The records of a split: those named, or the last merged, against the profile's other ones.
Result<Sides> parts_of(store::View& view, const Act& act)
{
    const auto id = view.resolve_profile(act.a);
    if (!id) return Error{"steward.no_profile", "there is no such profile"};
    const auto members = view.members(*id);
    Sides sides;
    sides.a = {act.records.begin(), act.records.end()};
    if (act.records.empty()) sides.a = last_merged(view, *id, members);
    if (sides.a.empty())
        return Error{"steward.no_merge",
                     "the profile was never merged, name the records to split off"};
    std::size_t found = 0;
    for (const store::MemberRow& member : members) {
        const bool named = sides.a.contains(member.version.key);
        found += named ? 1 : 0;
        (named ? sides.a_ids : sides.b_ids).insert(member.version.record);
        if (!named) sides.b.insert(member.version.key);
    }
    if (found != sides.a.size())
        return Error{"steward.not_member",
                     "one of the records named is not a member of the profile"};
    if (sides.b.empty())
        return Error{"steward.all_members", "all members are named, nothing would remain"};
    return sides;
}

Result<Sides> two_profiles(store::View& view, const Act& act)
{
    const auto a = view.resolve_profile(act.a);
    const auto b = view.resolve_profile(act.b);
    if (!a || !b) return Error{"steward.no_profile", "there is no such profile"};
    if (*a == *b)
        return Error{"steward.same_profile", act.kind == Act::Kind::merge
                                                 ? "both ids name one profile already"
                                                 : "both ids name one profile: split it"};
    Sides sides;
    add(view.members(*a), sides.a, sides.a_ids);
    add(view.members(*b), sides.b, sides.b_ids);
    return sides;
}

// Whether all records named end up in one cluster; tells what stands against it.
bool joined(const unify::Resolution& resolution, const Sides& sides, std::string& ns)
{
    for (const unify::Component& component : resolution.components) {
        std::optional<std::size_t> of_a;
        std::optional<std::size_t> of_b;
        for (std::size_t i = 0; i < component.members.size(); ++i) {
            if (component.members[i].id == *sides.a_ids.begin()) of_a = component.cluster_of[i];
            if (component.members[i].id == *sides.b_ids.begin()) of_b = component.cluster_of[i];
        }
        if (!of_a || !of_b) continue;
        if (of_a == of_b) return true;
        for (const unify::Veto& found : component.vetoes)
            if (found.rule == "exclusive") ns = found.ns;
    }
    return false;
}

Error stands_against(const std::string& ns)
{
    if (ns.empty()) return {"steward.exclusive", "another decision stands between the profiles"};
    return {"steward.exclusive",
            fmt::format("the profiles have different values of {}, which one person has only once",
                        ns)};
}

}  // namespace

Result<StewardDesk::Plan> StewardDesk::plan(const Act& act, const Speaker& speaker)
{
    const auto view = store_.view();
    auto sides = act.kind == Act::Kind::split ? parts_of(*view, act) : two_profiles(*view, act);
    if (!sides) return sides.error();
    const bool joins = act.kind == Act::Kind::merge;
    Applier::Word word =
        joins ? together(*sides, speaker, *view, ids_) : apart(*sides, speaker, *view, ids_);
    return Plan{.sides = std::move(*sides), .word = std::move(word), .joins = joins};
}

Result<api::Steward::Outcome> StewardDesk::commit(Plan plan, const Speaker& speaker)
{
    std::string ns;
    const auto decided =
        applier_.decide(std::move(plan.word), [&](const Applier::Expected& expected) {
            return !plan.joins || joined(expected.resolution, plan.sides, ns);
        });
    if (!decided.committed) return stands_against(ns);
    return Outcome{.decision = speaker.decision, .profiles = decided.profiles};
}

Result<api::Steward::Outcome> StewardDesk::carry_out(const Act& act, const std::string& actor,
                                                     const std::string& reason)
{
    const Speaker speaker{.decision = ids_.next(), .actor = actor, .reason = reason};
    Result<Plan> planned = plan(act, speaker);
    if (!planned) return planned.error();
    return commit(std::move(*planned), speaker);
}

Result<api::Steward::Outcome> StewardDesk::split(const std::string& profile_id,
                                                 const std::vector<RecordKey>& records,
                                                 const std::string& actor,
                                                 const std::string& reason)
{
    return carry_out({.kind = Act::Kind::split, .a = profile_id, .b = {}, .records = records},
                     actor, reason);
}

Result<api::Steward::Outcome> StewardDesk::merge(const std::string& a, const std::string& b,
                                                 const std::string& actor,
                                                 const std::string& reason)
{
    return carry_out({.kind = Act::Kind::merge, .a = a, .b = b, .records = {}}, actor, reason);
}

Result<api::Steward::Outcome> StewardDesk::forbid(const std::string& a, const std::string& b,
                                                  const std::string& actor,
                                                  const std::string& reason)
{
    return carry_out({.kind = Act::Kind::forbid, .a = a, .b = b, .records = {}}, actor, reason);
}

Result<api::Steward::Outlook> StewardDesk::preview(const Act& act)
{
    Result<Plan> planned = plan(act, {});
    if (!planned) return planned.error();
    Result<Outlook> outlook = Error{};
    const std::vector<std::string> revoked = planned->word.revoked;
    applier_.decide(std::move(planned->word), [&](const Applier::Expected& expected) {
        std::string ns;
        if (planned->joins && !joined(expected.resolution, planned->sides, ns))
            outlook = stands_against(ns);
        else
            outlook = outlook_of(expected, planned->sides, revoked);
        return false;
    });
    return outlook;
}

Result<api::Steward::Outcome> StewardDesk::judge(const store::RecordPair& pair, bool same,
                                                 const std::string& actor,
                                                 const std::string& reason)
{
    const Speaker speaker{.decision = ids_.next(), .actor = actor, .reason = reason};
    Plan plan;
    {
        const auto view = store_.view();
        const auto edge = view->edge(pair);
        const model::RecordId ids[] = {pair.a, pair.b};
        const auto parties = view->parties(ids);
        if (!edge || parties.size() != 2)
            return Error{"steward.no_review", "there is no such pair any more"};
        plan.sides = {.a = {parties[0].key},
                      .b = {parties[1].key},
                      .a_ids = {parties[0].id},
                      .b_ids = {parties[1].id}};
        plan.joins = same;
        plan.word = same ? together(plan.sides, speaker, *view, ids_)
                         : apart(plan.sides, speaker, *view, ids_);
        plan.word.verdicts = {verdict_on(*edge, same, true, speaker)};
    }
    return commit(std::move(plan), speaker);
}

}  // namespace cx::pipeline
