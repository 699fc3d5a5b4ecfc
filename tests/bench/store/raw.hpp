// The other side: the least that SQLite must do for the same people. One row each for the record,
// its version, the profile version, and one for each key; an index on the record's key; nothing
// else.
#pragma once

#include <time.h>

#include <string>

namespace cx::bench {

// Processor time of this thread: comparable also on a machine that has other work.
inline double cpu_seconds()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct RawLoad {
    double seconds = 0;
    double cpu_seconds = 0;
};

// What committing `records` people took.
RawLoad load_raw(const std::string& path, int records, int keys, int batch);

}  // namespace cx::bench
