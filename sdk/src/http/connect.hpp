// Making a connection: name, address, proxy, TLS; each within the time there is.
#pragma once

#include "http/proxy.hpp"
#include "http/watch.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace cx::http {

// Why a connection cannot be made, as a clause.
class NoConnection : public std::runtime_error {
public:
    NoConnection(const std::string& why, bool wants_administrator)
        : std::runtime_error(why), wants_administrator_(wants_administrator)
    {
    }
    bool wants_administrator() const { return wants_administrator_; }

private:
    bool wants_administrator_;
};

// For clients; an empty name: the authorities of the system. Throws BadOptions where the file
// cannot be read.
Poco::Net::Context::Ptr make_context(const std::string& ca_file);
// Tries each address of the host in turn. Throws NoConnection.
Poco::Net::StreamSocket open_socket(const std::string& host, std::uint16_t port,
                                    std::chrono::milliseconds patience, Watch& watch);
// Asks the proxy on the socket for a tunnel to the address.
void open_tunnel(Poco::Net::StreamSocket& socket, const Url& url, const Proxy& proxy);
// TLS on top of it; the certificate is verified against the host's name.
Poco::Net::StreamSocket secure(const Poco::Net::StreamSocket& socket, const std::string& host,
                               const Poco::Net::Context::Ptr& context);
// "Basic ..." of an Authorization header.
std::string basic(const std::string& user, const std::string& password);

}  // namespace cx::http
