#include "mqtt/text.hpp"

#include <cx/json_check.hpp>
#include <cx/rfc3339.hpp>

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace mqtt {

std::vector<std::string> split_topic(std::string_view topic)
{
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = topic.find('/');
        parts.emplace_back(topic.substr(0, end));
        if (end == std::string_view::npos) return parts;
        topic.remove_prefix(end + 1);
    }
}

std::string to_base64(std::string_view bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t i) {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U;
        };
        const std::uint32_t bits = byte(0) << 16U | byte(1) << 8U | byte(2);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) text += letters[bits >> shift & 63U];
    }
    for (std::size_t i = 0; i < (3 - bytes.size() % 3) % 3; ++i) text[text.size() - 1 - i] = '=';
    return text;
}

std::string text_or_base64(std::string_view bytes)
{
    return cx::json::is_utf8(bytes) ? std::string(bytes) : to_base64(bytes);
}

cx::json::Value shortest(float number)
{
    if (!std::isfinite(number)) return {};
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return cx::json::Number{std::string(text.data(), end)};
}

cx::json::Value to_time(std::uint64_t milliseconds)
{
    constexpr std::uint64_t year_10000 = 253'402'300'800'000;
    if (milliseconds >= year_10000) return milliseconds;
    return cx::rfc3339::write(static_cast<std::int64_t>(milliseconds) * 1000).value_or("");
}

std::string fingerprint(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return fmt::format("{:016x}", hash);
}

std::string_view type_name(std::uint32_t type)
{
    static constexpr std::string_view names[] = {
        "Unknown", "Int8",   "Int16",   "Int32",  "Int64",   "UInt8",   "UInt16",
        "UInt32",  "UInt64", "Float",   "Double", "Boolean", "String",  "DateTime",
        "Text",    "UUID",   "DataSet", "Bytes",  "File",    "Template"};
    return type < std::size(names) ? names[type] : type <= 34 ? "Array" : "Unknown";
}

}  // namespace mqtt
