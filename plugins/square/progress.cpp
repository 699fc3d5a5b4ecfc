#include "square/progress.hpp"

#include <cx/json.hpp>

#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>

namespace square {
namespace {

using cx::json::Value;
using Times = std::map<std::string, std::string, std::less<>>;

Value to_json(const Times& times)
{
    cx::json::Object object;
    for (const auto& [id, time] : times) object[id] = time;
    return object;
}

Times from_json(const Value* object)
{
    Times times;
    if (object && object->is_object())
        for (const auto& [id, time] : object->as_object()) times[id] = time.text().value_or("");
    return times;
}

}  // namespace

cx::Result<Progress> Progress::read(std::string_view cursor)
{
    Progress progress;
    if (cursor.empty()) return progress;
    const cx::Result<Value> value = cx::json::parse(cursor);
    if (!value || !value->is_object())
        return cx::Error{"square.cursor", "the cursor is none of this plugin's"};
    progress.since = value->text_of("since");
    progress.page = value->text_of("page");
    progress.after = value->text_of("after");
    if (const Value* started = value->find("started"))
        progress.started_at_us = started->integer().value_or(0);
    progress.given = from_json(value->find("given"));
    progress.lately = from_json(value->find("lately"));
    return progress;
}

std::string Progress::write() const
{
    cx::json::Object object;
    const auto put = [&](const char* name, const std::string& text) {
        if (!text.empty()) object[name] = text;
    };
    put("since", since);
    put("page", page);
    put("after", after);
    if (started_at_us != 0) object["started"] = started_at_us;
    if (!given.empty()) object["given"] = to_json(given);
    if (!lately.empty()) object["lately"] = to_json(lately);
    return cx::json::write(std::move(object));
}

std::string to_time(std::int64_t us)
{
    const std::time_t seconds = us / 1'000'000;
    std::tm time{};
    ::gmtime_r(&seconds, &time);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &time);
    std::array<char, 8> millis{};
    std::snprintf(millis.data(), millis.size(), ".%03dZ", static_cast<int>(us / 1000 % 1000));
    return std::string(text.data(), length) + millis.data();
}

std::int64_t from_time(std::string_view text)
{
    std::tm time{};
    const std::string whole(text);
    const char* rest = ::strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
    if (!rest) return -1;
    std::int64_t us = static_cast<std::int64_t>(::timegm(&time)) * 1'000'000;
    if (*rest == '.') {
        std::int64_t unit = 100'000;
        for (++rest; std::isdigit(static_cast<unsigned char>(*rest)); ++rest, unit /= 10)
            us += (*rest - '0') * unit;
    }
    if ((*rest == 'Z' || *rest == 'z') && rest[1] == '\0') return us;
    const std::string_view zone(rest);
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return -1;
    for (const std::size_t at : {1, 2, 4, 5})
        if (!std::isdigit(static_cast<unsigned char>(zone[at]))) return -1;
    const auto digit = [&](std::size_t at) { return std::int64_t{zone[at] - '0'}; };
    const std::int64_t minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
    return zone[0] == '+' ? us - minutes * 60'000'000 : us + minutes * 60'000'000;
}

}  // namespace square
