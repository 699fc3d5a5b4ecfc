// The graph of records: its edges from shared keys and decisions, its components.
#pragma once

#include "unify/resolve.hpp"

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cx::unify {

using KeyName = std::pair<std::string, std::string>;  // Namespace and value.

inline KeyName name_of(const MatchKey& key)
{
    return {key.ns, key.value};
}

class PairScores;

// Pairs whose score joins them.
using ScoredPairs = std::vector<std::pair<model::RecordId, model::RecordId>>;

// Components of `members`, singletons included, in order of their first member's tie hash;
// unclustered oversized or vetoed parts stay inside their component. `suspended` tells of each key
// that may link whether it is beyond its cap.
std::vector<Component> components_of(std::vector<Member> members,
                                     const std::map<KeyName, bool>& suspended,
                                     std::span<const Decision> decisions, PairScores& scores,
                                     const ScoredPairs& scored, const IdentityModel& model);

}  // namespace cx::unify
