// The client side of the Unix socket, for commands.
#include "api/server.hpp"
#include "api/unix_path.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>

#include <array>

namespace cx::api {
namespace {

constexpr int seconds = 300;  // A merge in a large component under load may take its time.

Result<Poco::Net::StreamSocket> connect(const std::string& unix_socket)
{
    try {
        Poco::Net::StreamSocket socket;
        const UnixAddress address(unix_socket);
        socket.connect(
            Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, address.text()));
        return socket;
    } catch (const Poco::Exception&) {
        return Error{"api.no_hub", "no hub listens on " + unix_socket};
    }
}

class SocketEvents final : public LocalEvents {
public:
    explicit SocketEvents(const Poco::Net::StreamSocket& socket) : socket_(socket) {}

    // Asks, and reads the answer's head.
    Result<Done> ask(const std::string& path)
    {
        const std::string request =
            "GET " + path + " HTTP/1.1\r\nHost: local\r\nAccept: text/event-stream\r\n\r\n";
        socket_.sendBytes(request.data(), static_cast<int>(request.size()));
        std::size_t end = 0;
        while ((end = rest_.find("\r\n\r\n")) == std::string::npos)
            if (!read()) return Error{"api.refused", "the hub closed the connection"};
        const std::string head = rest_.substr(0, end);
        rest_.erase(0, end + 4);
        if (head.starts_with("HTTP/1.1 200")) return Done{};
        const auto told = json::parse(rest_);
        return Error{"api.refused", told ? told->text_of("title") : "the hub refused to tell"};
    }

    std::optional<std::vector<json::Value>> next(std::chrono::milliseconds at_most) override
    {
        std::vector<json::Value> events;
        try {
            const Poco::Timespan wait(std::chrono::microseconds(at_most).count());
            if (!socket_.poll(wait, Poco::Net::Socket::SELECT_READ)) return events;
            if (!read()) return std::nullopt;
        } catch (const Poco::Exception&) {
            return std::nullopt;
        }
        for (std::size_t end = 0; (end = rest_.find("\n\n")) != std::string::npos;) {
            const std::string event = "\n" + rest_.substr(0, end);
            rest_.erase(0, end + 2);
            const std::size_t data = event.find("\ndata: ");
            if (data == std::string::npos) continue;
            if (auto value = json::parse(event.substr(data + 7)))
                events.push_back(std::move(*value));
        }
        return events;
    }

private:
    bool read()
    {
        std::array<char, 16384> buffer{};
        const int count = socket_.receiveBytes(buffer.data(), buffer.size());
        if (count > 0) rest_.append(buffer.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    Poco::Net::StreamSocket socket_;
    std::string rest_;
};

}  // namespace

Result<LocalAnswer> call_local(const std::string& unix_socket, const std::string& method,
                               const std::string& path, const std::string& body)
{
    const Result<Poco::Net::StreamSocket> socket = connect(unix_socket);
    if (!socket) return socket.error();
    try {
        Poco::Net::HTTPClientSession session(*socket);
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

Result<std::unique_ptr<LocalEvents>> follow_local(const std::string& unix_socket,
                                                  const std::string& path)
{
    const Result<Poco::Net::StreamSocket> socket = connect(unix_socket);
    if (!socket) return socket.error();
    auto events = std::make_unique<SocketEvents>(*socket);
    try {
        if (const Result<Done> asked = events->ask(path); !asked) return asked.error();
    } catch (const Poco::Exception& error) {
        return Error{"api.refused", "the hub closed the connection: " + error.displayText()};
    }
    return std::unique_ptr<LocalEvents>(std::move(events));
}

}  // namespace cx::api
