#include "http/connect.hpp"

#include <cx/plugin.hpp>

#include <Poco/Base64Encoder.h>
#include <Poco/Error.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <sstream>

namespace cx::http {
namespace {

using Poco::Net::StreamSocket;
using std::chrono::milliseconds;

constexpr milliseconds slice{50};

Poco::Timespan timespan(milliseconds time)
{
    return {0, static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000};
}

std::vector<Poco::Net::IPAddress> addresses_of(const std::string& host)
{
    Poco::Net::IPAddress address;
    if (Poco::Net::IPAddress::tryParse(host, address)) return {address};
    try {
        return Poco::Net::DNS::hostByName(host).addresses();
    } catch (const Poco::Net::DNSException&) {
        return {};
    }
}

// "" once it is connected.
std::string connect_to(StreamSocket& socket, const Poco::Net::SocketAddress& address,
                       Watch::Clock::time_point until, const Watch& watch)
{
    try {
        socket.connectNB(address);
        for (;;) {
            if (watch.cut() != Watch::Cut::none) return "it was interrupted";
            if (Watch::Clock::now() >= until) return "no connection came about in time";
            using Poco::Net::Socket;
            if (!socket.poll(timespan(slice), Socket::SELECT_WRITE | Socket::SELECT_ERROR))
                continue;
            if (const int error = socket.impl()->socketError(); error != 0)
                return "no connection: " + Poco::Error::getMessage(error);
            socket.setBlocking(true);
            socket.setNoDelay(true);
            return {};
        }
    } catch (const Poco::Exception& error) {
        return "no connection: " + std::string(error.what());
    }
}

bool is_about_certificate(const Poco::Exception& error)
{
    return dynamic_cast<const Poco::Net::CertificateValidationException*>(&error) ||
           dynamic_cast<const Poco::Net::InvalidCertificateException*>(&error) ||
           error.displayText().find("certificate") != std::string::npos;
}

}  // namespace

Poco::Net::Context::Ptr make_context(const std::string& ca_file)
{
    using Poco::Net::Context;
    static const bool ready = [] {
        Poco::Net::initializeSSL();
        return true;
    }();
    static_cast<void>(ready);
    try {
        Context::Ptr context(new Context(Context::TLS_CLIENT_USE, ca_file, Context::VERIFY_STRICT,
                                         9, ca_file.empty()));
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        return context;
    } catch (const Poco::Exception&) {
        throw BadOptions("option 'ca_file' should name a PEM file with certificates");
    }
}

StreamSocket open_socket(const std::string& host, std::uint16_t port, milliseconds patience,
                         Watch& watch)
{
    const std::vector<Poco::Net::IPAddress> addresses = addresses_of(host);
    std::string why = "the name of the host is not known";
    const auto until = std::min(Watch::Clock::now() + patience, watch.until());
    for (const Poco::Net::IPAddress& address : addresses) {
        StreamSocket socket;
        why = connect_to(socket, {address, port}, until, watch);
        if (why.empty()) return socket;
        if (watch.cut() != Watch::Cut::none) break;
    }
    throw NoConnection(why, false);
}

std::string basic(const std::string& user, const std::string& password)
{
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder << user << ':' << password;
    encoder.close();
    return "Basic " + out.str();
}

void open_tunnel(StreamSocket& socket, const Url& url, const Proxy& proxy)
{
    using Poco::Net::HTTPResponse;
    const std::string target = url.host + ":" + std::to_string(url.port);
    Poco::Net::HTTPClientSession session(socket);
    Poco::Net::HTTPRequest request("CONNECT", target, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Host", target);
    if (!proxy.user.empty()) request.set("Proxy-Authorization", basic(proxy.user, proxy.password));
    HTTPResponse response;
    try {
        session.setKeepAlive(true);
        session.sendRequest(request);
        session.receiveResponse(response);
    } catch (const Poco::Exception&) {
        throw NoConnection("the proxy does not answer", false);
    }
    const int status = response.getStatus();
    if (status == HTTPResponse::HTTP_PROXY_AUTHENTICATION_REQUIRED)
        throw NoConnection("the proxy asks for another user or password (407)", true);
    if (status == HTTPResponse::HTTP_FORBIDDEN)
        throw NoConnection("the proxy does not let this host through (403)", true);
    if (status != HTTPResponse::HTTP_OK)
        throw NoConnection("the proxy answers " + std::to_string(status), false);
    socket = session.detachSocket();
}

StreamSocket secure(const StreamSocket& socket, const std::string& host,
                    const Poco::Net::Context::Ptr& context)
{
    try {
        return Poco::Net::SecureStreamSocket::attach(socket, host, context);
    } catch (const Poco::Exception& error) {
        if (is_about_certificate(error))
            throw NoConnection(
                "its certificate is not valid for this host or not signed by a trusted authority; "
                "where it has an authority of its own, name that in 'ca_file'",
                true);
        throw NoConnection("TLS does not come about", false);
    }
}

}  // namespace cx::http
