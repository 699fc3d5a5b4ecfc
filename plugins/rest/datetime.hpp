// Times of the systems outside: texts in many formats to microseconds UTC and back.
//
// A format is that of Python's strptime and strftime in the C locale, with the extensions of
// declarative manifests: %s (epoch seconds), %ms, %epoch_microseconds, %s_as_float, and %_ms
// (milliseconds, three digits) within a format. What a format does not say is 1900-01-01T00:00:00
// and UTC. Years are 1 to 9999.
#pragma once

#include <cx/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rest::datetime {

// A time with its offset from UTC, where the text told one.
struct Moment {
    std::int64_t us = 0;                      // Microseconds since 1970, of UTC
    std::optional<std::int32_t> offset = {};  // Seconds east; nothing: the text told none
};

// The first of `formats` that fits the whole text. Error code: rest.datetime; the message names the
// formats, never the text. A text without an offset is UTC.
cx::Result<std::int64_t> parse(std::string_view text, std::span<const std::string> formats);
cx::Result<Moment> parse_format(std::string_view text, std::string_view format);
// Error code: rest.datetime, for a year out of bounds.
cx::Result<std::string> format(std::int64_t us, std::string_view format, std::int32_t offset = 0);

// strftime alone, without the extensions, as the method of a datetime has it. Nothing where the
// year is out of bounds.
std::optional<std::string> strftime(std::int64_t us, std::string_view format, std::int32_t offset,
                                    bool naive = false);

// What the text seems to be: ISO 8601 and RFC 3339 with any fraction and offset, epoch in seconds,
// milliseconds or microseconds (told apart by size), /Date(ms)/ and /Date(ms+hhmm)/, RFC 2822 and
// RFC 850 dates. A text without an offset is of `zone` ("Asia/Seoul", "+09:00"), empty: UTC.
// Error code: rest.datetime.
cx::Result<std::int64_t> parse_any(std::string_view text, std::string_view zone = {});
// ISO 8601 alone, as dates in configurations are: 2024, 2024-02, 2024-02-03, 20240203, 2024-W05-6,
// 2024-034, with a time behind T or a blank.
cx::Result<Moment> parse_iso(std::string_view text);

// Seconds east of UTC in `zone` at that instant (`utc`) or at that wall clock; nothing for an
// unknown zone.
std::optional<std::int32_t> offset_of(std::string_view zone, std::int64_t us,
                                      bool us_is_utc = true);

// ---- Durations: ISO 8601 as P1Y2M3DT4H5M6.5S and P2W, with a sign before.

struct Duration {
    std::int64_t months = 0;
    std::int64_t us = 0;

    bool operator==(const Duration&) const = default;
};

// Error code: rest.datetime.
cx::Result<Duration> parse_duration(std::string_view text);
// Months first, the day clipped to the end of the month, then the rest. Clamped to years 1 to 9999.
std::int64_t add(std::int64_t us, const Duration& duration, int times = 1);

}  // namespace rest::datetime
