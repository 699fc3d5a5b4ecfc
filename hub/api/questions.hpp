// Which of the pairs of records that wait are put to a person.
#pragma once

#include "api/ports.hpp"
#include "store/store.hpp"

namespace cx::api {

// Whether this pair, which waits, is the question about its two profiles: the strongest of the
// pairs that wait between them and that somebody can answer. Nobody can tell where two agree in
// little but names and a gender, and where an exclusive identifier keeps them apart the answer
// would be refused. None is where fewer than half of all pairs between the two wait,
// for then most of their records speak against it; nor where a steward has said of two of their
// records that they are not one.
bool is_asked(const store::EdgeRow& waiting, store::View& view, Explain& explain);

}  // namespace cx::api
