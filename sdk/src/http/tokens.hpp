// OAuth2 access tokens: got once for all streams of a connection, renewed shortly before they end.
//
// A refresh token that the server replaces is made durable by the hub before it is used, so that a
// restart goes on from the newest one. A new one in the configuration is taken instead of what was
// kept.
#pragma once

#include <cx/http.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace cx::http {

class Tokens {
public:
    using Send = std::function<Answer(const Request& request)>;

    // Throws BadOptions where something is missing. `send` reaches any host, without credentials.
    Tokens(Credentials credentials, Host host);

    // Sees to it that there is a token that is good for a while.
    Status ensure(const Send& send);
    const std::string& access() const { return access_; }
    // The server refused it: the next ensure gets another.
    void forget() { access_.clear(); }

private:
    Request request() const;
    Status take(const Answer& answer);
    void load();
    bool save();

    const Credentials credentials_;
    const Host host_;
    const bool refreshes_;
    std::string access_;
    std::int64_t ends_at_us_ = 0;
    std::string refresh_;
    bool loaded_ = false;
    bool saved_ = true;
};

}  // namespace cx::http
