// SIGINT and SIGTERM ask the program to stop; the first is a request, a second one ends it. SIGHUP
// asks it to read its configuration again.
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
    // Whether a reload was asked for since this was called last.
    bool reload_asked();
    // Returns when asked for either, or after the time.
    void wait_ms(int milliseconds) const;
};

}  // namespace cx::app
