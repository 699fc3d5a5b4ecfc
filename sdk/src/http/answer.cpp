// What an answer means, seen from outside.
#include <cx/http.hpp>

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>

namespace cx::http {
namespace {

constexpr std::int64_t longest_ms = 86'400'000;

}  // namespace

std::string_view Response::header(std::string_view name) const
{
    for (const auto& [known, value] : headers)
        if (known.size() == name.size() && Poco::icompare(known, std::string(name)) == 0)
            return value;
    return {};
}

cx_status judge(int status)
{
    if (status >= 200 && status < 300) return CX_OK;
    if (status == 408 || status == 425 || status == 429) return CX_RETRY;
    return status >= 500 && status != 501 && status != 505 ? CX_RETRY : CX_FAILED;
}

std::optional<std::chrono::milliseconds> retry_after(std::string_view header, std::int64_t now_us)
{
    if (header.empty()) return {};
    std::int64_t seconds = 0;
    const char* const end = header.data() + header.size();
    const auto [stop, error] = std::from_chars(header.data(), end, seconds);
    if (stop == end && error == std::errc::result_out_of_range)
        return std::chrono::milliseconds(longest_ms);
    if (stop == end && error == std::errc())
        return std::chrono::milliseconds(std::clamp<std::int64_t>(seconds, 0, longest_ms / 1000) *
                                         1000);
    // "Tue, 14 Nov 2023 22:14:50 GMT": the parser alone takes less than that for a date.
    if (header.size() < 28 || !header.ends_with(" GMT")) return {};
    Poco::DateTime time;
    int zone = 0;
    if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, std::string(header),
                                        time, zone))
        return {};
    time.makeUTC(zone);
    const std::int64_t left_ms = (time.timestamp().epochMicroseconds() - now_us + 999) / 1000;
    return std::chrono::milliseconds(std::clamp<std::int64_t>(left_ms, 0, longest_ms));
}

}  // namespace cx::http
