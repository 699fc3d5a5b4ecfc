// How far long work has come, and how long it will take: on a terminal one line that is drawn
// again, elsewhere a line every ten seconds. All on standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace cx::app {

class Progress {
public:
    explicit Progress(std::string unit);  // "records"
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Whether show() would show something now, where its figures cost something.
    bool due() const;
    // `total` 0: not known. `more` goes behind the figures: ", 3 rejected".
    void show(std::uint64_t done, std::uint64_t total, const std::string& more = "");

private:
    using Time = std::chrono::steady_clock::time_point;

    std::string unit_;
    bool terminal_;
    Time start_;
    Time last_;
    bool open_line_ = false;
};

// "12 s", "3 min", "1 h 20 min"
std::string duration_text(double seconds);

}  // namespace cx::app
