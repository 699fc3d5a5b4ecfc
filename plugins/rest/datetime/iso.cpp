// ISO 8601: dates with their times, and durations.
#include "rest/civil.hpp"
#include "rest/datetime.hpp"
#include "rest/datetime/names.hpp"

#include <algorithm>
#include <cmath>

namespace rest::datetime {
namespace {

class Iso {
public:
    explicit Iso(std::string_view text) : text_(text) {}

    std::optional<Moment> read()
    {
        const std::optional<std::int64_t> days = date();
        if (!days) return std::nullopt;
        std::int64_t time_us = 0;
        std::optional<std::int32_t> offset;
        if (at_ < text_.size()) {
            if (is_digit(text_[at_])) return std::nullopt;
            ++at_;  // T, a blank, or what else stands between
            const std::optional<std::int64_t> time = time_of_day();
            if (!time) return std::nullopt;
            time_us = *time;
            if (at_ < text_.size() && !(offset = zone())) return std::nullopt;
        }
        if (at_ != text_.size()) return std::nullopt;
        const std::int64_t us = *days * day_us + time_us - offset.value_or(0) * second_us;
        if (us < year_one_us || us >= year_end_us) return std::nullopt;
        return Moment{us, offset};
    }

private:
    std::optional<int> take(std::size_t size)
    {
        const std::optional<int> value = digits(text_, at_, size);
        if (value) at_ += size;
        return value;
    }

    bool eat(char c)
    {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::size_t digits_ahead() const
    {
        std::size_t end = at_;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        return end - at_;
    }

    std::optional<std::int64_t> date()
    {
        const std::optional<int> year = take(4);
        if (!year || *year < 1) return std::nullopt;
        if (at_ == text_.size()) return days_of(*year, 1, 1);
        const bool dashed = eat('-');
        if (eat('W')) return week(*year, dashed);
        if (digits_ahead() == 3) return ordinal(*year);
        const std::optional<int> month = take(2);
        if (!month) return std::nullopt;
        std::optional<int> day = 1;
        // Without dashes a day has to follow: 202402 may be anything.
        if (at_ < text_.size() && dashed ? eat('-') : !dashed) day = take(2);
        if (!day || !is_date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)))
            return std::nullopt;
        return days_of(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    }

    std::optional<std::int64_t> week(int year, bool dashed)
    {
        const std::optional<int> number = take(2);
        if (!number || *number < 1 || *number > 53) return std::nullopt;
        std::optional<int> day = 1;
        if (dashed ? eat('-') : digits_ahead() > 0) day = take(1);
        if (!day || *day < 1 || *day > 7) return std::nullopt;
        const std::int64_t fourth = days_of(year, 1, 4);
        return fourth - weekday_of(fourth) + (*number - 1) * 7 + *day - 1;
    }

    std::optional<std::int64_t> ordinal(int year)
    {
        const std::optional<int> day = take(3);
        const int last = is_date(year, 2, 29) ? 366 : 365;
        if (!day || *day < 1 || *day > last) return std::nullopt;
        return days_of(year, 1, 1) + *day - 1;
    }

    std::optional<std::int64_t> time_of_day()
    {
        const std::optional<int> hour = take(2);
        if (!hour) return std::nullopt;
        std::optional<int> minute = 0;
        std::optional<int> second = 0;
        std::int64_t us = 0;
        const bool colons = eat(':');
        if (colons || digits_ahead() >= 2) {
            minute = take(2);
            if (colons ? eat(':') : digits_ahead() >= 2) {
                second = take(2);
                if (second && (eat('.') || eat(','))) {
                    if (digits_ahead() == 0) return std::nullopt;
                    us = fraction();
                }
            }
        }
        if (!minute || !second || *minute > 59 || *second > 59) return std::nullopt;
        if (*hour > 23 && !(*hour == 24 && *minute == 0 && *second == 0 && us == 0))
            return std::nullopt;
        return ((*hour * 60LL + *minute) * 60 + *second) * second_us + us;
    }

    // Beyond microseconds it is cut off.
    std::int64_t fraction()
    {
        std::int64_t us = 0;
        std::int64_t unit = 100'000;
        for (; at_ < text_.size() && is_digit(text_[at_]); ++at_, unit /= 10)
            us += unit * (text_[at_] - '0');
        return us;
    }

    std::optional<std::int32_t> zone()
    {
        if (eat('Z') || eat('z')) return 0;
        const bool negative = text_[at_] == '-';
        if (!negative && text_[at_] != '+') return std::nullopt;
        ++at_;
        const std::optional<int> hours = take(2);
        std::optional<int> minutes = 0;
        if (eat(':') || digits_ahead() > 0) minutes = take(2);
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        const std::int32_t size = *hours * 3600 + *minutes * 60;
        return negative ? -size : size;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

// The units before T and behind it, in their order.
struct Unit {
    char name;
    bool time;
    std::int64_t months;
    std::int64_t us;
};
constexpr Unit units[] = {{'Y', false, 12, 0},
                          {'M', false, 1, 0},
                          {'W', false, 0, 7 * day_us},
                          {'D', false, 0, day_us},
                          {'H', true, 0, 3600 * second_us},
                          {'M', true, 0, 60 * second_us},
                          {'S', true, 0, second_us}};
// Ten thousand years.
constexpr double us_max = 3.2e17;

std::optional<Duration> read_duration(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
    text.remove_prefix(1);
    Duration sum;
    bool in_time = false;
    bool any = false;
    std::size_t unit = 0;
    while (!text.empty()) {
        if (!in_time && text.front() == 'T') {
            in_time = true;
            text.remove_prefix(1);
            any = false;
            continue;
        }
        std::size_t size = 0;
        while (size < text.size() &&
               (is_digit(text[size]) || text[size] == '.' || text[size] == ','))
            ++size;
        if (size == 0 || size == text.size() || size > 18) return std::nullopt;
        std::string number(text.substr(0, size));
        std::replace(number.begin(), number.end(), ',', '.');
        while (unit < std::size(units) &&
               (units[unit].name != text[size] || units[unit].time != in_time))
            ++unit;
        if (unit == std::size(units) || std::count(number.begin(), number.end(), '.') > 1)
            return std::nullopt;
        const double value = std::strtod(number.c_str(), nullptr);
        if (units[unit].months) {
            if (value != std::floor(value) || value > 120'000) return std::nullopt;
            sum.months += static_cast<std::int64_t>(value) * units[unit].months;
        } else {
            const double us = value * static_cast<double>(units[unit].us);
            if (us > us_max) return std::nullopt;
            sum.us += std::llround(us);
        }
        ++unit;
        any = true;
        text.remove_prefix(size + 1);
    }
    if (!any) return std::nullopt;
    if (negative) sum = {-sum.months, -sum.us};
    return sum;
}

}  // namespace

cx::Result<Moment> parse_iso(std::string_view text)
{
    if (const std::optional<Moment> moment = Iso(text).read()) return *moment;
    return cx::Error{"rest.datetime", "the text is no time of ISO 8601"};
}

cx::Result<Duration> parse_duration(std::string_view text)
{
    if (const std::optional<Duration> duration = read_duration(text)) return *duration;
    return cx::Error{"rest.datetime", "this is no duration of ISO 8601, such as P1D or PT30M"};
}

std::int64_t add(std::int64_t us, const Duration& duration, int times)
{
    constexpr std::int64_t months_max = 240'000;
    Civil civil = civil_of(std::clamp(us, year_one_us, year_end_us - 1));
    if (duration.months != 0 && times != 0) {
        const std::int64_t all = civil.year * 12LL + civil.month - 1 +
                                 std::clamp(duration.months, -months_max, months_max) *
                                     std::clamp<std::int64_t>(times, -months_max, months_max);
        const std::int64_t year = floor_div(all, 12);
        if (year < 1) return year_one_us;
        if (year > 9999) return year_end_us - 1;
        civil.year = static_cast<int>(year);
        civil.month = static_cast<unsigned>(all - year * 12 + 1);
        civil.day = std::min(civil.day, last_day(civil.year, civil.month));
    }
    std::int64_t sum = 0;
    std::int64_t shift = 0;
    if (__builtin_mul_overflow(duration.us, static_cast<std::int64_t>(times), &shift) ||
        __builtin_add_overflow(us_of(civil), shift, &sum))
        return (duration.us < 0) == (times < 0) ? year_end_us - 1 : year_one_us;
    return std::clamp(sum, year_one_us, year_end_us - 1);
}

}  // namespace rest::datetime
