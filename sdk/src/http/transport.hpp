// One request on the wire: connections that are made, kept, used again and dropped.
#pragma once

#include "http/proxy.hpp"
#include "http/url.hpp"
#include "http/watch.hpp"

#include <cx/http.hpp>

#include <Poco/Net/Context.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cx::http {

class Wire;

struct Exchange {
    enum class End {
        answered,
        stale,    // A kept connection had been closed meanwhile; nothing was answered.
        lost,     // It may work later.
        refused,  // It wants an administrator: a certificate, the proxy's password.
    };

    End end = End::lost;
    std::string why;    // For all but answered: a clause without names, "no answer came in time".
    bool sent = false;  // Whether the request may have arrived.
    Response response;
};

class Transport {
public:
    // Throws BadOptions where a file of authorities cannot be read.
    Transport(Connection options, std::size_t answer_bytes);
    ~Transport();

    // `request.headers` is all that goes out but Host, Content-Length and the like.
    Exchange exchange(const Url& url, const Request& request, Watch& watch);

private:
    struct Kept {
        std::unique_ptr<Wire> wire;
        Watch::Clock::time_point since;
    };

    std::unique_ptr<Wire> kept(const std::string& origin);
    std::unique_ptr<Wire> connect(const Url& url, const std::optional<Proxy>& proxy, Watch& watch);
    void talk(Wire& wire, const Url& url, const std::optional<Proxy>& proxy, const Request& request,
              Exchange& out);

    const Connection options_;
    const std::size_t answer_bytes_;
    Poco::Net::Context::Ptr context_;
    std::map<std::string, std::vector<Kept>> pool_;  // By origin
};

}  // namespace cx::http
