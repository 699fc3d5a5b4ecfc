// Takes the answer that a receiver writes, and checks it.
//
// Headers that frame or guard an answer are the host's own affair (Content-Length, Connection,
// Content-Security-Policy, ...); a receiver that writes one, or breaks a bound, fails its request.
#pragma once

#include "plugin/plugin.hpp"

#include <cx/abi.h>

#include <string>
#include <string_view>

namespace cx::plugin {

class Reply {
public:
    Reply();

    const cx_response* response() const { return &response_; }

    // As the response's calls, for what came over a socket.
    void set_status(std::int64_t code);
    void add_header(std::string_view name, std::string_view value);
    void add_body(std::string_view media_type, std::string_view part);

    // The answer joined with what the request brought; what broke a bound turns it into a failure.
    ReceiveResult finish(PollResult brought);

private:
    ReceiveResult result_;
    std::string violation_;
    cx_response response_{};
};

}  // namespace cx::plugin
