#include "base/clock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace cx {
namespace {

// Reads exactly `width` digits at the front of `text` and takes them off.
std::optional<int> take_digits(std::string_view& text, std::size_t width)
{
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool take(std::string_view& text, std::string_view any_of)
{
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// ".123456789" -> microseconds; digits beyond the sixth are cut.
std::optional<std::int64_t> take_fraction(std::string_view& text)
{
    if (!take(text, ".")) return 0;
    std::int64_t micros = 0;
    std::int64_t scale = 100'000;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        micros += (text.front() - '0') * scale;
        scale /= 10;
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    return micros;
}

// "Z" or "+09:00" -> seconds east of UTC.
std::optional<int> take_offset(std::string_view& text)
{
    if (take(text, "Zz")) return 0;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::string to_rfc3339(Timestamp time)
{
    using namespace std::chrono;
    const sys_time<microseconds> point{microseconds{time.micros}};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<milliseconds>(point - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<Timestamp> parse_rfc3339(std::string_view text)
{
    using namespace std::chrono;
    const auto year = take_digits(text, 4);
    if (!year || !take(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || !take(text, "Tt ")) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;

    const year_month_day date{std::chrono::year{*year},
                              std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const std::int64_t seconds = sys_days{date}.time_since_epoch().count() * 86400LL +
                                 *hour * 3600 + *minute * 60 + *second - *offset;
    return Timestamp{seconds * micros_per_second + *fraction};
}

Timestamp SystemClock::now()
{
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace cx
