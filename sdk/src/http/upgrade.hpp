// The handshake that makes a connection a WebSocket (RFC 6455).
#pragma once

#include "http/url.hpp"

#include <cx/http.hpp>

#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <string>

namespace cx::http {

struct Upgrade {
    Status refusal;     // ok where it is a WebSocket now
    std::string early;  // What came behind the answer
};

// Throws Poco exceptions where no answer comes.
Upgrade ask_for_upgrade(Poco::Net::StreamSocket& socket, const Url& url, const Headers& headers,
                        std::chrono::milliseconds patience, std::int64_t now_us);
// The address without its query, "wss://host/path".
std::string websocket_name(const Url& url);

}  // namespace cx::http
