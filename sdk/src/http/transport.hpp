// One request on the wire: connections that are made, kept, used again and dropped.
#pragma once

#include "http/flow.hpp"
#include "http/proxy.hpp"
#include "http/url.hpp"
#include "http/watch.hpp"

#include <cx/http.hpp>

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPResponse.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cx::http {

class Wire;

// What is still to come of an answer, on its connection.
class Flow {
public:
    enum class Came { some, nothing, end, broken };

    Flow(std::unique_ptr<Wire> wire, Framing framing, std::size_t length,
         std::string_view encoding);
    // Of an answer that is there already.
    explicit Flow(std::string whole);
    ~Flow();

    // Appends what has come, waiting so long for it.
    Came read(std::string& to, std::chrono::milliseconds wait);

private:
    std::unique_ptr<Wire> wire_;
    Unframer unframer_;
    Unpacker unpacker_;
    std::string whole_;
};

// Whether an answer is wanted whole, or a good one only with its head, the rest as it comes.
enum class Take { whole, head };

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
    std::unique_ptr<Flow> flow = {};  // Take::head: the body of a good answer
};

class Transport {
public:
    // Throws BadOptions where a file of authorities cannot be read.
    Transport(Connection options, std::size_t answer_bytes);
    ~Transport();

    // `request.headers` is all that goes out but Host, Content-Length and the like.
    Exchange exchange(const Url& url, const Request& request, Watch& watch, Take take);

private:
    struct Kept {
        std::unique_ptr<Wire> wire;
        Watch::Clock::time_point since;
    };

    std::unique_ptr<Wire> kept(const std::string& origin);
    std::unique_ptr<Wire> connect(const Url& url, const std::optional<Proxy>& proxy, Watch& watch);
    void talk(std::unique_ptr<Wire>& wire, const Url& url, const std::optional<Proxy>& proxy,
              const Request& request, Take take, Exchange& out) const;
    static void take_head(Wire& wire, const Url& url, const std::optional<Proxy>& proxy,
                          const Request& request, Exchange& out, Poco::Net::HTTPResponse& response);

    const Connection options_;
    const std::size_t answer_bytes_;
    Poco::Net::Context::Ptr context_;
    std::map<std::string, std::vector<Kept>> pool_;  // By origin
};

}  // namespace cx::http
