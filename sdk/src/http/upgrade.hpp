// The handshake that makes a connection a WebSocket (RFC 6455).
#pragma once

#include "http/frames.hpp"
#include "http/url.hpp"

#include <cx/http.hpp>

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cx::http {

struct Upgrade {
    Status refusal;     // ok where it is a WebSocket now
    std::string early;  // What came behind the answer
    Compression compression = {};
};

// What the server chose of the extensions that it was offered. Nothing where it chose what it was
// not, which the protocol forbids.
std::optional<Compression> compression_of(std::string_view extensions);

// Throws Poco exceptions where no answer comes.
Upgrade ask_for_upgrade(Poco::Net::StreamSocket& socket, const Url& url, const Headers& headers,
                        std::chrono::milliseconds patience, std::int64_t now_us);
// The address without its query, "wss://host/path".
std::string websocket_name(const Url& url);

}  // namespace cx::http
