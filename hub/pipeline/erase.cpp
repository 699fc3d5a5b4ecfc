// An erasure, planned and committed like any other change: the person's records leave, their
// neighbours are clustered again, and in the same transaction everything about the person goes.
#include "pipeline/applier.hpp"

namespace cx::pipeline {
namespace {

std::map<model::RecordId, PartyChange> departures(const store::Belongings& what)
{
    std::map<model::RecordId, PartyChange> gone;
    for (const store::Belonging& party : what.parties)
        if (party.live)
            gone[party.id] = {.id = party.id,
                              .key = party.key,
                              .data = nullptr,
                              .version = 0,
                              .occurred_at = {},
                              .observed_at = {},
                              .mapping = {},
                              .profile_id = party.profile_id,
                              .component = party.component};
    return gone;
}

// The profile's removal becomes its erase change; nothing leads to it any more.
void make_final(ProfileChanges& changes, const std::string& profile)
{
    std::erase_if(changes.aliases,
                  [&](const store::AliasRow& alias) { return alias.old_id == profile; });
    for (model::ProfileVersion& version : changes.profiles) {
        if (version.profile_id != profile) continue;
        version.golden = {};
        version.provenance.clear();
    }
}

}  // namespace

std::optional<store::Erasure> Applier::erase(const std::string& profile_id,
                                             const std::string& actor, const std::string& reason)
{
    const WriterQueue::Place place = writer_.enter(false);
    Plan plan;
    store::Erasure erasure{.id = parts_.ids.next(), .actor = actor, .reason = reason};
    {
        const std::unique_ptr<store::View> view = parts_.store.view();
        const auto today = view->resolve_profile(profile_id);
        if (!today) return {};
        erasure.what = view->belongings(*today);
        const std::map<model::RecordId, PartyChange> gone = departures(erasure.what);
        if (gone.empty()) return {};
        plan.changes.recorded_at = parts_.clock.now();
        for (const auto& [id, change] : gone) cache_.forget(id);
        BatchCandidates candidates(*view, identity(), gone, &cache_);
        plan_profiles(plan, candidates, candidates.touched(), gone, *view, "erase");
        plan.changes.keys = candidates.key_updates();
        make_final(plan.profiles, *today);
    }
    erasure.refused = refusals_.of(erasure.what);
    erasure.key_id = refusals_.key_id();
    plan.changes.erasure = std::move(erasure);
    commit(plan);
    refusals_.add(*plan.changes.erasure);
    return std::move(plan.changes.erasure);
}

bool Applier::lift_erasure(const std::string& id, const std::string& actor)
{
    const WriterQueue::Place place = writer_.enter(false);
    if (!parts_.store.lift_erasure(id, actor, parts_.clock.now())) return false;
    refusals_.lift(id);
    // What several erasures refuse is refused by those that are left.
    refusals_.load(*parts_.store.view());
    return true;
}

}  // namespace cx::pipeline
