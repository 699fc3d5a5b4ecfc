// The one dynamic type of expressions: what Python would hold there.
//
// Values of the scope are borrowed: a text, list or object of a record costs a pointer. What an
// expression makes itself is shared. Nothing here fails; where Python raises, the answer is
// "nothing" and the machine says why.
#pragma once

#include "rest/datetime.hpp"

#include <cx/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace rest::expr {

class Value;
using List = std::vector<Value>;
using Pairs = std::vector<std::pair<Value, Value>>;

// Jinja's undefined. `name` is of the template or a constant.
struct Missing {
    std::string_view name = {};
};
struct None {};
// An argument that was not given.
struct Absent {};
// An integer beyond 64 bits, as its digits.
struct Big {
    std::string digits;
};
// UTF-8, borrowed or owned.
struct Text {
    std::string_view view;
    std::shared_ptr<const std::string> owner = {};
};
struct Date {
    std::int64_t days = 0;  // Since 1970
};
// A method that is named but not called.
struct Bound {
    std::string_view name;
};
enum class ListKind { list, tuple, generator, keys, values, items };
struct ListObject {
    List items;
    ListKind kind = ListKind::list;
};
// In the order of their making, as Python has them.
struct DictObject {
    Pairs pairs;
    bool is_namespace = false;
};

using Moment = datetime::Moment;      // A datetime; without offset it is naive
using Duration = datetime::Duration;  // With months 0: a timedelta

template <typename T, typename Variant>
inline constexpr bool is_alternative = false;
template <typename T, typename... Kinds>
inline constexpr bool is_alternative<T, std::variant<Kinds...>> = (std::is_same_v<T, Kinds> || ...);

class Value {
public:
    using Data =
        std::variant<Missing, None, Absent, bool, std::int64_t, Big, double, Text,
                     const cx::json::Array*, const cx::json::Object*, std::shared_ptr<ListObject>,
                     std::shared_ptr<DictObject>, Moment, Date, Duration, Bound>;

    Value() = default;
    template <typename T>
    requires is_alternative<T, Data> Value(T data) : data_(std::in_place_type<T>, std::move(data))
    {
    }

    template <typename T>
    bool is() const
    {
        return std::holds_alternative<T>(data_);
    }
    template <typename T>
    const T& as() const
    {
        return *std::get_if<T>(&data_);
    }
    const Data& data() const { return data_; }

    bool is_missing() const { return is<Missing>(); }
    bool given() const { return !is<Absent>(); }
    bool is_list() const
    {
        return is<const cx::json::Array*>() || is<std::shared_ptr<ListObject>>();
    }
    bool is_dict() const
    {
        return is<const cx::json::Object*>() || is<std::shared_ptr<DictObject>>();
    }
    // bool, int and float, as in arithmetic. Big is none.
    bool is_number() const { return is<bool>() || is<std::int64_t>() || is<double>(); }
    // The view of a Text, "" of another kind.
    std::string_view text() const { return is<Text>() ? as<Text>().view : std::string_view(); }

private:
    Data data_;
};

Value none();
Value text(std::string owned);
Value borrowed(std::string_view view);
Value list(List items, ListKind kind = ListKind::list);
Value dict(Pairs pairs);

// Borrows `json`.
Value from_json(const cx::json::Value& json);
// Nothing for kinds that JSON does not have (and for NaN and infinity).
std::optional<cx::json::Value> to_json(const Value& value);
cx::json::Value number_json(double number);

// "str", "list", for messages.
std::string_view type_name(const Value& value);
bool truth(const Value& value);
// An integer (a bool counts), for indexes and counts.
std::optional<std::int64_t> integer(const Value& value);
std::optional<double> real(const Value& value);

bool equal(const Value& left, const Value& right);
// Less 0, equal 0, more: nothing where the kinds do not order.
std::optional<int> compare(const Value& left, const Value& right);
// `item in container`; nothing where the container is none.
std::optional<bool> contains(const Value& container, const Value& item);

// Whether Python takes it for a key: no lists, no dicts, no tuples of them.
bool hashable(const Value& value);
// len(): nothing where there is none.
std::optional<std::size_t> length(const Value& value);
// What a loop goes through: elements, keys, characters.
std::optional<List> elements(const Value& value);
// container[key], with negative indexes; nothing where there is no such thing.
std::optional<Value> item(const Value& container, const Value& key);
std::optional<Value> member(const Value& dict, std::string_view key);
// Sets a key of a dict of our own.
void put(DictObject& dict, Value key, Value value);
// All pairs of either kind of dict.
Pairs pairs_of(const Value& dict);

// str() and repr().
std::string shown(const Value& value);
void show(const Value& value, std::string& out);
void represent(const Value& value, std::string& out);
void represent_text(std::string_view text, std::string& out);
std::string float_text(double number);

}  // namespace rest::expr
