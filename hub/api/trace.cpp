#include "api/trace.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace cx::api {
namespace {

bool is_hex(std::string_view text, std::size_t length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool is_id(std::string_view text, std::size_t length)
{
    return is_hex(text, length) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

// version "-" trace id "-" parent id "-" flags; versions after 00 may have more behind.
std::string trace_id_of(std::string_view traceparent)
{
    constexpr std::size_t most_bytes = 200;
    if (traceparent.size() > most_bytes) return {};
    const std::vector<std::string_view> parts = split(traceparent, '-');
    if (parts.size() < 4 || !is_hex(parts[0], 2) || parts[0] == "ff") return {};
    if (parts[0] == "00" && parts.size() > 4) return {};
    if (!is_id(parts[1], 32) || !is_id(parts[2], 16) || !is_hex(parts[3], 2)) return {};
    return std::string(parts[1]);
}

}  // namespace cx::api
