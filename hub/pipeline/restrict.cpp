// A restriction: everything is kept, nothing is used. The profile gets a version that says so, so
// that every destination hears of it and puts aside what it has.
#include "pipeline/applier.hpp"

namespace cx::pipeline {

bool Applier::restrict(const std::string& profile_id, bool on, const std::string& actor,
                       const std::string& reason)
{
    const WriterQueue::Place place = writer_.enter(false);
    Plan plan;
    store::Restriction restriction{
        .id = parts_.ids.next(), .records = {}, .on = on, .actor = actor, .reason = reason};
    {
        const std::unique_ptr<store::View> view = parts_.store.view();
        const auto today = view->resolve_profile(profile_id);
        if (!today || view->restricted(*today) == on) return false;
        const std::string ids[] = {*today};
        restriction.records = view->profile_members(ids);
        model::ProfileVersion version = view->newest_profiles(ids).at(*today);
        version.kind = model::ProfileVersion::Kind::updated;
        ++version.version;
        version.backfill = false;
        plan.profiles.profiles.push_back(std::move(version));
    }
    plan.changes.recorded_at = parts_.clock.now();
    plan.changes.restriction = std::move(restriction);
    commit(plan);
    return true;
}

}  // namespace cx::pipeline
