// One request and its answer, free of any HTTP library: what the listeners hand in and send out.
#pragma once

#include "model/labels.hpp"

#include <cx/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cx::api {

// A request as it arrived. Names and values of `query` and the segments of `path` are decoded.
struct Request {
    std::string method;
    std::vector<std::string> path;  // {"v1", "profiles", "0199..."}
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> captured;  // {"id": "0199..."}, by the route that matched
    std::string authorization;
    std::string actor;  // CX-Actor
    std::string if_none_match;
    std::string traceparent;
    std::string content_type;
    std::map<std::string, std::string> headers;  // All, by their names in lower case
    std::string accept;
    std::string last_event_id;  // Last-Event-ID: where a reader of events was
    std::string body;
    std::string remote;  // Address of the client; "local" over the Unix socket
    bool local = false;  // Over the Unix socket: an administrator
};

// Who asks.
struct Caller {
    std::string token;  // Id of the token, "local" over the Unix socket
    std::string name;
    std::vector<std::string> scopes;
    model::Accepts accepts;
    std::vector<std::string> purposes;

    // "admin" holds every scope.
    bool has(std::string_view scope) const;
};

// A body that goes on: the listener asks for the next piece as fast as the client takes them.
class Following {
public:
    virtual ~Following() = default;

    // Waits for something to send, about a second; empty where there was nothing, no value at the
    // end of the body. Holds no connection of the store when it returns.
    virtual std::optional<std::string> next() = 0;
    // The client went away, or reads too slowly; next() is not called again.
    virtual void lost(bool slow) = 0;
};

struct Answer {
    int status = 200;
    std::string media_type = "application/json";
    std::string body;
    std::map<std::string, std::string> headers;
    // For the access log of personal routes.
    std::vector<std::string> profiles;
    std::vector<std::string> fields;
    bool personal = false;  // It holds personal data, though its route's answers do not as a rule.
    // For the audit of acts: what was acted on, beside the ids in the path.
    std::string subject;
    // Fields kept back because the caller does not accept their labels.
    std::size_t left_out = 0;
    // Instead of `body`; the connection ends with it.
    std::shared_ptr<Following> following;
};

Answer json_answer(const json::Value& body, int status = 200);

// The text of a target, "/v1/a%20b?x=1", taken apart. Nothing where an escape is broken, or what it
// stands for is not UTF-8, holds control characters, or names a parameter twice. A plus sign is a
// plus sign (RFC 3986).
bool parse_target(std::string_view target, Request& request);

}  // namespace cx::api
