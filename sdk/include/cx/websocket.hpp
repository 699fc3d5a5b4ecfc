// A WebSocket (RFC 6455) as a connector reads it: one connection, messages as they come.
//
// It goes through proxies, verifies certificates and bounds every wait as cx::http::Client does. It
// answers pings, sends its own where the other side is silent, joins the parts of a message,
// unpacks it where the other side compresses (permessage-deflate), and bounds what it holds of one.
// What it does not do: connect again by itself, compress what it sends, or stay in a call longer
// than half a second once the hub stops.
//
//     cx::http::WebSocket socket({.url = "wss://feed.shop.example/v1"}, host);
//     if (const cx::Status opened = socket.open("/orders?since=17"); opened.code != CX_OK)
//         return opened;
//     std::deque<cx::http::WebSocket::Message> messages;
//     const cx::Status status = socket.receive(messages, {.messages = 100, .wait = 200ms});
//
// Used by one thread at a time, the worker's. Link cx::http.
#pragma once

#include <cx/http.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace cx::http {

class WebSocket {
public:
    struct Settings {
        std::string url;  // "wss://host[:port][/path]", or ws://
        Connection connection = {};
        Headers headers = {};
        // Where nothing is heard for so long, pings unanswered, the connection counts as lost.
        std::chrono::seconds silence{60};
        std::size_t message_bytes = 1U << 20;
    };
    struct Message {
        std::string body;
        bool cut = false;  // It was too long, and only its beginning is here.
    };
    struct Wanted {
        std::size_t messages = 1000;
        std::size_t bytes = 16U << 20;      // No further message is taken beyond
        std::chrono::milliseconds wait{0};  // For the first
    };

    // Opens no connection. Throws BadOptions where the settings make no sense.
    WebSocket(Settings settings, Host host);
    ~WebSocket();
    WebSocket(WebSocket&&) noexcept;

    bool connected() const;
    // Connects to what stands behind the address, "/orders?since=17". ok, retry or failed, with a
    // reason that names the address without its query.
    Status open(std::string_view target);
    Status send(std::string_view text);
    // Appends messages. retry where the connection was lost; what was appended before counts.
    Status receive(std::deque<Message>& messages, const Wanted& wanted);
    void close();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace cx::http
