// Words of the configuration that mean a number: durations, sizes, shares, schedules, listeners.
//
// Each answers nothing where the text is something else; the caller tells what would be right, with
// the phrase beside it.
#pragma once

#include "base/node.hpp"
#include "model/schedule.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx::config {

inline constexpr std::string_view duration_phrase = "a duration such as 500ms, 30s, 5m, 2h or 7d";
inline constexpr std::string_view size_phrase = "a size such as 64KiB, 256MiB or 10GiB";
inline constexpr std::string_view share_phrase = "a share such as 5% or 0.05";
inline constexpr std::string_view schedule_phrase =
    "a schedule: 'every' and a time in ms, s, m or h, such as 'every 5m', 'cron' and its five "
    "fields, such as 'cron 0 3 * * mon-fri', or 'manual'";
inline constexpr std::string_view quiet_phrase = "two times of day such as 22:00-07:00";
inline constexpr std::string_view listen_phrase =
    "an address and a port such as 127.0.0.1:8080 or [::1]:8080, or 'none'";

// A number of at most 18 digits and ms, s, m, h or d behind it, no space between: milliseconds.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);
// Bytes: a number and B, KB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (of 1024).
std::optional<std::uint64_t> parse_size(std::string_view text);
// 0 to 1, also as percent.
std::optional<double> parse_share(std::string_view text);
std::optional<bool> parse_boolean(std::string_view text);
std::optional<std::int64_t> parse_integer(std::string_view text);
// "every 5m", "cron 0 3 * * *", "manual"; the zone is told elsewhere.
std::optional<model::Schedule> parse_schedule(std::string_view text);
bool is_json_number(std::string_view text);

struct Address {
    std::string host;
    int port = 0;  // 0: any free port
};
std::optional<Address> parse_address(std::string_view text);

// JSON as its author meant it: a plain scalar that reads as a JSON number, true or false is that
// (010 and NO are texts), an empty or null one is null, everything in quotes is text.
json::Value to_json(const Node& node);

}  // namespace cx::config
