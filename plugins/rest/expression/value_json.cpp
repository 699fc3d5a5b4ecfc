// Values as JSON.
#include "rest/expression/value.hpp"

#include <cmath>

namespace rest::expr {
namespace {

using Json = cx::json::Value;

// Lists may share parts, and so be far larger when written out than they are.
constexpr int values_max = 2'000'000;

std::optional<std::string> key_text(const Value& key)
{
    if (key.is<Text>()) return std::string(key.text());
    if (key.is<bool>()) return key.as<bool>() ? "true" : "false";
    if (key.is<None>()) return "null";
    if (key.is<std::int64_t>() || key.is<Big>() || key.is<double>()) return shown(key);
    return std::nullopt;
}

class Conversion {
public:
    std::optional<Json> convert(const Value& value, int depth)
    {
        if (depth > cx::json::max_depth || --budget_ < 0) return std::nullopt;
        if (value.is<Text>()) return Json(value.text());
        if (value.is<bool>()) return Json(value.as<bool>());
        if (value.is<std::int64_t>()) return Json(value.as<std::int64_t>());
        if (value.is<Big>()) return Json(cx::json::Number{value.as<Big>().digits});
        if (value.is<double>()) {
            if (!std::isfinite(value.as<double>())) return std::nullopt;
            return number_json(value.as<double>());
        }
        if (value.is<None>()) return Json();
        if (value.is_list()) return list(value, depth);
        if (value.is_dict()) return dict(value, depth);
        return std::nullopt;
    }

private:
    std::optional<Json> list(const Value& value, int depth)
    {
        cx::json::Array array;
        const List items = *elements(value);
        for (const Value& one : items) {
            std::optional<Json> made = convert(one, depth + 1);
            if (!made) return std::nullopt;
            array.push_back(std::move(*made));
        }
        return Json(std::move(array));
    }

    std::optional<Json> dict(const Value& value, int depth)
    {
        cx::json::Object object;
        for (const auto& [key, one] : pairs_of(value)) {
            std::optional<std::string> name = key_text(key);
            std::optional<Json> made = convert(one, depth + 1);
            if (!name || !made) return std::nullopt;
            object.insert_or_assign(std::move(*name), std::move(*made));
        }
        return Json(std::move(object));
    }

    int budget_ = values_max;
};

}  // namespace

cx::json::Value number_json(double number)
{
    return cx::json::Number{float_text(number)};
}

std::optional<cx::json::Value> to_json(const Value& value)
{
    return Conversion().convert(value, 0);
}

}  // namespace rest::expr
