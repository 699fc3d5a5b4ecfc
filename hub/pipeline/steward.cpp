#include "pipeline/steward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cx::pipeline {
namespace {

using model::RecordKey;
using store::DecisionRow;

std::vector<RecordKey> keys_of(const std::vector<store::MemberRow>& members)
{
    std::vector<RecordKey> keys;
    for (const store::MemberRow& member : members) keys.push_back(member.version.key);
    return keys;
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

struct Overruled {
    std::vector<std::string> ids;
    std::vector<DecisionRow> kept;  // Their other pairs, each decision under a new id.
};

// Decisions of the other kind that stand between the two groups. A newer word replaces them, but
// only for the pairs that it speaks of.
Overruled overruled(store::View& view, const std::set<RecordKey>& a, const std::set<RecordKey>& b,
                    DecisionRow::Kind kind, IdGenerator& ids)
{
    const auto between = [&](const DecisionRow& row) {
        return row.kind == kind && ((a.contains(row.a) && b.contains(row.b)) ||
                                    (a.contains(row.b) && b.contains(row.a)));
    };
    const std::vector<RecordKey> named(a.begin(), a.end());
    std::map<std::string, std::string> renamed;
    for (const DecisionRow& row : view.decisions(named))
        if (between(row)) renamed.emplace(row.id, "");
    Overruled out;
    if (renamed.empty()) return out;
    for (auto& [id, successor] : renamed) {
        out.ids.push_back(id);
        successor = ids.next();
    }
    for (DecisionRow& row : view.all_decisions()) {
        const auto successor = renamed.find(row.id);
        if (successor == renamed.end() || between(row)) continue;
        row.id = successor->second;
        out.kept.push_back(std::move(row));
    }
    return out;
}

}  // namespace

Result<api::Steward::Outcome> StewardDesk::split(const std::string& profile_id,
                                                 const std::vector<RecordKey>& records,
                                                 const std::string& actor,
                                                 const std::string& reason)
{
    std::set<RecordKey> apart(records.begin(), records.end());
    std::set<RecordKey> rest;
    Overruled old;
    {
        const auto view = store_.view();
        const auto id = view->resolve_profile(profile_id);
        if (!id) return Error{"steward.no_profile", "there is no such profile"};
        const auto members = view->members(*id);
        if (records.empty()) apart = last_merged(*view, *id, members);
        if (apart.empty())
            return Error{"steward.no_merge",
                         "the profile was never merged, name the records to split off"};
        for (const RecordKey& key : keys_of(members)) rest.insert(key);
        for (const RecordKey& key : apart)
            if (rest.erase(key) == 0)
                return Error{"steward.not_member",
                             "one of the records named is not a member of the profile"};
        if (rest.empty())
            return Error{"steward.all_members", "all members are named, nothing would remain"};
        old = overruled(*view, apart, rest, DecisionRow::Kind::must, ids_);
    }
    const std::string decision = ids_.next();
    std::vector<DecisionRow> rows;
    for (const RecordKey& a : apart)
        for (const RecordKey& b : rest)
            rows.push_back({.id = decision,
                            .kind = DecisionRow::Kind::cannot,
                            .a = a,
                            .b = b,
                            .actor = actor,
                            .reason = reason});
    const Applier::Decided decided =
        applier_.decide(std::move(rows), std::move(old.ids), std::move(old.kept),
                        [](const unify::Resolution&) { return true; });
    return Outcome{.decision = decision, .profiles = decided.profiles};
}

Result<api::Steward::Outcome> StewardDesk::merge(const std::string& a, const std::string& b,
                                                 const std::string& actor,
                                                 const std::string& reason)
{
    std::vector<RecordKey> of_a;
    std::vector<RecordKey> of_b;
    Overruled old;
    {
        const auto view = store_.view();
        const auto id_a = view->resolve_profile(a);
        const auto id_b = view->resolve_profile(b);
        if (!id_a || !id_b) return Error{"steward.no_profile", "there is no such profile"};
        if (*id_a == *id_b)
            return Error{"steward.same_profile", "both ids name one profile already"};
        of_a = keys_of(view->members(*id_a));
        of_b = keys_of(view->members(*id_b));
        old = overruled(*view, {of_a.begin(), of_a.end()}, {of_b.begin(), of_b.end()},
                        DecisionRow::Kind::cannot, ids_);
    }
    // A star from each side's first record: the link survives as long as one record of each side
    // does.
    const std::string decision = ids_.next();
    std::vector<DecisionRow> rows;
    const auto link = [&](const RecordKey& from, const RecordKey& to) {
        rows.push_back({.id = decision,
                        .kind = DecisionRow::Kind::must,
                        .a = from,
                        .b = to,
                        .actor = actor,
                        .reason = reason});
    };
    for (const RecordKey& key : of_b) link(of_a.front(), key);
    for (std::size_t i = 1; i < of_a.size(); ++i) link(of_a[i], of_b.front());

    std::string veto;
    const auto together = [&](const unify::Resolution& resolution) {
        for (const unify::Component& component : resolution.components) {
            std::optional<std::size_t> cluster_a;
            std::optional<std::size_t> cluster_b;
            for (std::size_t i = 0; i < component.members.size(); ++i) {
                if (component.members[i].features.record == of_a.front())
                    cluster_a = component.cluster_of[i];
                if (component.members[i].features.record == of_b.front())
                    cluster_b = component.cluster_of[i];
            }
            if (!cluster_a || !cluster_b) continue;
            if (cluster_a == cluster_b) return true;
            for (const unify::Veto& found : component.vetoes)
                if (found.rule == "exclusive") veto = found.ns;
        }
        return false;
    };
    const auto decided =
        applier_.decide(std::move(rows), std::move(old.ids), std::move(old.kept), together);
    if (!decided.committed)
        return Error{
            "steward.exclusive",
            veto.empty()
                ? "another decision stands between the profiles"
                : fmt::format(
                      "the profiles have different values of {}, which one person has only once",
                      veto)};
    return Outcome{.decision = decision, .profiles = decided.profiles};
}

}  // namespace cx::pipeline
