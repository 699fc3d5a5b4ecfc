// What the index itself tells of a record: so much that most of those whom a key proposes need not
// be read.
#pragma once

#include "unify/evidence.hpp"
#include "unify/features.hpp"
#include "unify/score.hpp"

#include <cstdint>

namespace cx::unify {

// Of the record that `features` are of, all but the sketch filled in.
Sketch sketch_of(const Features& features);

// `shared`: facts on which the two agree, since they share a key that is made of them.
//
// The most that a comparison of the two may weigh, as far as can be told: parts of names that
// resemble each other count as equal, what is unknown as no objection. Symmetric. Both tell
// something. Misses what only a slip in a telephone number, a mailbox or an identifier would add.
int promise(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer);

// An identifier is shared, which is reason enough to look closer.
inline constexpr auto certainly = static_cast<FactBits>(1U << fact_count);

// Whether it is worth it to compare the two. Of a record without a sketch nothing is known, so it
// is.
bool is_promising(const Sketch& a, const Sketch& b, FactBits shared, const Scorer& scorer);

}  // namespace cx::unify
