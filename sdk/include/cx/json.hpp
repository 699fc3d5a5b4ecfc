// JSON as a value: read whole, looked into, written canonically.
//
// Members of an object are sorted by name and numbers keep the text they arrived with, so that
// write(parse(x)) is canonical and no digit of an amount is lost. Input is UTF-8 (RFC 8259);
// nesting deeper than max_depth is refused. Reading is simdjson's; this is the only JSON writer of
// the project.
#pragma once

#include <cx/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cx::json {

inline constexpr int max_depth = 64;

class Value;
using Array = std::vector<Value>;
using Object = std::map<std::string, Value, std::less<>>;

// A number as it was written: "12", "-0.50", "1e3".
struct Number {
    std::string text;

    bool operator==(const Number&) const = default;
};

class Value {
public:
    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool value) : data_(value) {}
    Value(int value) : data_(Number{std::to_string(value)}) {}
    Value(std::int64_t value) : data_(Number{std::to_string(value)}) {}
    Value(std::uint64_t value) : data_(Number{std::to_string(value)}) {}
    Value(double value);  // Shortest text that reads back the same; not finite becomes null.
    Value(Number value) : data_(std::move(value)) {}
    Value(std::string value) : data_(std::move(value)) {}
    Value(std::string_view value) : data_(std::string(value)) {}
    Value(const char* value) : data_(std::string(value)) {}
    Value(Array value) : data_(std::move(value)) {}
    Value(Object value) : data_(std::move(value)) {}

    bool is_null() const { return data_.index() == 0; }
    bool is_bool() const { return data_.index() == 1; }
    bool is_number() const { return data_.index() == 2; }
    bool is_string() const { return data_.index() == 3; }
    bool is_array() const { return data_.index() == 4; }
    bool is_object() const { return data_.index() == 5; }

    // Each of these asserts the kind.
    bool as_bool() const { return std::get<bool>(data_); }
    const std::string& as_number() const { return std::get<Number>(data_).text; }
    const std::string& as_string() const { return std::get<std::string>(data_); }
    const Array& as_array() const { return std::get<Array>(data_); }
    Array& as_array() { return std::get<Array>(data_); }
    const Object& as_object() const { return std::get<Object>(data_); }
    Object& as_object() { return std::get<Object>(data_); }

    // The text of a string or number, the words true and false, else nothing.
    std::optional<std::string> text() const;
    // The integer in a number without fraction or in a string of digits, if it fits.
    std::optional<std::int64_t> integer() const;

    // The member `name`, or nullptr where this is no object or has none.
    const Value* find(std::string_view name) const;
    Value* find(std::string_view name);
    // The text of member `name`, or "" where there is none.
    std::string text_of(std::string_view name) const;
    // The member `name`, made null where missing; a null value becomes an object first.
    Value& operator[](std::string_view name);
    void push_back(Value element);  // A null value becomes an array first.

    // Null, "", [] and {} alike.
    bool empty() const;

    bool operator==(const Value&) const = default;

private:
    std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;
};

// Error codes: json.syntax, json.depth, json.encoding. The message tells the byte offset where it
// can.
Result<Value> parse(std::string_view text);

// Canonical text: members sorted, no white space, control characters escaped, the rest as UTF-8.
std::string write(const Value& value);
void write_to(const Value& value, std::string& out);
// For people: two spaces a level.
std::string write_pretty(const Value& value);

}  // namespace cx::json
