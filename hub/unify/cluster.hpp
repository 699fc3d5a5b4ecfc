// Splits one component into clusters: people.
#pragma once

#include "unify/resolve.hpp"

#include <span>

namespace cx::unify {

class PairScores;

// Fills edges (best first, id rules only where oversized), vetoes and cluster_of of a component
// whose members are sorted by tie hash and whose edges are collected. `decisions` may name records
// outside. A pure function of the set.
void cluster(Component& component, std::span<const Decision> decisions, PairScores& scores,
             const IdentityModel& model);

// Best first; ties by member, which is by tie hash.
bool better(const Edge& left, const Edge& right);

}  // namespace cx::unify
