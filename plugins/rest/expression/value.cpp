#include "rest/expression/value.hpp"

#include "rest/expression/unicode.hpp"

#include <charconv>
#include <cstdlib>

namespace rest::expr {
namespace {

Value number_of(const std::string& digits)
{
    const char* const end = digits.data() + digits.size();
    if (digits.find_first_of(".eE") == std::string::npos) {
        std::int64_t integer = 0;
        const auto read = std::from_chars(digits.data(), end, integer);
        if (read.ec == std::errc() && read.ptr == end) return integer;
        return Big{digits};
    }
    // strtod, since from_chars leaves 0 where a number is beyond a double.
    return std::strtod(digits.c_str(), nullptr);
}

}  // namespace

Value none()
{
    return None{};
}

Value text(std::string owned)
{
    auto owner = std::make_shared<const std::string>(std::move(owned));
    const std::string_view view = *owner;
    return Text{view, std::move(owner)};
}

Value borrowed(std::string_view view)
{
    return Text{view};
}

Value list(List items, ListKind kind)
{
    return std::make_shared<ListObject>(ListObject{std::move(items), kind});
}

Value dict(Pairs pairs)
{
    auto made = std::make_shared<DictObject>();
    for (auto& [key, value] : pairs) put(*made, std::move(key), std::move(value));
    return made;
}

Value from_json(const cx::json::Value& json)
{
    if (json.is_string()) return borrowed(json.as_string());
    if (json.is_number()) return number_of(json.as_number());
    if (json.is_bool()) return json.as_bool();
    if (json.is_array()) return &json.as_array();
    if (json.is_object()) return &json.as_object();
    return None{};
}

bool truth(const Value& value)
{
    if (value.is<bool>()) return value.as<bool>();
    if (value.is<std::int64_t>()) return value.as<std::int64_t>() != 0;
    if (value.is<double>()) return value.as<double>() != 0;
    if (value.is<Duration>()) return value.as<Duration>() != Duration{};
    if (value.is_missing() || value.is<None>()) return false;
    if (value.is<std::shared_ptr<ListObject>>() &&
        value.as<std::shared_ptr<ListObject>>()->kind == ListKind::generator)
        return true;
    const std::optional<std::size_t> size = length(value);
    return !size || *size > 0;
}

std::optional<std::int64_t> integer(const Value& value)
{
    if (value.is<bool>()) return value.as<bool>() ? 1 : 0;
    if (value.is<std::int64_t>()) return value.as<std::int64_t>();
    return std::nullopt;
}

std::optional<double> real(const Value& value)
{
    if (value.is<double>()) return value.as<double>();
    if (value.is<Big>()) return std::strtod(value.as<Big>().digits.c_str(), nullptr);
    if (const auto whole = integer(value)) return static_cast<double>(*whole);
    return std::nullopt;
}

std::optional<std::size_t> length(const Value& value)
{
    if (value.is<Text>()) return unicode::length(value.text());
    if (value.is_missing()) return 0;
    if (value.is<const cx::json::Array*>()) return value.as<const cx::json::Array*>()->size();
    if (value.is<const cx::json::Object*>()) return value.as<const cx::json::Object*>()->size();
    if (value.is<std::shared_ptr<ListObject>>()) {
        const ListObject& object = *value.as<std::shared_ptr<ListObject>>();
        if (object.kind == ListKind::generator) return std::nullopt;
        return object.items.size();
    }
    if (value.is<std::shared_ptr<DictObject>>())
        return value.as<std::shared_ptr<DictObject>>()->pairs.size();
    return std::nullopt;
}

std::optional<List> elements(const Value& value)
{
    if (value.is<std::shared_ptr<ListObject>>())
        return value.as<std::shared_ptr<ListObject>>()->items;
    List all;
    if (value.is<const cx::json::Array*>()) {
        for (const auto& one : *value.as<const cx::json::Array*>()) all.push_back(from_json(one));
    } else if (value.is_dict()) {
        for (auto& pair : pairs_of(value)) all.push_back(std::move(pair.first));
    } else if (value.is<Text>()) {
        for (const std::string_view one : unicode::characters(value.text()))
            all.push_back(Text{one, value.as<Text>().owner});
    } else if (!value.is_missing()) {
        return std::nullopt;
    }
    return all;
}

std::optional<Value> member(const Value& dict, std::string_view key)
{
    if (dict.is<const cx::json::Object*>()) {
        const auto& object = *dict.as<const cx::json::Object*>();
        const auto found = object.find(key);
        if (found == object.end()) return std::nullopt;
        return from_json(found->second);
    }
    if (!dict.is<std::shared_ptr<DictObject>>()) return std::nullopt;
    for (const auto& [name, value] : dict.as<std::shared_ptr<DictObject>>()->pairs)
        if (name.is<Text>() && name.text() == key) return value;
    return std::nullopt;
}

std::optional<Value> item(const Value& container, const Value& key)
{
    if (container.is_dict()) {
        if (key.is<Text>()) return member(container, key.text());
        if (!container.is<std::shared_ptr<DictObject>>()) return std::nullopt;
        for (const auto& [name, value] : container.as<std::shared_ptr<DictObject>>()->pairs)
            if (equal(name, key)) return value;
        return std::nullopt;
    }
    std::optional<std::int64_t> index = integer(key);
    if (!index) return std::nullopt;
    const std::optional<std::size_t> size = length(container);
    if (!size || container.is_missing()) return std::nullopt;
    if (*index < 0) *index += static_cast<std::int64_t>(*size);
    if (*index < 0 || static_cast<std::size_t>(*index) >= *size) return std::nullopt;
    const auto at = static_cast<std::size_t>(*index);
    if (container.is<const cx::json::Array*>())
        return from_json((*container.as<const cx::json::Array*>())[at]);
    if (container.is<std::shared_ptr<ListObject>>())
        return container.as<std::shared_ptr<ListObject>>()->items[at];
    return Text{unicode::slice(container.text(), at, at + 1), container.as<Text>().owner};
}

void put(DictObject& dict, Value key, Value value)
{
    for (auto& [name, old] : dict.pairs)
        if (equal(name, key)) {
            old = std::move(value);
            return;
        }
    dict.pairs.emplace_back(std::move(key), std::move(value));
}

Pairs pairs_of(const Value& dict)
{
    if (dict.is<std::shared_ptr<DictObject>>())
        return dict.as<std::shared_ptr<DictObject>>()->pairs;
    Pairs all;
    if (dict.is<const cx::json::Object*>())
        for (const auto& [name, value] : *dict.as<const cx::json::Object*>())
            all.emplace_back(borrowed(name), from_json(value));
    return all;
}

}  // namespace rest::expr
