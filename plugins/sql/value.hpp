// A cell of a row: what kind of thing it is, and its text as the database wrote it, which the same
// database takes back as a bound value.
#pragma once

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sql {

enum class Kind {
    null,
    text,
    bytes,       // As they are.
    integer,     // Digits
    number,      // Any other number, with every digit it has
    boolean,     // "true" or "false"
    json,        // JSON text
    instant,     // A time in UTC: "2024-01-31 15:00:00.25", perhaps with "+00"
    local_time,  // The same without a zone
};

struct Value {
    Kind kind = Kind::null;
    std::string text;

    bool operator==(const Value&) const = default;
};

using Row = std::vector<Value>;

struct Column {
    std::string name;
    Kind kind = Kind::text;
};

std::string to_base64(std::string_view bytes);

// As part of a cursor, and back; nothing where the JSON is none of write's.
cx::json::Value to_cursor(const Value& value);
std::optional<Value> from_cursor(const cx::json::Value& json);

// 64 bits of a text, as 16 hexadecimal digits: tells texts apart, keeps nothing of them.
std::string fingerprint(std::string_view text);

// Whether two numbers, or two texts, are the same: 10, 10.00 and 1e1 are.
bool equal(const Value& a, const Value& b);
// What a column that marks deleted rows says.
bool says_yes(const Value& value);

}  // namespace sql
