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

FactsByRule facts_by_rule(const IdentityModel& model)
{
    FactsByRule facts;
    for (const CandidateRule& rule : model.candidates)
        facts.emplace("~" + rule.name, facts_of(rule));
    return facts;
}

bool is_promising(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer)
{
    if ((shared & certainly) != 0 || a == Sketch() || b == Sketch()) return true;
    return promise(a, b, shared, scorer) >= scorer.review_from();
}

}  // namespace cx::unify
