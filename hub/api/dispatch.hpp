// From a request to its answer: route, caller, scope, parameters, handler, access log, telemetry.
// Knows no socket.
#pragma once

#include "api/exchange.hpp"
#include "api/routes.hpp"

#include <string>

namespace cx::api {

class Dispatcher {
public:
    Dispatcher(const ServerParts& parts, std::string base_url)
        : parts_(parts), labels_(parts.store), base_url_(std::move(base_url))
    {
    }

    // Never throws. The access log holds the read before this returns. [any-thread]
    Answer answer(Request& request) const;
    // An answer for what could not be read as a request at all, counted like the others.
    Answer refuse(std::string_view code, const std::string& method) const;

    // Followers end within a second; none begins any more.
    void end_following() { followers_->end = true; }

private:
    Answer routed(Request& request, std::string& route) const;
    Answer authorized(const Endpoint& endpoint, const Request& request) const;
    void log_act(const Endpoint& endpoint, const Request& request, const Caller& caller,
                 const Answer& answer) const;
    void log_access(const Endpoint& endpoint, const Request& request, const Caller& caller,
                    const Answer& answer) const;

    const ServerParts& parts_;
    mutable MappingLabels labels_;  // A cache with a lock of its own.
    std::shared_ptr<Followers> followers_ = std::make_shared<Followers>();
    std::string base_url_;
};

}  // namespace cx::api
