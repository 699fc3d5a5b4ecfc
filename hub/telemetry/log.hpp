// The log: one JSON object a line on standard error, members in alphabetical order, `at`, `event`
// and `level` always there.
//
// Texts that come from outside the program (a plugin's words, a system's error) pass scrub() first.
#pragma once

#include "telemetry/telemetry.hpp"

#include <cx/json.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace cx::telemetry {

// The text as a log may hold it: at most 1,000 bytes of valid UTF-8, what looks like an e-mail
// address or a run of nine or more digits (telephone, card, resident number; spaces, dots and
// hyphens inside are skipped) replaced by "[email]" and "[number]".
std::string scrub(std::string_view text);

class Log {
public:
    Log(const LogOptions& options, Clock& clock);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    // Writes the line if the level is enabled. [any-thread]
    void write(LogLevel level, std::string_view event, json::Object members);
    bool enabled(LogLevel level) const { return level != LogLevel::off && level >= level_; }

private:
    struct Output;

    LogLevel level_;
    Clock& clock_;
    std::unique_ptr<Output> output_;
};

}  // namespace cx::telemetry
