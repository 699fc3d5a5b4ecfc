#include "sql/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace sql {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::size_t date_size = 10;
constexpr std::size_t time_size = 19;

struct Time {
    std::int64_t seconds = 0;  // As if in UTC
    bool date_only = false;
    char between = ' ';
    std::string_view fraction;  // ".25"
    std::string_view zone;      // "+00", "Z", ...
};

std::optional<std::int64_t> digits(std::string_view text, std::size_t at, std::size_t count)
{
    std::int64_t value = 0;
    const char* const end = text.data() + at + count;
    if (text.size() < at + count || text[at] < '0' || text[at] > '9') return std::nullopt;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<std::int64_t> days_of(std::string_view text)
{
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<Time> parse(std::string_view text)
{
    Time time;
    const auto days = days_of(text);
    if (!days) return std::nullopt;
    time.seconds = *days * day_seconds;
    time.date_only = text.size() == date_size;
    if (time.date_only) return time;
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
    time.between = text[date_size];
    time.seconds += *hour * 3600 + *minute * 60 + *second;
    std::string_view rest = text.substr(time_size);
    if (rest.starts_with('.')) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        time.fraction = rest.substr(0, end);
        rest.remove_prefix(end);
    }
    time.zone = rest;
    if (time.between != ' ' && time.between != 'T') return std::nullopt;
    if (!rest.empty() && rest.find_first_not_of("+-0123456789:Zz") != std::string_view::npos)
        return std::nullopt;  // "BC"
    return time;
}

std::string write(std::int64_t seconds, char between)
{
    const std::int64_t days =
        seconds >= 0 ? seconds / day_seconds : (seconds - day_seconds + 1) / day_seconds;
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    const std::int64_t rest = seconds - days * day_seconds;
    const std::string text =
        fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (between == 0) return text;
    return fmt::format("{}{}{:02}:{:02}:{:02}", text, between, rest / 3600, rest / 60 % 60,
                       rest % 60);
}

// "+00", "+0900", "+09:00" in seconds.
std::int64_t offset_of(std::string_view zone)
{
    if (zone.empty() || zone.front() == 'Z' || zone.front() == 'z') return 0;
    std::string numbers;
    std::copy_if(zone.begin(), zone.end(), std::back_inserter(numbers),
                 [](char c) { return c >= '0' && c <= '9'; });
    const std::int64_t seconds =
        digits(numbers, 0, 2).value_or(0) * 3600 + digits(numbers, 2, 2).value_or(0) * 60;
    return zone.front() == '-' ? -seconds : seconds;
}

// Seconds in UTC, where anybody knows the zone.
std::optional<std::int64_t> utc_of(const Time& time, Kind kind, const std::optional<Zone>& zone)
{
    if (kind == Kind::instant || !time.zone.empty()) return time.seconds - offset_of(time.zone);
    if (!zone) return std::nullopt;
    return zone->to_utc(time.seconds);
}

std::optional<std::int64_t> whole(const std::string& text)
{
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}  // namespace

std::string to_rfc3339(const Value& value, const std::optional<Zone>& zone)
{
    const std::optional<Time> time = parse(value.text);
    if (!time || time->date_only) return value.text;
    const auto utc = utc_of(*time, value.kind, zone);
    const std::string text = write(utc.value_or(time->seconds), 'T') + std::string(time->fraction);
    return utc ? text + "Z" : text;
}

std::optional<std::int64_t> to_seconds(const Value& value, const std::optional<Zone>& zone)
{
    const std::optional<Time> time = parse(value.text);
    if (!time) return std::nullopt;
    return utc_of(*time, value.kind, zone).value_or(time->seconds);
}

std::optional<Value> earlier(const Value& value, std::int64_t amount)
{
    if (value.kind == Kind::integer) {
        const auto number = whole(value.text);
        if (!number) return std::nullopt;
        return Value{value.kind, std::to_string(*number - amount)};
    }
    const std::optional<Time> time = parse(value.text);
    if (!time) return std::nullopt;
    if (time->date_only) {
        const std::int64_t days = (amount + day_seconds - 1) / day_seconds;
        return Value{value.kind, write(time->seconds - days * day_seconds, 0)};
    }
    return Value{value.kind, write(time->seconds - amount, time->between) +
                                 std::string(time->fraction) + std::string(time->zone)};
}

bool before(const Value& a, const Value& b)
{
    const auto left = whole(a.text);
    const auto right = whole(b.text);
    return left && right ? *left < *right : a.text < b.text;
}

}  // namespace sql
