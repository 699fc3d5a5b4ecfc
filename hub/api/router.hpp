// Finds the row of the table of routes that a request means.
#pragma once

#include "api/exchange.hpp"
#include "api/routes.hpp"

#include <string>

namespace cx::api {

struct Match {
    const Endpoint* endpoint = nullptr;  // Nothing: no such route, or not with this method.
    std::string allow;                   // Methods of the path, "GET, POST"; empty: no such path.
};

// Fills request.captured. Fixed segments win over captured ones: /v1/profiles/merge is no profile.
Match match_route(Request& request);

}  // namespace cx::api
