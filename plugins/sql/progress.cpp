#include "sql/progress.hpp"

#include <cx/json.hpp>

#include <optional>

namespace sql {
namespace {

using Json = cx::json::Value;

Json to_json(const std::vector<Value>& position)
{
    cx::json::Array all;
    for (const Value& value : position) all.push_back(to_cursor(value));
    return all;
}

// Empty, or as many values as a position has.
std::optional<std::vector<Value>> read_position(const Json& cursor, const char* name,
                                                std::size_t size)
{
    std::vector<Value> position;
    const Json* array = cursor.find(name);
    if (!array) return position;
    if (!array->is_array() || array->as_array().size() != size) return std::nullopt;
    for (const Json& one : array->as_array()) {
        auto value = from_cursor(one);
        if (!value) return std::nullopt;
        position.push_back(*std::move(value));
    }
    return position;
}

std::optional<Value> read_value(const Json& cursor, const char* name)
{
    const Json* value = cursor.find(name);
    return value ? from_cursor(*value) : Value();
}

std::int64_t read_number(const Json& cursor, const char* name)
{
    const Json* number = cursor.find(name);
    return number ? number->integer().value_or(0) : 0;
}

bool read_lately(const Json& cursor, std::deque<Given>& lately)
{
    const Json* all = cursor.find("lately");
    if (!all) return true;
    if (!all->is_array()) return false;
    for (const Json& one : all->as_array()) {
        if (!one.is_array() || one.as_array().size() != 3) return false;
        const auto& parts = one.as_array();
        const auto value = from_cursor(parts[2]);
        if (!value) return false;
        lately.push_back({parts[0].text().value_or(""), parts[1].text().value_or(""), *value});
    }
    return true;
}

}  // namespace

cx::Result<Progress> Progress::read(std::string_view cursor, const Shape& shape)
{
    Progress progress;
    if (cursor.empty()) return progress;
    const cx::Error wrong{"sql.cursor",
                          "the cursor is none of this stream's; its key or mode was "
                          "changed: rewind the stream"};
    const cx::Result<Json> value = cx::json::parse(cursor);
    if (!value || !value->is_object()) return wrong;
    progress.run = static_cast<std::uint64_t>(read_number(*value, "run"));
    progress.settled = value->find("settled") != nullptr;
    const std::string phase = value->text_of("phase");
    if (phase == "no_cursor") progress.phase = Phase::no_cursor;
    if (phase == "rows") progress.phase = Phase::rows;
    const bool no_cursor = progress.phase == Phase::no_cursor;
    const std::size_t size = no_cursor ? shape.key : shape.cursor + shape.key;
    const auto after = read_position(*value, "after", size);
    const auto told = read_position(*value, "no_cursor_after", shape.key);
    const auto high = read_position(*value, "high", shape.cursor + shape.key);
    const auto from = read_value(*value, "from");
    const auto ceiling = read_value(*value, "ceiling");
    if (!after || !told || !high || !from || !ceiling) return wrong;
    progress.after = *after;
    progress.no_cursor_after = *told;
    progress.high = *high;
    progress.from = *from;
    progress.ceiling = *ceiling;
    if (const Json* given = value->find("given"); given && given->is_object())
        for (const auto& [key, content] : given->as_object())
            progress.given[key] = content.text().value_or("");
    if (!read_lately(*value, progress.lately)) return wrong;
    return progress;
}

std::string Progress::write() const
{
    cx::json::Object object;
    if (run != 0) object["run"] = run;
    if (phase == Phase::no_cursor) object["phase"] = "no_cursor";
    if (phase == Phase::rows) object["phase"] = "rows";
    if (settled) object["settled"] = true;
    if (!after.empty()) object["after"] = to_json(after);
    if (!no_cursor_after.empty()) object["no_cursor_after"] = to_json(no_cursor_after);
    if (!high.empty()) object["high"] = to_json(high);
    if (from.kind != Kind::null) object["from"] = to_cursor(from);
    if (ceiling.kind != Kind::null) object["ceiling"] = to_cursor(ceiling);
    cx::json::Object seen;
    for (const auto& [key, content] : given) seen[key] = content;
    if (!seen.empty()) object["given"] = std::move(seen);
    cx::json::Array late;
    for (const Given& one : lately)
        late.push_back(cx::json::Array{one.key, one.content, to_cursor(one.cursor)});
    if (!late.empty()) object["lately"] = std::move(late);
    return cx::json::write(std::move(object));
}

}  // namespace sql
