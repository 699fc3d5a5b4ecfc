// Functions and methods about time.
#include "rest/civil.hpp"
#include "rest/expression/library.hpp"

#include <cmath>

namespace rest::expr {
namespace {

using datetime::day_us;
using datetime::second_us;

std::int64_t local_us(const Value& time)
{
    if (time.is<Date>()) return time.as<Date>().days * day_us;
    return time.as<Moment>().us + time.as<Moment>().offset.value_or(0) * second_us;
}

Value now_utc(Call& call)
{
    return Moment{call.machine.scope().now_us, 0};
}

Value today_utc(Call& call)
{
    return Date{datetime::floor_div(call.machine.scope().now_us, day_us)};
}

Value today_with_timezone(Call& call)
{
    const auto zone = text_at(call, 0);
    if (!zone) return {};
    const std::int64_t now = call.machine.scope().now_us;
    const auto offset = datetime::offset_of(*zone, now);
    if (!offset) return call.machine.value_error("there is no such time zone");
    return Date{datetime::floor_div(now + *offset * second_us, day_us)};
}

Value shown_time(Call& call, std::int64_t us, std::string_view format,
                 std::optional<std::int32_t> offset)
{
    auto out = datetime::strftime(us, format, offset.value_or(0), !offset);
    return out ? made_text(call, std::move(*out))
               : call.machine.value_error("the time is out of bounds");
}

Value day_delta(Call& call)
{
    const auto days = real(call.at(0));
    if (!days || std::fabs(*days) > 4e6)
        return call.machine.unfit(call.at(0), "is no number of days");
    const auto us = static_cast<std::int64_t>(*days * static_cast<double>(day_us));
    const std::string_view format = call.has(1) ? call.at(1).text() : "%Y-%m-%dT%H:%M:%S.%f%z";
    return shown_time(call, call.machine.scope().now_us + us, format, 0);
}

Value duration(Call& call)
{
    const auto text = text_at(call, 0);
    if (!text) return {};
    const auto read = datetime::parse_duration(*text);
    return read ? Value(*read) : call.machine.value_error(read.error().message);
}

std::optional<std::int64_t> iso_us(Call& call, std::size_t index)
{
    const auto text = text_at(call, index);
    if (!text) return std::nullopt;
    const auto read = datetime::parse_iso(*text);
    if (!read) call.machine.value_error(read.error().message);
    return read ? std::optional(read->us) : std::nullopt;
}

Value str_to_datetime(Call& call)
{
    const auto us = iso_us(call, 0);
    return us ? Value(Moment{*us, 0}) : Value();
}

Value timestamp(Call& call)
{
    if (const auto whole = integer(call.at(0))) return *whole;
    if (call.at(0).is<double>()) return static_cast<std::int64_t>(call.at(0).as<double>());
    std::optional<std::int64_t> us;
    if (call.at(0).is<Moment>())
        us = call.at(0).as<Moment>().us;
    else
        us = iso_us(call, 0);
    return us ? Value(static_cast<double>(*us) / 1e6) : Value();
}

Value format_datetime(Call& call)
{
    const Value& time = call.at(0);
    const auto format = text_at(call, 1);
    if (!format) return {};
    if (time.is<Moment>())
        return shown_time(call, time.as<Moment>().us, *format, time.as<Moment>().offset);
    std::optional<std::int64_t> us;
    if (integer(time)) {
        const auto read =
            datetime::parse_format(shown(time), call.has(2) ? call.at(2).text() : "%s");
        if (!read) return call.machine.value_error(read.error().message);
        us = read->us;
    } else if (call.has(2) && time.is<Text>()) {
        const auto read = datetime::parse_format(time.text(), call.at(2).text());
        if (!read) return call.machine.value_error(read.error().message);
        // Shown in the offset that it was read with.
        const auto out = datetime::format(read->us, *format, read->offset.value_or(0));
        return out ? made_text(call, *out) : call.machine.value_error(out.error().message);
    } else {
        us = iso_us(call, 0);
    }
    if (!us) return {};
    const auto out = datetime::format(*us, *format);
    return out ? made_text(call, *out) : call.machine.value_error(out.error().message);
}

// ---- Methods

Value strftime(Call& call)
{
    const auto format = text_at(call, 0);
    if (!format) return {};
    if (call.self.is<Date>()) return shown_time(call, local_us(call.self), *format, std::nullopt);
    if (!call.self.is<Moment>()) return call.machine.type_error("a duration has no strftime");
    return shown_time(call, call.self.as<Moment>().us, *format, call.self.as<Moment>().offset);
}

Value isoformat(Call& call)
{
    std::string out = shown(call.self);
    if (call.self.is<Moment>())
        out[10] = call.has(0) && !call.at(0).text().empty() ? call.at(0).text()[0] : 'T';
    return text(std::move(out));
}

Value timestamp_of(Call& call)
{
    if (!call.self.is<Moment>()) return call.machine.type_error("a date has no timestamp");
    return static_cast<double>(call.self.as<Moment>().us) / 1e6;
}

Value date_of(Call& call)
{
    if (!call.self.is<Moment>()) return call.machine.type_error("a date has no date");
    return Date{datetime::floor_div(local_us(call.self), day_us)};
}

Value weekday(Call& call)
{
    if (call.self.is<Duration>()) return call.machine.type_error("a duration has no weekday");
    return std::int64_t{datetime::weekday_of(datetime::floor_div(local_us(call.self), day_us))};
}

Value isoweekday(Call& call)
{
    const Value day = weekday(call);
    return integer(day) ? Value(*integer(day) + 1) : day;
}

// Nothing where the name is none of a field.
bool set_field(datetime::Civil& civil, std::string_view name, std::int64_t value)
{
    const int number = static_cast<int>(std::clamp<std::int64_t>(value, -1, 1'000'000));
    if (name == "year")
        civil.year = number;
    else if (name == "month")
        civil.month = static_cast<unsigned>(std::max(number, 0));
    else if (name == "day")
        civil.day = static_cast<unsigned>(std::max(number, 0));
    else if (name == "hour")
        civil.hour = number;
    else if (name == "minute")
        civil.minute = number;
    else if (name == "second")
        civil.second = number;
    else if (name == "microsecond")
        civil.us = number;
    else
        return false;
    return true;
}

bool in_day(const datetime::Civil& civil)
{
    return civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 && civil.minute < 60 &&
           civil.second >= 0 && civil.second < 60 && civil.us >= 0 && civil.us < 1'000'000;
}

Value replace(Call& call)
{
    if (call.self.is<Duration>()) return call.machine.type_error("a duration has no replace");
    datetime::Civil civil = datetime::civil_of(local_us(call.self));
    std::optional<std::int32_t> offset;
    if (call.self.is<Moment>()) offset = call.self.as<Moment>().offset;
    for (const auto& [name, value] : call.keywords) {
        if (name == "tzinfo" && value.is<None>()) {
            offset.reset();
            continue;
        }
        const auto number = integer(value);
        if (!number || !set_field(civil, name, *number))
            return call.machine.type_error("replace is given something else than whole numbers");
    }
    if (!datetime::is_date(civil.year, civil.month, civil.day) || !in_day(civil))
        return call.machine.value_error("there is no such day or time");
    if (call.self.is<Date>()) return Date{datetime::days_of(civil.year, civil.month, civil.day)};
    return Moment{datetime::us_of(civil) - offset.value_or(0) * second_us, offset};
}

Value total_seconds(Call& call)
{
    if (!call.self.is<Duration>()) return call.machine.type_error("a time has no total_seconds");
    return static_cast<double>(call.self.as<Duration>().us) / 1e6;
}

constexpr Builtin functions[] = {
    {"now_utc", "", &now_utc},
    {"today_utc", "", &today_utc},
    {"today_with_timezone", "timezone", &today_with_timezone},
    {"day_delta", "num_days format?", &day_delta},
    {"duration", "datestring", &duration},
    {"str_to_datetime", "s", &str_to_datetime},
    {"timestamp", "dt", &timestamp},
    {"format_datetime", "dt format input_format?", &format_datetime},
};

constexpr Builtin methods[] = {
    {"strftime", "format", &strftime}, {"isoformat", "sep?", &isoformat},
    {"timestamp", "", &timestamp_of},  {"date", "", &date_of},
    {"weekday", "", &weekday},         {"isoweekday", "", &isoweekday},
    {"replace", "**", &replace},       {"total_seconds", "", &total_seconds},
};

}  // namespace

std::span<const Builtin> time_functions()
{
    return functions;
}
std::span<const Builtin> time_methods()
{
    return methods;
}

}  // namespace rest::expr
