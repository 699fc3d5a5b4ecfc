// Who is proposed to whom: on which keys, and for which pairs it is worth looking closer.
#pragma once

#include "unify/candidate_keys.hpp"
#include "unify/sketch.hpp"

#include <map>
#include <string>
#include <string_view>

namespace cx::unify {

// Candidate keys, and all that may link records of any entity,
bool is_looked_at(const MatchKey& key, const IdentityModel& model);
// or of this one.
bool proposes(const MatchKey& key, std::string_view entity, const IdentityModel& model);

// By namespace of a candidate key, the facts that it is made of.
using FactsByRule = std::map<std::string, FactBits, std::less<>>;
FactsByRule facts_by_rule(const IdentityModel& model);

// An identifier is shared, which is reason enough to look closer.
inline constexpr auto certainly = static_cast<FactBits>(1U << fact_count);

// Of a record without a sketch nothing is known, so it is worth it.
bool is_promising(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer);

}  // namespace cx::unify
