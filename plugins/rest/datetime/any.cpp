// Times whose format nobody told.
#include "rest/civil.hpp"
#include "rest/datetime.hpp"
#include "rest/datetime/names.hpp"

#include <algorithm>
#include <charconv>

namespace rest::datetime {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// Seconds until the year 5138, then milliseconds until there, then microseconds.
std::optional<Moment> counted(std::string_view text)
{
    const std::size_t begin = text.starts_with('-') ? 1 : 0;
    std::size_t size = 0;
    while (begin + size < text.size() && is_digit(text[begin + size])) ++size;
    const bool fraction = begin + size < text.size();
    if (size == 0 || size > 17 || (fraction && text[begin + size] != '.')) return std::nullopt;
    const std::string_view format = size <= 11 ? "%s" : size <= 14 ? "%ms" : "%epoch_microseconds";
    const cx::Result<Moment> moment = parse_format(text, format);
    return moment ? std::optional(*moment) : std::nullopt;
}

// "/Date(1700000000000)/" and "/Date(1700000000000+0900)/": the offset is how to show it.
std::optional<Moment> microsoft(std::string_view text)
{
    if (!text.starts_with("/Date(") || !text.ends_with(")/")) return std::nullopt;
    text = text.substr(6, text.size() - 8);
    const std::size_t sign = text.find_first_of("+-", 1);
    const cx::Result<Moment> moment = parse_format(text.substr(0, sign), "%ms");
    return moment ? std::optional(*moment) : std::nullopt;
}

struct NamedZone {
    std::string_view name;
    int hours;
};
// RFC 2822, 4.3.
constexpr NamedZone named_zones[] = {{"GMT", 0},  {"UTC", 0},  {"UT", 0},   {"Z", 0},
                                     {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                                     {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};

// Takes a zone by name from the end of the text.
std::optional<std::int32_t> take_named_zone(std::string_view& text)
{
    const std::size_t blank = text.rfind(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view last = text.substr(blank + 1);
    for (const auto& [name, hours] : named_zones)
        if (last.size() == name.size() && begins_with(last, name)) {
            text = trimmed(text.substr(0, blank));
            return hours * 3600;
        }
    return std::nullopt;
}

std::optional<Moment> written_out(std::string_view text)
{
    // A comment, "(KST)", says nothing that the offset does not say.
    if (text.ends_with(')')) text = trimmed(text.substr(0, text.rfind('(')));
    const std::optional<std::int32_t> zone = take_named_zone(text);
    static constexpr std::string_view formats[] = {
        "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S",   "%a, %d %b %Y %H:%M %z",
        "%d %b %Y %H:%M:%S %z",     "%d %b %Y %H:%M:%S",       "%A, %d-%b-%y %H:%M:%S",
        "%a, %d-%b-%Y %H:%M:%S",    "%a %b %d %H:%M:%S %Y",    "%a %b %d %H:%M:%S %z %Y",
        "%Y-%m-%d %H:%M:%S %z",     "%Y-%m-%d %H:%M:%S.%f %z", "%Y/%m/%d %H:%M:%S",
        "%Y-%m-%d %H:%M:%S",        "%Y-%m-%d %H:%M:%S.%f",    "%Y/%m/%d"};
    for (const std::string_view format : formats) {
        const cx::Result<Moment> moment = parse_format(text, format);
        if (!moment) continue;
        if (moment->offset || !zone) return *moment;
        return Moment{moment->us - *zone * second_us, zone};
    }
    return std::nullopt;
}

std::optional<Moment> recognized(std::string_view text)
{
    // Eight digits are a day and four a year; no system counts such seconds.
    const bool all_digits = std::all_of(text.begin(), text.end(), is_digit);
    if (!all_digits || text.size() == 8 || text.size() == 4)
        if (const cx::Result<Moment> moment = parse_iso(text)) return *moment;
    if (const std::optional<Moment> moment = counted(text)) return moment;
    if (const std::optional<Moment> moment = microsoft(text)) return moment;
    return written_out(text);
}

}  // namespace

cx::Result<std::int64_t> parse_any(std::string_view text, std::string_view zone)
{
    const std::optional<Moment> moment = recognized(trimmed(text));
    if (!moment) return cx::Error{"rest.datetime", "the text is no time of a known form"};
    if (moment->offset || zone.empty()) return moment->us;
    const std::optional<std::int32_t> offset = offset_of(zone, moment->us, false);
    if (!offset)
        return cx::Error{"rest.datetime", "there is no time zone '" + std::string(zone) + "'"};
    return moment->us - *offset * second_us;
}

}  // namespace rest::datetime
