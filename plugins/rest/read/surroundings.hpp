// What all streams of an instance share.
#pragma once

#include "rest/auth/authenticator.hpp"
#include "rest/read/budget.hpp"
#include "rest/read/network.hpp"

#include <cx/host.hpp>
#include <cx/json.hpp>

#include <string>
#include <utility>

namespace rest {

struct Surroundings {
    cx::json::Value config;
    cx::Host host;
    Network network;
    Authenticators authenticators;
    Budget budget;

    Surroundings(cx::json::Value with, cx::http::Connection connection, std::string base_url,
                 cx::Host of)
        : config(std::move(with)),
          host(of),
          network(std::move(connection), std::move(base_url), of),
          authenticators({config, of, [this](const cx::http::Request& request) {
                              return network.send(request);
                          }})
    {
    }
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
};

}  // namespace rest
