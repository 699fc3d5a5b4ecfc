#include "unify/proposals.hpp"

#include "unify/keys.hpp"
#include "unify/rules.hpp"

namespace cx::unify {

bool is_looked_at(const MatchKey& key, const IdentityModel& model)
{
    return is_candidate_key(key.ns) || rule_of(key.ns, model).links != NamespaceRule::Links::never;
}

bool proposes(const MatchKey& key, std::string_view entity, const IdentityModel& model)
{
    return is_candidate_key(key.ns) || may_link(key, entity, model);
}

SharedByRule shared_by_rule(const IdentityModel& model)
{
    SharedByRule shared;
    for (const CandidateRule& rule : model.candidates)
        shared.emplace("~" + rule.name, shared_by(rule));
    return shared;
}

bool is_promising(const Sketch& a, const Sketch& b, SharedFacts shared, const Scorer& scorer)
{
    return (shared & certainly) != 0 || promise(a, b, shared, scorer) >= scorer.review_from();
}

}  // namespace cx::unify
