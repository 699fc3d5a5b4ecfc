// Sockets: with head_watch and local.cpp the only place of this folder that knows Poco.
#pragma once

#include "api/exchange.hpp"
#include "api/server.hpp"
#include "base/limits.hpp"

#include <cx/result.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cx::api {

// What a listener does with requests. [any-thread]
struct Answering {
    // Never throws.
    std::function<Answer(Request&)> answer;
    // For a request that could not be read: a code of the table of problems, and the method.
    std::function<Answer(std::string_view, const std::string&)> refuse;
};

struct ListenerLimits {
    int threads = 1;
    int keep_alive_connections = 0;  // 0: each connection is closed after its answer.
    int timeout_seconds = 10;        // For a read that brings nothing
    int head_seconds = 30;           // For the head of a request as a whole
    int body_seconds = 30;           // For a body as a whole
    int patience_seconds = limits::follower_patience_s;  // For a follower to take a piece
};

// An HTTP server with threads of its own, so that no listener starves another. Stops when
// destroyed; running answers end.
class Listener {
public:
    virtual ~Listener() = default;
    virtual int port() const = 0;  // 0 for a Unix socket
};

// Error codes: api.listen, api.tls.
Result<std::unique_ptr<Listener>> listen_tcp(const ListenOptions& options,
                                             const ListenerLimits& limits, Answering answering);
// Mode 0600, and only for this user and root. Takes the place of a socket where nobody listens any
// more.
Result<std::unique_ptr<Listener>> listen_unix(const std::string& path, const ListenerLimits& limits,
                                              Answering answering);

}  // namespace cx::api
