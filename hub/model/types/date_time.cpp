#include "base/text.hpp"
#include "model/types/conversion.hpp"
#include "model/types/families.hpp"
#include "model/types/time_format.hpp"
#include "model/types/zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cx::model {
namespace {

// Ways of writing that leave no doubt: the year comes first, in full.
constexpr std::string_view date_patterns =
    "%Y-%m-%d|%Y/%m/%d|%Y.%m.%d|%Y. %m. %d|%Y. %m. %d.|%Y%m%d|%Y년 %m월 %d일|%Y年 %m月 %d日|%d %b "
    "%Y|%b %d, %Y";
constexpr std::string_view partial_patterns = "%Y|%Y-%m|--%m-%d|%Y년|%Y년 %m월|%m월 %d일";
constexpr std::string_view time_patterns =
    "%Y-%m-%d %H:%M:%S|%Y-%m-%d %H:%M|%Y/%m/%d %H:%M:%S|%Y.%m.%d "
    "%H:%M:%S|%Y-%m-%dT%H:%M:%S|%Y-%m-%dT%H:%M|"
    "%Y-%m-%dT%H:%M:%S.%f|%Y-%m-%d %H:%M:%S.%f|%Y-%m-%dT%H:%M:%S%z|%Y-%m-%dT%H:%M:%S.%f%z|%Y-%m-%d "
    "%H:%M:%S%z|"
    "%Y-%m-%d %H:%M:%S %z|%Y-%m-%d %H:%M:%S.%f %z|%Y-%m-%d "
    "%H:%M:%S.%f%z|%Y-%m-%dT%H:%M%z|%Y%m%dT%H%M%S%z|%Y%m%d%H%M%S";

// What systems write where they know no date.
bool is_sentinel(int year, int month, int day)
{
    constexpr std::array<Civil, 7> sentinels{{{1900, 1, 1},
                                              {1970, 1, 1},
                                              {1899, 12, 30},
                                              {1899, 12, 31},
                                              {1111, 11, 11},
                                              {2999, 12, 31},
                                              {1753, 1, 1}}};
    if (year >= 9999 || year <= 1) return true;
    for (const Civil& known : sentinels)
        if (known.year == year && known.month == month && known.day == day) return true;
    return false;
}

bool is_zero_date(std::string_view text)
{
    return text.find_first_not_of("0-/. :") == text.npos;
}

// "03/04/24", "3.4.1990": digits in an order that nobody declared. Where one of two is above 12
// there is but one reading.
struct Unordered {
    bool matched = false;
    std::optional<WrittenTime> only;
};

Unordered read_unordered(std::string_view text, Timestamp now)
{
    Unordered result;
    for (const char separator : {'/', '.', '-'}) {
        const std::string sep(1, separator);
        for (const std::string_view year : {"%Y", "%y"}) {
            const auto day_first =
                read_time(text, "%d" + sep + "%m" + sep + std::string(year), now);
            if (!day_first) continue;
            result.matched = true;
            if (year == "%y") return result;  // The year might stand first, too.
            WrittenTime swapped = *day_first;
            std::swap(swapped.day, swapped.month);
            const bool a = is_date(day_first->year, day_first->month, day_first->day);
            const bool b = is_date(swapped.year, swapped.month, swapped.day);
            if (a && b && day_first->day != day_first->month) return result;
            if (a)
                result.only = day_first;
            else if (b)
                result.only = swapped;
            return result;
        }
    }
    return result;
}

// Milliseconds and, for old services, an offset that says nothing about the instant:
// "/Date(1577836800000+0540)/".
std::optional<std::int64_t> odata_ms(std::string_view text)
{
    constexpr std::string_view open = "/Date(";
    if (text.substr(0, open.size()) != open || text.size() < 9 ||
        text.substr(text.size() - 2) != ")/")
        return std::nullopt;
    const std::string_view body = text.substr(open.size(), text.size() - open.size() - 2);
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), ms);
    const std::string_view rest(end, static_cast<std::size_t>(body.data() + body.size() - end));
    const bool offset = rest.empty() || ((rest[0] == '+' || rest[0] == '-') && rest.size() == 5);
    if (error != std::errc() || !offset) return std::nullopt;
    return ms;
}

constexpr std::int64_t year_10000_ms = 253402300800000;
constexpr std::int64_t year_1_ms = -62135596800000;

bool in_range(std::int64_t ms)
{
    return ms > year_1_ms && ms < year_10000_ms;
}

Converted date_of(const WrittenTime& time, bool partial)
{
    if (time.year == 0 && time.month <= 0) return dropped("date.sentinel");
    if (time.year < 0) {
        if (!partial) return dropped("date.format");
        if (!is_date(2000, time.month, time.day)) return dropped("date.invalid");
        return kept(fmt::format("--{:02}-{:02}", time.month, time.day));
    }
    if (time.year == 0 && time.month > 0) return dropped("date.sentinel");
    if (time.day < 0) {
        if (!partial) return dropped("date.format");
        if (time.year >= 9999 || time.year <= 1) return dropped("date.sentinel");
        if (time.month < 0) return kept(fmt::format("{:04}", time.year));
        if (time.month < 1 || time.month > 12) return dropped("date.invalid");
        return kept(fmt::format("{:04}-{:02}", time.year, time.month));
    }
    if (!is_date(time.year, time.month, time.day)) return dropped("date.invalid");
    if (is_sentinel(time.year, time.month, time.day)) return dropped("date.sentinel");
    return kept(fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day));
}

Converted convert_any_date(const json::Value& input, const ConvertContext& context, bool partial)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string_view text = read.text;
    if (is_zero_date(text)) return dropped("date.sentinel");
    if (is_placeholder_word(text)) return dropped("date.format");
    // The canonical form is always understood, so that converting twice changes nothing.
    if (const auto time =
            read_time_any(text, partial ? "%Y-%m-%d|%Y-%m|%Y|--%m-%d" : "%Y-%m-%d", context.now))
        return date_of(*time, partial);
    const std::string_view format = option(context, "format");
    if (!format.empty()) {
        const auto time = read_time_any(text, format, context.now);
        return time ? date_of(*time, partial) : dropped("date.format");
    }
    if (const auto time = read_time_any(text, date_patterns, context.now))
        return date_of(*time, partial);
    if (partial)
        if (const auto time = read_time_any(text, partial_patterns, context.now))
            return date_of(*time, partial);
    if (const auto time = read_time_any(text, time_patterns, context.now))
        return date_of(*time, partial);
    if (const auto ms = odata_ms(text); ms && in_range(*ms)) {
        const Civil day =
            civil_from_days(*ms >= 0 ? *ms / 86400000 : -((-*ms + 86399999) / 86400000));
        WrittenTime time;
        time.year = day.year;
        time.month = day.month;
        time.day = day.day;
        return date_of(time, partial);
    }
    const Unordered unordered = read_unordered(text, context.now);
    if (unordered.only) return date_of(*unordered.only, partial);
    return dropped(unordered.matched ? "date.ambiguous" : "date.format");
}

bool is_clock_time(const WrittenTime& time)
{
    return time.hour <= 24 && time.minute <= 59 && time.second <= 60 &&
           (time.hour != 24 || (time.minute <= 0 && time.second <= 0));
}

constexpr std::int64_t day_micros = 86'400 * micros_per_second;

Converted timestamp_of(std::int64_t micros, const ConvertContext& context)
{
    const Civil day = civil_from_days(micros >= 0 ? micros / day_micros
                                                  : -((-micros + day_micros - 1) / day_micros));
    if (micros == 0 || is_sentinel(day.year, day.month, day.day)) return dropped("date.sentinel");
    const Timestamp time{micros - (micros % 1000 + 1000) % 1000};
    Converted result = kept(to_rfc3339(time));
    const bool may_be_future = option(context, "future") == "allow";
    if (context.now.micros != 0 && time.micros > context.now.micros + day_micros && !may_be_future)
        warn(result, "timestamp.future");
    return result;
}

Converted timestamp_of(const WrittenTime& time, const ConvertContext& context)
{
    if (time.year < 0 || time.day < 0) return dropped("timestamp.format");
    if (time.year == 0) return dropped("date.sentinel");
    if (!is_date(time.year, time.month, time.day) || !is_clock_time(time))
        return dropped("date.invalid");
    if (is_sentinel(time.year, time.month, time.day)) return dropped("date.sentinel");
    const std::string_view own = option(context, "timezone");
    const std::optional<Instant> instant =
        to_instant(time, own.empty() ? context.timezone : std::string(own));
    if (!instant) return dropped("timestamp.zone");
    Converted result = timestamp_of(instant->micros, context);
    if (instant->in_gap && !result.dropped()) warn(result, "timestamp.gap");
    return result;
}

// Seconds with decimals, or milliseconds, since 1970.
Converted epoch(std::string_view text, std::string_view unit, const ConvertContext& context)
{
    const bool negative = !text.empty() && text[0] == '-';
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc()) return dropped("timestamp.format");
    std::int64_t ms = whole;
    if (unit == "s") {
        if (!in_range(whole)) return dropped("timestamp.format");
        ms = whole * 1000;
        std::int64_t scale = 100;
        if (!rest.empty() && rest[0] == '.') {
            rest.remove_prefix(1);
            while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
                ms += (negative ? -1 : 1) * (rest[0] - '0') * scale;
                scale /= 10;
                rest.remove_prefix(1);
            }
        }
    }
    if (!rest.empty() || !in_range(ms)) return dropped("timestamp.format");
    return timestamp_of(ms * 1000, context);
}

}  // namespace

Converted convert_date(const json::Value& input, const ConvertContext& context)
{
    return convert_any_date(input, context, false);
}

Converted convert_partial_date(const json::Value& input, const ConvertContext& context)
{
    return convert_any_date(input, context, true);
}

Converted convert_timestamp(const json::Value& input, const ConvertContext& context)
{
    const Input read = width_input(input);
    if (read.problem) return *read.problem;
    const std::string_view text = read.text;
    if (const auto time = parse_rfc3339(text)) {
        // The shape is right; the sentinel and range rules are those of every form.
        if (const auto written = read_time_any(text.substr(0, 10), "%Y-%m-%d", context.now);
            written && is_sentinel(written->year, written->month, written->day))
            return dropped("date.sentinel");
        return timestamp_of(time->micros, context);
    }
    if (const auto ms = odata_ms(text))
        return in_range(*ms) ? timestamp_of(*ms * 1000, context) : dropped("timestamp.format");
    if (const std::string_view unit = option(context, "unit"); unit == "s" || unit == "ms")
        return text == "0" ? dropped("date.sentinel") : epoch(text, unit, context);
    if (is_zero_date(text)) return dropped("date.sentinel");
    if (const std::string_view format = option(context, "format"); !format.empty()) {
        const auto time = read_time_any(text, format, context.now);
        return time ? timestamp_of(*time, context) : dropped("timestamp.format");
    }
    if (const auto time = read_time_any(text, time_patterns, context.now))
        return timestamp_of(*time, context);
    if (const auto time = read_time_any(text, date_patterns, context.now))
        return timestamp_of(*time, context);
    if (input.is_number()) return dropped("timestamp.unit");
    const Unordered unordered = read_unordered(text, context.now);
    return dropped(unordered.matched ? "date.ambiguous" : "timestamp.format");
}

}  // namespace cx::model
