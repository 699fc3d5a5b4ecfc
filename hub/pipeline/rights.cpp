#include "pipeline/rights.hpp"

namespace cx::pipeline {

Result<api::Rights::Erased> RightsDesk::erase(const std::string& profile_id,
                                              const std::string& actor, const std::string& reason)
{
    if (store_.view()->erasure(profile_id))
        return Error{"rights.erased", "the profile was erased before"};
    const auto erasure = applier_.erase(profile_id, actor, reason);
    if (!erasure) return Error{"rights.no_profile", "there is no such profile"};
    Erased erased{.erasure = erasure->id,
                  .profile_id = erasure->what.profiles.front(),
                  .records = erasure->what.parties.size() + erasure->what.owned.size()};
    // Readers that still look at the time before are waited for by whoever keeps house.
    erased.clean = store_.scrub(clock_.now());
    return erased;
}

Result<Done> RightsDesk::lift(const std::string& erasure, const std::string& actor)
{
    const auto row = store_.view()->erasure(erasure);
    if (!row) return Error{"rights.no_erasure", "there is no such erasure"};
    if (!applier_.lift_erasure(row->id, actor))
        return Error{"rights.lifted", "the erasure was lifted before"};
    return Done{};
}

Result<Done> RightsDesk::restrict(const std::string& profile_id, bool on, const std::string& actor,
                                  const std::string& reason)
{
    if (!store_.view()->resolve_profile(profile_id))
        return Error{"rights.no_profile", "there is no such profile"};
    if (applier_.restrict(profile_id, on, actor, reason)) return Done{};
    return on ? Error{"rights.restricted", "the profile is restricted already"}
              : Error{"rights.not_restricted", "the profile is not restricted"};
}

}  // namespace cx::pipeline
