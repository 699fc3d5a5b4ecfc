// Which way to a host: straight, or through a proxy.
#pragma once

#include "http/url.hpp"

#include <cx/http.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cx::http {

struct Proxy {
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
};

using Environment = std::function<std::string(const char* name)>;
std::string from_environment(const char* name);

// The options where they name a proxy or none, else the environment: https_proxy, http_proxy,
// all_proxy and no_proxy, in small letters before capital ones (HTTP_PROXY in capitals is not
// looked at: a web server may set it from a request's header). no_proxy lists hosts and domains
// with a comma between; * stands for all; loopback addresses are never asked for through a proxy of
// the environment. Throws BadOptions where what is named is no http:// address.
std::optional<Proxy> proxy_for(const Url& url, const Connection& options,
                               const Environment& environment);

}  // namespace cx::http
