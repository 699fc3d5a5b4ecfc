// Which of the pairs of records that wait are put to a person.
#pragma once

#include "store/store.hpp"

namespace cx::api {

// Whether this pair, which waits, is the question about its two profiles: the strongest of the
// pairs that wait between them. None is where fewer than half of all pairs between the two wait,
// for then most of their records speak against it; nor where a steward has said of two of their
// records that they are not one.
bool is_asked(const store::EdgeRow& waiting, store::View& view);

}  // namespace cx::api
