// One request for every route of the table, each answered with success by the hub of
// hub_fixture.hpp.
#pragma once

#include "hub_fixture.hpp"

#include <string>
#include <vector>

namespace cx::api {

struct Asked {
    std::string route;  // As the table writes it: "GET /v1/profiles/{id}"
    std::string target;
    std::string body = "";      // Sent with every POST.
    bool shows_fields = false;  // Its answer holds a canary of every label.
    bool events = false;        // Asks for events, up to the newest change.
    int status = 200;           // What a caller who may ask gets the first time.
    std::string scope = "";     // Where the table names none, because the route decides itself.

    std::string method() const { return route.substr(0, route.find(' ')); }
};

// `token` is the id of one that nobody uses, `erasure` that of a recorded erasure.
std::vector<Asked> every_route(const std::string& token, const std::string& erasure);

// The answer; of events, what came up to and with that of the change `newest`.
HttpAnswer ask(int port, const Asked& asked, const std::string& authorization,
               const std::string& newest);

// Every JSON document of an answer, each event's included.
std::vector<json::Value> documents(const HttpAnswer& answer);

}  // namespace cx::api
