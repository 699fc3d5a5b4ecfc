// Time as the hub sees it: microseconds since 1970-01-01T00:00:00Z, from a clock that comes in from
// outside, so that a test or simulation can own it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx {

// A point in time in UTC. Zero stands for "not known" where a header says so.
struct Timestamp {
    std::int64_t micros = 0;

    auto operator<=>(const Timestamp&) const = default;
};

inline constexpr std::int64_t micros_per_second = 1'000'000;

// "2026-11-23T07:02:11.000Z": RFC 3339 in UTC with three decimals.
std::string to_rfc3339(Timestamp time);
// Any RFC 3339 date-time with zone; nothing where the text is not one or the date does not exist.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() = 0;  // Wall time. [any-thread]
};

class SystemClock final : public Clock {
public:
    Timestamp now() override;
};

// Stands still until it is moved.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start) : now_(start) {}
    Timestamp now() override { return now_; }
    void advance_ms(std::int64_t milliseconds) { now_.micros += milliseconds * 1000; }

private:
    Timestamp now_;
};

}  // namespace cx
