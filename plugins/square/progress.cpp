#include "square/progress.hpp"

#include <cx/json.hpp>

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

}  // namespace square
