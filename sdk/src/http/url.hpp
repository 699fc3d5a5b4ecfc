// Addresses as the client needs them: taken apart once, compared by origin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx::http {

struct Url {
    bool secure = false;
    std::string host;  // Lower case, an IPv6 address without brackets
    std::uint16_t port = 0;
    std::string path;  // With its query; begins with '/', or is empty

    bool same_origin(const Url& other) const
    {
        return secure == other.secure && host == other.host && port == other.port;
    }
    // Names the host and, where it is not the usual one, the port: as in a Host header.
    std::string authority() const;
    std::string text() const;
    bool is_loopback() const;
};

// http:// and https:// only, without user and password; nothing for all else.
std::optional<Url> parse_url(std::string_view text);

}  // namespace cx::http
