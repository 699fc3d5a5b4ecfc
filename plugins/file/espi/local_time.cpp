#include "file/espi/local_time.hpp"

#include <cx/rfc3339.hpp>

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace file::espi {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t year_10000_s = 253'402'300'800;
constexpr std::int64_t offset_max_s = day_s;

template <typename T>
std::optional<T> number(const Values& values, std::string_view name, int base)
{
    const auto found = values.find(name);
    if (found == values.end()) return {};
    T value = 0;
    const char* end = found->second.data() + found->second.size();
    const auto [stop, error] = std::from_chars(found->second.data(), end, value, base);
    if (error != std::errc() || stop != end) return {};
    return value;
}

std::int64_t seconds_of(sys_days date)
{
    return std::int64_t{date.time_since_epoch().count()} * day_s;
}

// When a rule applies in a year, in seconds of the clock that is valid before. A rule is 32 bits:
// month 4, operator 3, day of the month 5, day of the week 3 (Monday is 1), hour 5, seconds 12.
std::optional<std::int64_t> moment_of(std::uint32_t rule, year in)
{
    const month of{rule >> 28U};
    const unsigned how = rule >> 25U & 7U;
    const unsigned day_of_month = rule >> 20U & 31U;
    const unsigned day_of_week = rule >> 17U & 7U;
    const std::int64_t time = std::int64_t{rule >> 12U & 31U} * 3600 + (rule & 0xfffU);
    if (!of.ok()) return {};
    if (how == 0) {
        const year_month_day date{in, of, day{day_of_month}};
        if (!date.ok()) return {};
        return seconds_of(sys_days{date}) + time;
    }
    if (day_of_week == 0) return {};
    const weekday wanted{day_of_week};  // 7 is Sunday, as 0 is.
    if (how == 1) {
        const year_month_day date{in, of, day{day_of_month}};
        if (!date.ok()) return {};
        const sys_days from{date};
        return seconds_of(from + (wanted - weekday{from})) + time;
    }
    if (how == 7) return seconds_of(sys_days{in / of / wanted[std::chrono::last]}) + time;
    const auto date = in / of / wanted[how - 1];
    return date.ok() ? std::optional(seconds_of(sys_days{date}) + time) : std::nullopt;
}

bool in_range(std::int64_t seconds)
{
    return seconds >= 0 && seconds < year_10000_s - day_s;
}

}  // namespace

std::optional<std::string> utc_text(std::int64_t seconds)
{
    if (!in_range(seconds)) return {};
    return cx::rfc3339::write(seconds * second_us, 0);
}

std::optional<std::string> local_text(std::int64_t seconds, const Values& parameters)
{
    const auto zone = number<std::int64_t>(parameters, "tzOffset", 10);
    if (!zone || *zone < -offset_max_s || *zone > offset_max_s || !in_range(seconds)) return {};
    std::int64_t offset = *zone;
    const auto saving = number<std::int64_t>(parameters, "dstOffset", 10).value_or(0);
    const auto start_rule = number<std::uint32_t>(parameters, "dstStartRule", 16);
    const auto end_rule = number<std::uint32_t>(parameters, "dstEndRule", 16);
    if (saving != 0 && saving > -day_s && saving < day_s && start_rule && end_rule) {
        const std::int64_t standard = seconds + *zone;  // On a clock that is never changed
        const year in =
            year_month_day{sys_days{days{standard >= 0 ? standard / day_s : -1}}}.year();
        const auto start = moment_of(*start_rule, in);
        const auto end = moment_of(*end_rule, in);
        // The end is told by the clock that is changed then. South of the equator it comes first.
        if (start && end) {
            const std::int64_t last = *end - saving;
            const bool is_saving = *start < last ? standard >= *start && standard < last
                                                 : standard >= *start || standard < last;
            if (is_saving) offset += saving;
        }
    }
    const std::int64_t distance = offset < 0 ? -offset : offset;
    std::string local = cx::rfc3339::write((seconds + offset) * second_us, 0).value_or("Z");
    local.pop_back();
    return local + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', distance / 3600,
                               distance / 60 % 60);
}

}  // namespace file::espi
