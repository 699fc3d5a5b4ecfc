// What an answer tells of how often the system may be asked, in the headers that are in use.
#pragma once

#include <cx/http.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace rest {

struct RateLimit {
    std::optional<std::int64_t> remaining;
    std::optional<std::int64_t> wait_us;  // Until there are more
};

// One header for all, `RateLimit: limit=10, remaining=0, reset=30` or `RateLimit: "day";r=0;t=30`;
// or one each: RateLimit-, X-RateLimit-, X-Rate-Limit- with Remaining and Reset, where Reset is
// seconds from now, or since 1970, or a date; HubSpot's, whose interval is in milliseconds. Of
// several the one that binds counts.
RateLimit rate_limit_of(const cx::http::Response& response, std::int64_t now_us);

// Seconds from now, since 1970, or a date; nothing where the text is none of them.
std::optional<std::int64_t> wait_us_of(std::string_view reset, std::int64_t now_us);

}  // namespace rest
