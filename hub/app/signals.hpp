// SIGINT and SIGTERM ask the program to stop; the first is a request, a second one ends it.
#pragma once

namespace cx::app {

// While one lives, the signals set a flag. At most one at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    bool asked() const;
    // Returns when asked, or after the time.
    void wait_ms(int milliseconds) const;
};

}  // namespace cx::app
