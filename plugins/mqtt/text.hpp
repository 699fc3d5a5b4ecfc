// Small things between bytes and JSON.
#pragma once

#include <cx/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mqtt {

std::vector<std::string> split_topic(std::string_view topic);
std::string to_base64(std::string_view bytes);
// The text, or base64 where it is not UTF-8.
std::string text_or_base64(std::string_view bytes);
// The shortest number that reads back the same; null where it is none.
cx::json::Value shortest(float number);
// RFC 3339 in UTC with milliseconds; the number as it is where no year has four digits for it.
cx::json::Value to_time(std::uint64_t milliseconds);
// 64 bits of a text, as 16 hexadecimal digits.
std::string fingerprint(std::string_view text);
// "Int8", ..., as Sparkplug B calls its types.
std::string_view type_name(std::uint32_t type);

}  // namespace mqtt
