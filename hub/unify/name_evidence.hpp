// How the names of two records go together: each reading of the one against each of the other, in
// the best alignment of their parts.
#pragma once

#include "unify/evidence.hpp"

namespace cx::unify {

// Names in one alignment of two readings.
struct NameEvidence {
    FamilyLevel family = FamilyLevel::unknown;
    GivenLevel given = GivenLevel::unknown;
    MiddleLevel middle = MiddleLevel::unknown;
    OrderLevel order = OrderLevel::unknown;
    std::uint64_t family_value = 0;
    std::uint64_t given_value = 0;
};

// Symmetric, but for the values: those of `a`.
NameEvidence compare_all_names(const Features& a, const Features& b);

}  // namespace cx::unify
