// The other side: the least that SQLite must do for the same people. One row each for the record,
// its version, the profile version, and one for each key; an index on the record's key; nothing
// else.
#pragma once

#include <string>

namespace cx::bench {

// Seconds that committing `records` people took.
double load_raw(const std::string& path, int records, int keys, int batch);

}  // namespace cx::bench
