#include "rest/civil.hpp"
#include "rest/datetime.hpp"
#include "rest/datetime/names.hpp"

#include <fmt/format.h>

namespace rest::datetime {
namespace {

struct Writer {
    std::int64_t us;  // Of UTC
    std::int32_t offset;
    bool naive;
    Civil civil;
    std::int64_t days;
    int weekday;      // Monday 0
    int day_of_year;  // 1...
    std::string out;

    // `flag` is "-" (not padded), "_" (by blanks), "0" or none.
    void number(std::int64_t value, int width, char flag, char fill = '0')
    {
        if (flag == '_') fill = ' ';
        if (flag == '0') fill = '0';
        const std::string digits = std::to_string(value);
        if (flag != '-' && digits.size() < static_cast<std::size_t>(width))
            out.append(static_cast<std::size_t>(width) - digits.size(), fill);
        out += digits;
    }

    void zone(bool colon)
    {
        if (naive) return;
        const int size = offset < 0 ? -offset : offset;
        out += fmt::format("{}{:02}{}{:02}", offset < 0 ? '-' : '+', size / 3600, colon ? ":" : "",
                           size / 60 % 60);
        if (size % 60) out += fmt::format("{}{:02}", colon ? ":" : "", size % 60);
    }

    // Year and week as ISO 8601 counts them.
    std::pair<int, int> iso_week() const
    {
        const std::int64_t thursday = days - weekday + 3;
        const Civil there = civil_of(thursday * day_us);
        return {there.year, static_cast<int>((thursday - days_of(there.year, 1, 1)) / 7 + 1)};
    }

    void all(std::string_view format)
    {
        for (std::size_t i = 0; i < format.size(); ++i) {
            if (format[i] != '%' || i + 1 >= format.size()) {
                out += format[i];
                continue;
            }
            char flag = '\0';
            const char c = format[i + 1];
            if ((c == '-' || c == '_' || c == '0' || c == ':') && i + 2 < format.size()) {
                flag = c;
                ++i;
            }
            if (!directive(format[++i], flag)) {
                out += '%';
                if (flag) out += flag;
                out += format[i];
            }
        }
    }

    bool directive(char c, char flag)
    {
        const int hour12 = civil.hour % 12 == 0 ? 12 : civil.hour % 12;
        switch (c) {
            case 'Y':
                number(civil.year, 4, flag ? flag : '-');
                return true;
            case 'C':
                number(civil.year / 100, 2, flag);
                return true;
            case 'y':
                number(civil.year % 100, 2, flag);
                return true;
            case 'm':
                number(civil.month, 2, flag);
                return true;
            case 'd':
                number(civil.day, 2, flag);
                return true;
            case 'e':
                number(civil.day, 2, flag, ' ');
                return true;
            case 'H':
                number(civil.hour, 2, flag);
                return true;
            case 'k':
                number(civil.hour, 2, flag, ' ');
                return true;
            case 'I':
                number(hour12, 2, flag);
                return true;
            case 'l':
                number(hour12, 2, flag, ' ');
                return true;
            case 'M':
                number(civil.minute, 2, flag);
                return true;
            case 'S':
                number(civil.second, 2, flag);
                return true;
            case 'f':
                number(civil.us, 6, '\0');
                return true;
            case 'j':
                number(day_of_year, 3, flag);
                return true;
            case 'w':
                number((weekday + 1) % 7, 1, flag);
                return true;
            case 'u':
                number(weekday + 1, 1, flag);
                return true;
            case 'U':
                number((day_of_year + 6 - (weekday + 1) % 7) / 7, 2, flag);
                return true;
            case 'W':
                number((day_of_year + 6 - weekday) / 7, 2, flag);
                return true;
            case 'G':
                number(iso_week().first, 4, flag);
                return true;
            case 'g':
                number(iso_week().first % 100, 2, flag);
                return true;
            case 'V':
                number(iso_week().second, 2, flag);
                return true;
            case 's':
                number(floor_div(us, second_us), 1, flag);
                return true;
            case 'a':
                out += weekdays[static_cast<std::size_t>(weekday)].substr(0, 3);
                return true;
            case 'A':
                out += weekdays[static_cast<std::size_t>(weekday)];
                return true;
            case 'b':
            case 'h':
                out += months[civil.month - 1].substr(0, 3);
                return true;
            case 'B':
                out += months[civil.month - 1];
                return true;
            case 'p':
                out += civil.hour < 12 ? "AM" : "PM";
                return true;
            case 'P':
                out += civil.hour < 12 ? "am" : "pm";
                return true;
            case 'z':
                zone(flag == ':');
                return true;
            case 'Z':
                zone_name();
                return true;
            case 'c':
                all("%a %b %e %H:%M:%S %Y");
                return true;
            case 'x':
            case 'D':
                all("%m/%d/%y");
                return true;
            case 'X':
            case 'T':
                all("%H:%M:%S");
                return true;
            case 'F':
                all("%Y-%m-%d");
                return true;
            case 'R':
                all("%H:%M");
                return true;
            case 'r':
                all("%I:%M:%S %p");
                return true;
            case 'n':
                out += '\n';
                return true;
            case 't':
                out += '\t';
                return true;
            case '%':
                out += '%';
                return true;
            default:
                return false;
        }
    }

    void zone_name()
    {
        if (naive) return;
        out += "UTC";
        if (offset) zone(true);
    }
};

}  // namespace

std::optional<std::string> strftime(std::int64_t us, std::string_view format, std::int32_t offset,
                                    bool naive)
{
    const std::int64_t local = us + offset * second_us;
    if (local < year_one_us || local >= year_end_us) return std::nullopt;
    const Civil civil = civil_of(local);
    const std::int64_t days = floor_div(local, day_us);
    Writer writer{.us = us,
                  .offset = offset,
                  .naive = naive,
                  .civil = civil,
                  .days = days,
                  .weekday = weekday_of(days),
                  .day_of_year = static_cast<int>(days - days_of(civil.year, 1, 1)) + 1,
                  .out = {}};
    writer.all(format);
    return std::move(writer.out);
}

cx::Result<std::string> format(std::int64_t us, std::string_view format, std::int32_t offset)
{
    if (format == "%s") return std::to_string(floor_div(us, second_us));
    if (format == "%ms") return std::to_string(floor_div(us, 1000));
    if (format == "%epoch_microseconds") return std::to_string(us);
    if (format == "%s_as_float") {
        const std::int64_t seconds = floor_div(us, second_us);
        std::string text = fmt::format("{}.{:06}", seconds, us - seconds * second_us);
        while (text.ends_with('0') && !text.ends_with(".0")) text.pop_back();
        return text;
    }
    std::string plain(format);
    const std::int64_t ms = (us - floor_div(us, second_us) * second_us) / 1000;
    for (std::size_t at = 0; (at = plain.find("%_ms", at)) != std::string::npos;)
        plain.replace(at, 4, fmt::format("{:03}", ms));
    std::optional<std::string> text = strftime(us, plain, offset);
    if (!text) return cx::Error{"rest.datetime", "the time is not within the years 1 to 9999"};
    return std::move(*text);
}

}  // namespace rest::datetime
