#include "rest/read/rate_limit.hpp"

#include "rest/datetime.hpp"

#include <cx/json.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace rest {
namespace {

constexpr std::int64_t second = 1'000'000;
// More seconds than that are a time.
constexpr std::int64_t seconds_max = 1'000'000'000;
// And these are one in milliseconds.
constexpr std::int64_t milliseconds_min = 100'000'000'000;

std::optional<std::int64_t> number(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin);
    return cx::json::Value(text.substr(0, text.find_last_not_of(" \t") + 1)).integer();
}

// The value of one of these names in "limit=10, remaining=0;reset=30".
std::optional<std::int64_t> parameter(std::string_view header, std::string_view name,
                                      std::string_view short_name)
{
    while (!header.empty()) {
        const std::size_t end = std::min(header.find_first_of(",;"), header.size());
        std::string_view one = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
        const std::size_t equals = one.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = one.substr(0, equals);
        if (key == name || key == short_name) return number(one.substr(equals + 1));
    }
    return {};
}

void bind(RateLimit& to, const RateLimit& other)
{
    if (!other.remaining) return;
    if (!to.remaining || *other.remaining < *to.remaining) to = other;
}

RateLimit combined(std::string_view header, std::int64_t now_us)
{
    RateLimit found;
    found.remaining = parameter(header, "remaining", "r");
    if (const auto reset = parameter(header, "reset", "t"))
        found.wait_us = wait_us_of(std::to_string(*reset), now_us);
    return found;
}

}  // namespace

std::optional<std::int64_t> wait_us_of(std::string_view reset, std::int64_t now_us)
{
    if (const auto count = number(reset)) {
        if (*count < 0) return {};
        if (*count < seconds_max) return *count * second;
        const std::int64_t at = *count >= milliseconds_min ? *count * 1000 : *count * second;
        return std::max<std::int64_t>(at - now_us, 0);
    }
    const cx::Result<std::int64_t> at = datetime::parse_any(std::string(reset));
    if (!at) return {};
    return std::max<std::int64_t>(*at - now_us, 0);
}

RateLimit rate_limit_of(const cx::http::Response& response, std::int64_t now_us)
{
    struct Names {
        const char* remaining;
        const char* reset;
        std::int64_t wait_us;  // Where no header tells
    };
    static constexpr std::array<Names, 5> known = {
        {{"RateLimit-Remaining", "RateLimit-Reset", 0},
         {"X-RateLimit-Remaining", "X-RateLimit-Reset", 0},
         {"X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", 0},
         {"X-HubSpot-RateLimit-Secondly-Remaining", "", second},
         {"X-HubSpot-RateLimit-Remaining", "", 0}}};
    RateLimit found = combined(response.header("RateLimit"), now_us);
    for (const Names& names : known) {
        RateLimit one;
        one.remaining = number(response.header(names.remaining));
        if (*names.reset != '\0' && !response.header(names.reset).empty())
            one.wait_us = wait_us_of(response.header(names.reset), now_us);
        else if (names.wait_us > 0)
            one.wait_us = names.wait_us;
        else if (const auto ms =
                     number(response.header("X-HubSpot-RateLimit-Interval-Milliseconds")))
            one.wait_us = *ms * 1000;
        bind(found, one);
    }
    return found;
}

}  // namespace rest
