// What the operating system says about this process, for the process_* metrics.
#pragma once

#include <mutex>

namespace cx::telemetry {

// Zero where the system does not tell.
struct ProcessFigures {
    double cpu_seconds = 0;
    double resident_bytes = 0;
    double virtual_bytes = 0;
    double open_fds = 0;
    double max_fds = 0;
    double start_time_seconds = 0;  // Unix time
};

ProcessFigures read_process();

class Series;

// Sets the process_* metrics. [any-thread]
class ProcessGauges {
public:
    void measure(Series& series);

private:
    std::mutex mutex_;
    double cpu_seconds_counted_ = 0;
};

}  // namespace cx::telemetry
