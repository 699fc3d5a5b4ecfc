#include "rest/read/network.hpp"

#include "rest/read/url.hpp"

#include <cx/plugin.hpp>

namespace rest {

Network::Network(cx::http::Connection connection, std::string base_url, cx::Host host)
    : connection_(std::move(connection)), base_url_(std::move(base_url)), host_(host)
{
    if (base_url_.empty()) return;
    base_origin_ = origin_of(base_url_);
    if (base_origin_.empty())
        throw cx::BadOptions("option 'base_url' should be an address such as https://host/path");
    while (base_url_.ends_with('/')) base_url_.pop_back();
}

std::string Network::replaced(std::string_view url) const
{
    // An address that the system itself gave, behind the proxy, is right as it is.
    if (base_url_.empty() || origin_of(url) == base_origin_) return std::string(url);
    return base_url_ + std::string(behind_origin(url));
}

bool Network::same_place(std::string_view url, std::string_view home) const
{
    const std::string origin = origin_of(url);
    if (origin.empty()) return false;
    // With a base_url nothing goes anywhere else, whatever an answer names.
    return origin == origin_of(home) || !base_origin_.empty();
}

bool Network::is_open_way(std::string_view url) const
{
    const std::string origin = origin_of(replaced(url));
    return origin.starts_with("http://") && !is_loopback(origin) && !connection_.plain_credentials;
}

cx::Result<cx::http::Client*> Network::client_for(std::string_view url)
{
    const std::string origin = origin_of(url);
    if (origin.empty())
        return cx::Error{"rest.request", "'" + cx::http::shown(url.substr(0, 200)) +
                                             "' is no address of http or https; check the options"};
    auto client = clients_.find(origin);
    if (client == clients_.end()) {
        if (clients_.size() == origins_max) clients_.clear();
        client = clients_
                     .emplace(origin, cx::http::Client({.url = origin,
                                                        .connection = connection_,
                                                        .answer_bytes = answer_bytes,
                                                        .repeats = false},
                                                       host_))
                     .first;
    }
    return &client->second;
}

cx::http::Answer Network::send(const cx::http::Request& request)
{
    cx::http::Request out = request;
    out.url = replaced(request.url);
    const cx::Result<cx::http::Client*> client = client_for(out.url);
    if (!client) return {cx::failed(client.error()), {}};
    return (*client)->send(out);
}

cx::http::Answer Network::open(const cx::http::Request& request, cx::http::Body& body)
{
    cx::http::Request out = request;
    out.url = replaced(request.url);
    const cx::Result<cx::http::Client*> client = client_for(out.url);
    if (!client) return {cx::failed(client.error()), {}};
    return (*client)->open(out, body);
}

}  // namespace rest
