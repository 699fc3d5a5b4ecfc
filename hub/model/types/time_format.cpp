#include "model/types/time_format.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

// Reads along a text by the steps of a pattern.
class Reader {
public:
    Reader(std::string_view text, Timestamp now) : text_(text), now_(now) {}

    bool step(char directive, bool separated)
    {
        switch (directive) {
            case 'Y':
                return number(time_.year, 4, 4);
            case 'y':
                return short_year();
            case 'm':
                return number(time_.month, separated ? 1 : 2, 2);
            case 'd':
                return number(time_.day, separated ? 1 : 2, 2);
            case 'H':
            case 'I':
                return number(time_.hour, separated ? 1 : 2, 2);
            case 'M':
                return number(time_.minute, separated ? 1 : 2, 2);
            case 'S':
                return number(time_.second, separated ? 1 : 2, 2);
            case 'f':
                return fraction();
            case 'b':
                return month_name();
            case 'p':
                return half_day();
            case 'z':
            case 'Z':
                return zone();
            case '%':
                return literal('%');
            default:
                return false;
        }
    }

    bool literal(char c)
    {
        if (c == ' ') {
            while (!text_.empty() && text_[0] == ' ') text_.remove_prefix(1);
            return true;
        }
        if (text_.empty() || text_[0] != c) return false;
        text_.remove_prefix(1);
        return true;
    }

    std::optional<WrittenTime> result() const
    {
        WrittenTime time = time_;
        if (!text_.empty()) return std::nullopt;
        if (afternoon_ && time.hour >= 0) time.hour = time.hour % 12 + (*afternoon_ ? 12 : 0);
        return time;
    }

private:
    bool number(int& out, std::size_t least, std::size_t most)
    {
        std::size_t length = 0;
        while (length < most && length < text_.size() && digit(text_[length])) ++length;
        if (length < least) return false;
        out = 0;
        for (std::size_t i = 0; i < length; ++i) out = out * 10 + (text_[i] - '0');
        text_.remove_prefix(length);
        return true;
    }

    bool short_year()
    {
        int two = 0;
        if (!number(two, 2, 2)) return false;
        const int last =
            now_.micros == 0 ? 2049 : civil_from_days(now_.micros / micros_per_second / 86400).year;
        time_.year = last - last % 100 + two;
        if (time_.year > last) time_.year -= 100;
        return true;
    }

    bool fraction()
    {
        std::size_t length = 0;
        int scale = 100000;
        int micros = 0;
        while (length < text_.size() && digit(text_[length]) && length < 9) {
            micros += (text_[length] - '0') * scale;
            scale /= 10;
            ++length;
        }
        time_.micros = micros;
        text_.remove_prefix(length);
        return length > 0;
    }

    bool month_name()
    {
        constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
        std::size_t length = 0;
        while (length < text_.size() &&
               ((text_[length] | 0x20) >= 'a' && (text_[length] | 0x20) <= 'z'))
            ++length;
        const std::string name = ascii_lower(text_.substr(0, length));
        const std::size_t at = names.find(name.substr(0, 3));
        if (length < 3 || at == names.npos || at % 3 != 0) return false;
        time_.month = static_cast<int>(at / 3) + 1;
        text_.remove_prefix(length);
        if (!text_.empty() && text_[0] == '.') text_.remove_prefix(1);
        return true;
    }

    bool half_day()
    {
        for (const auto& [word, afternoon] : std::array<std::pair<std::string_view, bool>, 4>{
                 {{"am", false}, {"pm", true}, {"오전", false}, {"오후", true}}}) {
            if (ascii_lower(text_.substr(0, word.size())) != word) continue;
            afternoon_ = afternoon;
            text_.remove_prefix(word.size());
            return true;
        }
        return false;
    }

    bool zone()
    {
        if (!text_.empty() && (text_[0] == 'Z' || text_[0] == 'z')) {
            text_.remove_prefix(1);
            time_.offset_minutes = 0;
            return true;
        }
        for (const std::string_view name : {"UTC", "GMT"}) {
            if (text_.substr(0, 3) != name) continue;
            text_.remove_prefix(3);
            time_.offset_minutes = 0;
            return true;
        }
        if (text_.empty() || (text_[0] != '+' && text_[0] != '-')) return false;
        const int sign = text_[0] == '-' ? -1 : 1;
        text_.remove_prefix(1);
        int hours = 0;
        int minutes = 0;
        if (!number(hours, 2, 2)) return false;
        if (!text_.empty() && text_[0] == ':') text_.remove_prefix(1);
        if (!text_.empty() && !number(minutes, 2, 2)) return false;
        if (hours > 15 || minutes > 59) return false;
        time_.offset_minutes = sign * (hours * 60 + minutes);
        return true;
    }

    std::string_view text_;
    Timestamp now_;
    WrittenTime time_;
    std::optional<bool> afternoon_;
};

}  // namespace

std::optional<WrittenTime> read_time(std::string_view text, std::string_view pattern, Timestamp now)
{
    Reader reader(text, now);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%' || i + 1 == pattern.size()) {
            if (!reader.literal(pattern[i])) return std::nullopt;
            continue;
        }
        const char directive = pattern[++i];
        // Digits that touch other digits must have their full width.
        const bool after = i + 1 < pattern.size() && pattern[i + 1] == '%';
        const bool before = i >= 3 && pattern[i - 3] == '%';
        if (!reader.step(directive, !after && !before)) return std::nullopt;
    }
    return reader.result();
}

std::optional<WrittenTime> read_time_any(std::string_view text, std::string_view patterns,
                                         Timestamp now)
{
    std::optional<WrittenTime> first;
    for (const std::string_view pattern : split(patterns, '|')) {
        std::optional<WrittenTime> time = read_time(text, trim(pattern), now);
        if (!time) continue;
        if (time->day < 0 || is_date(time->year < 0 ? 2000 : time->year, time->month, time->day))
            return time;
        if (!first) first = time;
    }
    return first;
}

bool is_date(int year, int month, int day)
{
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 0 || month < 1 || month > 12 || day < 1) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= (month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)]);
}

long days_from_civil(int year, int month, int day)
{
    const long y = month <= 2 ? year - 1 : year;
    const long era = (y >= 0 ? y : y - 399) / 400;
    const long year_of_era = y - era * 400;
    const long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Civil civil_from_days(long days)
{
    days += 719468;
    const long era = (days >= 0 ? days : days - 146096) / 146097;
    const long day_of_era = days - era * 146097;
    const long year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const long shifted = (5 * day_of_year + 2) / 153;
    const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    const long year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return {static_cast<int>(year), month,
            static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

}  // namespace cx::model
