// The client side of the Unix socket, for commands.
#include "api/server.hpp"
#include "api/unix_path.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>

namespace cx::api {
namespace {

constexpr int seconds = 300;  // A merge in a large component under load may take its time.

}  // namespace

Result<LocalAnswer> call_local(const std::string& unix_socket, const std::string& method,
                               const std::string& path, const std::string& body)
{
    Poco::Net::StreamSocket socket;
    try {
        const UnixAddress address(unix_socket);
        socket.connect(
            Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, address.text()));
    } catch (const Poco::Exception&) {
        return Error{"api.no_hub", "no hub listens on " + unix_socket};
    }
    try {
        Poco::Net::HTTPClientSession session(socket);
        session.setTimeout(Poco::Timespan(seconds, 0));
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPRequest::HTTP_1_1);
        request.setHost("local");
        request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        if (!body.empty()) request.setContentType("application/json");
        session.sendRequest(request) << body;
        Poco::Net::HTTPResponse response;
        LocalAnswer answer;
        Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
        answer.status = response.getStatus();
        return answer;
    } catch (const Poco::Exception& error) {
        return Error{"api.refused", "the hub closed the connection: " + error.displayText()};
    }
}

}  // namespace cx::api
