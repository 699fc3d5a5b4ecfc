// Reads by a format, as Python's strptime does: a part that may be shorter gives way when the rest
// would not fit otherwise.
#include "rest/civil.hpp"
#include "rest/datetime.hpp"
#include "rest/datetime/names.hpp"

namespace rest::datetime {
namespace {

constexpr std::size_t format_bytes_max = 200;
constexpr int tries_max = 10'000;

struct Fields {
    Civil civil = {};
    int hour12 = -1;
    int pm = -1;
    int day_of_year = 0;
    int iso_year = 0;
    int iso_week = 0;
    int weekday = -1;  // Monday 0
    std::optional<std::int32_t> offset = {};
};

struct Directive {
    char name;
    std::size_t digits_max;
    int low;
    int high;
    void (*set)(Fields&, int);
};

constexpr Directive numbers[] = {
    {'d', 2, 1, 31, [](Fields& f, int v) { f.civil.day = static_cast<unsigned>(v); }},
    {'e', 2, 1, 31, [](Fields& f, int v) { f.civil.day = static_cast<unsigned>(v); }},
    {'m', 2, 1, 12, [](Fields& f, int v) { f.civil.month = static_cast<unsigned>(v); }},
    {'H', 2, 0, 23, [](Fields& f, int v) { f.civil.hour = v; }},
    {'I', 2, 1, 12, [](Fields& f, int v) { f.hour12 = v; }},
    {'M', 2, 0, 59, [](Fields& f, int v) { f.civil.minute = v; }},
    {'S', 2, 0, 59, [](Fields& f, int v) { f.civil.second = v; }},
    {'j', 3, 1, 366, [](Fields& f, int v) { f.day_of_year = v; }},
    {'V', 2, 1, 53, [](Fields& f, int v) { f.iso_week = v; }},
    {'u', 1, 1, 7, [](Fields& f, int v) { f.weekday = v - 1; }},
    {'w', 1, 0, 6, [](Fields& f, int v) { f.weekday = (v + 6) % 7; }},
};

class Matcher {
public:
    Matcher(std::string_view text, std::string_view format) : text_(text), format_(format) {}

    std::optional<Fields> match() { return match(0, 0, Fields{}); }

private:
    using Found = std::optional<Fields>;

    Found match(std::size_t f, std::size_t t, Fields fields)
    {
        if (++tries_ > tries_max) return std::nullopt;
        while (f < format_.size() && format_[f] != '%') {
            if (is_blank(format_[f])) {
                if (t >= text_.size() || !is_blank(text_[t])) return std::nullopt;
                while (t < text_.size() && is_blank(text_[t])) ++t;
                while (f < format_.size() && is_blank(format_[f])) ++f;
                continue;
            }
            if (t >= text_.size() || lower(text_[t]) != lower(format_[f])) return std::nullopt;
            ++f;
            ++t;
        }
        if (f >= format_.size()) return t == text_.size() ? Found(fields) : std::nullopt;
        if (f + 1 >= format_.size()) return std::nullopt;
        std::size_t name = f + 1;
        // What strftime writes with %-d is read as %d.
        if (format_[name] == '-' && name + 1 < format_.size()) ++name;
        return directive(format_[name], name + 1, t, fields);
    }

    Found directive(char name, std::size_t f, std::size_t t, Fields fields)
    {
        for (const Directive& one : numbers)
            if (one.name == name) return number(one, f, t, fields);
        switch (name) {
            case 'Y':
                return year(f, t, fields, 4, 0);
            case 'y':
                return year(f, t, fields, 2, 1);
            case 'G':
                return year(f, t, fields, 4, 2);
            case 'f':
                return fraction(f, t, fields);
            case 'b':
            case 'B':
            case 'h':
                return word(months, name == 'B', f, t, fields, [](Fields& x, std::size_t i) {
                    x.civil.month = static_cast<unsigned>(i + 1);
                });
            case 'a':
            case 'A':
                return word(weekdays, name == 'A', f, t, fields,
                            [](Fields& x, std::size_t i) { x.weekday = static_cast<int>(i); });
            case 'p':
                return half(f, t, fields);
            case 'z':
                return zone(f, t, fields);
            case 'Z':
                return zone_name(f, t, fields);
            case 'T':
            case 'X':
                return expand("%H:%M:%S", f, t, fields);
            case 'F':
                return expand("%Y-%m-%d", f, t, fields);
            case 'D':
            case 'x':
                return expand("%m/%d/%y", f, t, fields);
            case 'R':
                return expand("%H:%M", f, t, fields);
            case 'c':
                return expand("%a %b %d %H:%M:%S %Y", f, t, fields);
            case '%':
                if (t < text_.size() && text_[t] == '%') return match(f, t + 1, fields);
                return std::nullopt;
            default:
                return std::nullopt;
        }
    }

    Found expand(std::string_view inner, std::size_t f, std::size_t t, const Fields& fields)
    {
        const std::string rest = std::string(inner) + std::string(format_.substr(f));
        Matcher matcher(text_, rest);
        matcher.tries_ = tries_;
        Found found = matcher.match(0, t, fields);
        tries_ = matcher.tries_;
        return found;
    }

    Found number(const Directive& one, std::size_t f, std::size_t t, Fields fields)
    {
        // A blank may stand for the first digit of a day.
        if (t < text_.size() && text_[t] == ' ' && (one.name == 'd' || one.name == 'e')) {
            const std::optional<int> value = digits(text_, t + 1, 1);
            if (!value || *value == 0) return std::nullopt;
            one.set(fields, *value);
            return match(f, t + 2, fields);
        }
        for (std::size_t size = one.digits_max; size > 0; --size) {
            const std::optional<int> value = digits(text_, t, size);
            if (!value || *value < one.low || *value > one.high) continue;
            one.set(fields, *value);
            if (Found found = match(f, t + size, fields)) return found;
        }
        return std::nullopt;
    }

    Found year(std::size_t f, std::size_t t, Fields fields, std::size_t size, int kind)
    {
        const std::optional<int> value = digits(text_, t, size);
        if (!value) return std::nullopt;
        if (kind == 2)
            fields.iso_year = *value;
        else
            fields.civil.year = kind == 0 ? *value : *value + (*value < 69 ? 2000 : 1900);
        return match(f, t + size, fields);
    }

    Found fraction(std::size_t f, std::size_t t, Fields fields)
    {
        for (std::size_t size = 6; size > 0; --size) {
            const std::optional<int> value = digits(text_, t, size);
            if (!value) continue;
            fields.civil.us = *value;
            for (std::size_t i = size; i < 6; ++i) fields.civil.us *= 10;
            if (Found found = match(f, t + size, fields)) return found;
        }
        return std::nullopt;
    }

    template <typename Words, typename Set>
    Found word(const Words& words, bool whole, std::size_t f, std::size_t t, Fields fields, Set set)
    {
        for (std::size_t i = 0; i < words.size(); ++i) {
            const std::string_view one = whole ? words[i] : words[i].substr(0, 3);
            if (!begins_with(text_.substr(t), one)) continue;
            set(fields, i);
            return match(f, t + one.size(), fields);
        }
        return std::nullopt;
    }

    Found half(std::size_t f, std::size_t t, Fields fields)
    {
        const std::string_view rest = text_.substr(t);
        if (!begins_with(rest, "AM") && !begins_with(rest, "PM")) return std::nullopt;
        fields.pm = lower(rest[0]) == 'p' ? 1 : 0;
        return match(f, t + 2, fields);
    }

    Found zone(std::size_t f, std::size_t t, Fields fields)
    {
        if (t < text_.size() && text_[t] == 'Z') {
            fields.offset = 0;
            return match(f, t + 1, fields);
        }
        if (t >= text_.size() || (text_[t] != '+' && text_[t] != '-')) return std::nullopt;
        const int sign = text_[t] == '-' ? -1 : 1;
        const std::optional<int> hours = digits(text_, t + 1, 2);
        std::size_t end = t + 3;
        if (end < text_.size() && text_[end] == ':') ++end;
        const std::optional<int> minutes = digits(text_, end, 2);
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        fields.offset = sign * (*hours * 3600 + *minutes * 60);
        return match(f, end + 2, fields);
    }

    // Not a zone with an offset: Python takes the words and leaves the time naive.
    Found zone_name(std::size_t f, std::size_t t, const Fields& fields)
    {
        for (const std::string_view one : {"UTC", "GMT"})
            if (begins_with(text_.substr(t), one)) return match(f, t + one.size(), fields);
        return std::nullopt;
    }

    std::string_view text_;
    std::string_view format_;
    int tries_ = 0;
};

std::optional<Moment> moment_of(Fields fields)
{
    if (fields.hour12 >= 0) fields.civil.hour = fields.hour12 % 12 + (fields.pm == 1 ? 12 : 0);
    std::int64_t days = 0;
    if (fields.iso_week > 0 && fields.iso_year > 0 && fields.weekday >= 0) {
        const std::int64_t fourth = days_of(fields.iso_year, 1, 4);
        days = fourth - weekday_of(fourth) + (fields.iso_week - 1) * 7 + fields.weekday;
    } else if (fields.day_of_year > 0) {
        days = days_of(fields.civil.year, 1, 1) + fields.day_of_year - 1;
    } else if (is_date(fields.civil.year, fields.civil.month, fields.civil.day)) {
        days = days_of(fields.civil.year, fields.civil.month, fields.civil.day);
    } else {
        return std::nullopt;
    }
    Civil time = fields.civil;
    time.year = 1970;
    time.month = time.day = 1;
    const std::int64_t us = days * day_us + us_of(time);
    if (us < year_one_us || us >= year_end_us) return std::nullopt;
    return Moment{us - fields.offset.value_or(0) * second_us, fields.offset};
}

// A count of time within words, such as the /Date(%ms)/ of OData 2. Words before and behind it that
// the text does not have make it none.
std::optional<std::string_view> within(std::string_view text, std::string_view format,
                                       std::string_view directive)
{
    const std::size_t at = format.find(directive);
    if (at == format.npos || format.find('%') != at) return std::nullopt;
    const std::string_view before = format.substr(0, at);
    const std::string_view behind = format.substr(at + directive.size());
    if (behind.find('%') != behind.npos || text.size() <= before.size() + behind.size() ||
        !text.starts_with(before) || !text.ends_with(behind))
        return std::nullopt;
    return text.substr(before.size(), text.size() - before.size() - behind.size());
}

std::optional<Moment> read(std::string_view text, std::string_view format)
{
    if (format == "%s" || format == "%s_as_float") return epoch(text, 1e6);
    if (format == "%epoch_microseconds") return epoch(text, 1);
    if (const auto count = within(text, format, "%ms")) return epoch(*count, 1e3);
    if (format.size() > format_bytes_max) return std::nullopt;
    std::string plain(format);
    for (std::size_t at = 0; (at = plain.find("%_ms", at)) != std::string::npos;)
        plain.replace(at, 4, "%f");
    const std::optional<Fields> fields = Matcher(text, plain).match();
    return fields ? moment_of(*fields) : std::nullopt;
}

}  // namespace

cx::Result<Moment> parse_format(std::string_view text, std::string_view format)
{
    if (const std::optional<Moment> moment = read(text, format)) return *moment;
    return cx::Error{"rest.datetime",
                     "the text is no time of the format '" + std::string(format) + "'"};
}

cx::Result<std::int64_t> parse(std::string_view text, std::span<const std::string> formats)
{
    std::string tried;
    for (const std::string& format : formats) {
        if (const std::optional<Moment> moment = read(text, format)) return moment->us;
        tried += (tried.empty() ? "'" : ", '") + format + "'";
    }
    return cx::Error{"rest.datetime", "the text is no time of the format " + tried};
}

}  // namespace rest::datetime
