// The way out: one client for each origin that a manifest names, the addresses replaced by
// `base_url` where the administrator gave one.
#pragma once

#include <cx/host.hpp>
#include <cx/http.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace rest {

inline constexpr std::size_t answer_bytes = 64U << 20;
inline constexpr std::size_t origins_max = 16;

class Network {
public:
    // Throws cx::BadOptions where `base_url` is no address.
    Network(cx::http::Connection connection, std::string base_url, cx::Host host);

    // To an absolute address of the manifest. Answers come back as they are: what they mean the
    // manifest decides.
    cx::http::Answer send(const cx::http::Request& request);
    // Returns with the head of a good answer; `body` is what follows.
    cx::http::Answer open(const cx::http::Request& request, cx::http::Body& body);

    // Whether credentials for `home`, an address of the manifest, may go to `url`: same origin, or
    // there is a `base_url`, which takes the place of both.
    bool same_place(std::string_view url, std::string_view home) const;
    // Whether what goes there can be read by others on the way.
    bool is_open_way(std::string_view url) const;

private:
    std::string replaced(std::string_view url) const;
    // The client for an address, or why there is none.
    cx::Result<cx::http::Client*> client_for(std::string_view url);

    cx::http::Connection connection_;
    std::string base_url_;
    std::string base_origin_;
    cx::Host host_;
    std::map<std::string, cx::http::Client, std::less<>> clients_;
};

}  // namespace rest
