#include "model/schedule.hpp"

#include "model/types/zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace cx::model {
namespace {

constexpr std::int64_t minute_us = 60 * micros_per_second;
constexpr int years_ahead = 8;  // A leap day is at most that far away.

// ---- Reading -----------------------------------------------------------------------------------

struct FieldRule {
    std::string_view name;
    int least;
    int most;
    int first_name;  // The number of names[0]
    std::vector<std::string_view> names;
};

const std::array<FieldRule, 5>& rules()
{
    static const std::array<FieldRule, 5> all{
        FieldRule{"minute", 0, 59, 0, {}}, FieldRule{"hour", 0, 23, 0, {}},
        FieldRule{"day of the month", 1, 31, 0, {}},
        FieldRule{
            "month",
            1,
            12,
            1,
            {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
        FieldRule{"day of the week", 0, 7, 0, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}};
    return all;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<int> number_of(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > 9999)
        return std::nullopt;
    return number;
}

std::optional<int> value_of(std::string_view text, const FieldRule& rule)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto named = std::find(rule.names.begin(), rule.names.end(), lower);
    if (named != rule.names.end())
        return rule.first_name + static_cast<int>(named - rule.names.begin());
    const auto number = number_of(text);
    return number && *number >= rule.least && *number <= rule.most ? number : std::nullopt;
}

// One part of a list: "*", "7", "1-5", each with "/2" behind it. False where it is none.
template <std::size_t size>
bool add_part(std::string_view part, const FieldRule& rule, std::bitset<size>& out)
{
    int step = 1;
    const std::size_t slash = part.find('/');
    if (slash != std::string_view::npos) {
        const auto told = number_of(part.substr(slash + 1));
        if (!told || *told == 0) return false;
        step = *told;
        part = part.substr(0, slash);
    }
    int first = rule.least;
    int last = rule.most;
    if (part != "*") {
        const std::size_t dash = part.find('-');
        const auto from = value_of(part.substr(0, dash), rule);
        const auto to =
            dash == std::string_view::npos ? from : value_of(part.substr(dash + 1), rule);
        if (!from || !to || *from > *to) return false;
        first = *from;
        // "5/15" goes on to the end, as "5-59/15" does.
        last = dash == std::string_view::npos && slash != std::string_view::npos ? rule.most : *to;
    }
    // Sunday is 0 and 7.
    for (int value = first; value <= last; value += step)
        out.set(static_cast<std::size_t>(value) % size);
    return true;
}

template <std::size_t size>
Result<Done> read_field(std::string_view text, const FieldRule& rule, std::bitset<size>& out)
{
    for (const std::string_view part : split(text, ','))
        if (!add_part(part, rule, out))
            return Error{"schedule.cron", fmt::format("'{}' is no {} ({} to {})", part, rule.name,
                                                      rule.least, rule.most)};
    return Done{};
}

std::string_view expanded(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words{
        std::pair{"@hourly", "0 * * * *"}, std::pair{"@daily", "0 0 * * *"},
        std::pair{"@weekly", "0 0 * * 0"}, std::pair{"@monthly", "0 0 1 * *"}};
    for (const auto& [word, meaning] : words)
        if (text == word) return meaning;
    return text;
}

// ---- Counting ----------------------------------------------------------------------------------

int weekday_of(long days)
{
    return static_cast<int>(((days + 4) % 7 + 7) % 7);  // 1970-01-01 was a Thursday.
}

bool fits_day(const Cron& cron, long days)
{
    const Civil date = civil_from_days(days);
    if (!cron.months.test(static_cast<std::size_t>(date.month))) return false;
    const bool day = cron.days.test(static_cast<std::size_t>(date.day));
    const bool weekday = cron.weekdays.test(static_cast<std::size_t>(weekday_of(days)));
    if (cron.any_day || cron.any_weekday) return day && weekday;
    return day || weekday;
}

Timestamp instant_of(long days, int minute_of_day, const std::string& zone)
{
    const Civil date = civil_from_days(days);
    const WrittenTime time{.year = date.year,
                           .month = date.month,
                           .day = date.day,
                           .hour = minute_of_day / 60,
                           .minute = minute_of_day % 60,
                           .second = 0};
    return {to_instant(time, zone).value_or(Instant{}).micros};
}

// The first of the day's fixed times that is later than `after`.
std::optional<Timestamp> first_of_day(const Schedule& schedule, long days, Timestamp after)
{
    std::optional<Timestamp> first;
    for (int hour = 0; hour < 24; ++hour) {
        if (!schedule.cron.hours.test(static_cast<std::size_t>(hour))) continue;
        for (int minute = 0; minute < 60; ++minute) {
            if (!schedule.cron.minutes.test(static_cast<std::size_t>(minute))) continue;
            const Timestamp at = instant_of(days, hour * 60 + minute, schedule.zone);
            if (at > after && (!first || at < *first)) first = at;
        }
    }
    return first;
}

// The same by the time that passes.
std::optional<Timestamp> first_passing(const Schedule& schedule, long days, Timestamp after)
{
    const Timestamp midnight = instant_of(days, 0, schedule.zone);
    std::int64_t at = std::max(midnight.micros, (after.micros / minute_us + 1) * minute_us);
    for (;; at += minute_us) {
        const LocalTime local = local_time({at}, schedule.zone);
        if (local.days > days) return std::nullopt;
        if (local.days == days &&
            schedule.cron.minutes.test(static_cast<std::size_t>(local.minute_of_day % 60)))
            return Timestamp{at};
    }
}

std::optional<Timestamp> next_of_calendar(const Schedule& schedule, Timestamp after)
{
    const long today = local_time(after, schedule.zone).days;
    for (long days = today; days < today + years_ahead * 366L; ++days) {
        if (!fits_day(schedule.cron, days)) continue;
        const auto first = schedule.cron.hours.all() ? first_passing(schedule, days, after)
                                                     : first_of_day(schedule, days, after);
        if (first) return first;
    }
    return std::nullopt;
}

}  // namespace

Result<Cron> parse_cron(std::string_view text)
{
    std::vector<std::string_view> fields;
    for (const std::string_view part : split(expanded(text), ' '))
        if (!part.empty()) fields.push_back(part);
    if (fields.size() != rules().size())
        return Error{"schedule.cron",
                     "a calendar has five fields: minute, hour, day of the month, month, day of "
                     "the week"};
    Cron cron;
    for (const Result<Done>& read : {read_field(fields[0], rules()[0], cron.minutes),
                                     read_field(fields[1], rules()[1], cron.hours),
                                     read_field(fields[2], rules()[2], cron.days),
                                     read_field(fields[3], rules()[3], cron.months),
                                     read_field(fields[4], rules()[4], cron.weekdays)})
        if (!read) return read.error();
    cron.any_day = fields[2] == "*";
    cron.any_weekday = fields[4] == "*";
    Schedule probe{.kind = Schedule::Kind::calendar, .cron = cron};
    if (!next_of_calendar(probe, Timestamp{}))
        return Error{"schedule.cron", "there is no such day"};
    return cron;
}

std::optional<QuietHours> parse_quiet_hours(std::string_view text)
{
    const auto minute = [](std::string_view time) -> std::optional<int> {
        if (time.size() != 5 || time[2] != ':') return std::nullopt;
        const auto hours = number_of(time.substr(0, 2));
        const auto minutes = number_of(time.substr(3));
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        return *hours * 60 + *minutes;
    };
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = minute(text.substr(0, dash));
    const auto until = minute(text.substr(dash + 1));
    if (!from || !until || *from == *until) return std::nullopt;
    return QuietHours{.from = *from, .until = *until};
}

std::optional<Timestamp> next_run(const Schedule& schedule, Timestamp after)
{
    switch (schedule.kind) {
        case Schedule::Kind::interval:
            return Timestamp{after.micros + schedule.every_ms * 1000};
        case Schedule::Kind::calendar:
            return next_of_calendar(schedule, after);
        case Schedule::Kind::manual:
            break;
    }
    return std::nullopt;
}

std::optional<Timestamp> quiet_until(const Schedule& schedule, Timestamp at)
{
    if (!schedule.quiet) return std::nullopt;
    const QuietHours& quiet = *schedule.quiet;
    const LocalTime local = local_time(at, schedule.zone);
    const int minute = local.minute_of_day;
    const bool over_midnight = quiet.from > quiet.until;
    const bool inside = over_midnight ? minute >= quiet.from || minute < quiet.until
                                      : minute >= quiet.from && minute < quiet.until;
    if (!inside) return std::nullopt;
    const bool tomorrow = over_midnight && minute >= quiet.from;
    return instant_of(local.days + (tomorrow ? 1 : 0), quiet.until, schedule.zone);
}

}  // namespace cx::model
