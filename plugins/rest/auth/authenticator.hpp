// What authorizes requests: the authenticator components of a manifest.
//
// Made once for an instance and shared by all its streams (`Authenticators`), so that one token
// serves them all and is renewed once. For one thread at a time. Secrets are in no reason.
#pragma once

#include "rest/request.hpp"

#include <cx/host.hpp>
#include <cx/json.hpp>
#include <cx/result.hpp>
#include <cx/source.hpp>

#include <map>
#include <memory>
#include <string>

namespace rest {

class Authenticator {
public:
    virtual ~Authenticator() = default;
    // Adds headers, query or body. May ask for a token first; then the status is that of the token
    // request, ready to be returned by poll.
    virtual cx::Status apply(Request& request) = 0;
    // The server answered 401: forgets the token. True when a new one may be had, so that asking
    // once more makes sense.
    virtual bool refused() { return false; }
    // Where requests go by what came with the token, as "https://host:port"; "" where they go as
    // the manifest says. Known behind apply().
    virtual std::string origin() const { return {}; }
};

// What authenticators need of their surroundings; borrowed, has to outlive them.
struct AuthContext {
    const cx::json::Value& config;
    cx::Host host;
    Send send;  // For token and login requests
};

// `component`: an authenticator with its $ref and $parameters resolved; null: nothing to add.
// Error code: rest.component for a type that is not known ("CustomAuthenticator"), rest.expression,
// rest.option for a field that is missing or makes no sense.
cx::Result<std::unique_ptr<Authenticator>> make_authenticator(const cx::json::Value& component,
                                                              const AuthContext& context);
// The same checks without evaluating anything: what describe() wants to know.
cx::Result<cx::Done> check_authenticator(const cx::json::Value& component);

// One authenticator for equal components.
class Authenticators {
public:
    explicit Authenticators(AuthContext context) : context_(std::move(context)) {}

    // Lives as long as this object.
    cx::Result<Authenticator*> of(const cx::json::Value& component);

private:
    AuthContext context_;
    std::map<std::string, std::unique_ptr<Authenticator>> made_;
};

}  // namespace rest
