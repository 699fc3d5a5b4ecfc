#include "http_client.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace cx::api {

std::string HttpAnswer::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

json::Value HttpAnswer::json() const
{
    const Result<json::Value> value = json::parse(body);
    return value ? *value : json::Value();
}

HttpConnection::HttpConnection(int port)
{
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(fd_);
        fd_ = -1;
    }
}

HttpConnection::~HttpConnection()
{
    if (fd_ >= 0) close(fd_);
}

bool HttpConnection::send(const std::string& bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) return false;
        sent += static_cast<std::size_t>(n);
    }
    return true;
}

bool HttpConnection::more()
{
    std::array<char, 8192> buffer{};
    const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
    if (n <= 0) return false;
    rest_.append(buffer.data(), static_cast<std::size_t>(n));
    return true;
}

std::string HttpConnection::read_until(const std::string& text)
{
    std::size_t found = 0;
    while ((found = rest_.find(text)) == std::string::npos)
        if (!more()) return std::exchange(rest_, {});
    std::string read = rest_.substr(0, found + text.size());
    rest_.erase(0, read.size());
    return read;
}

bool HttpConnection::ends()
{
    char byte = 0;
    while (recv(fd_, &byte, 1, 0) > 0) {
    }
    return recv(fd_, &byte, 1, 0) == 0;
}

HttpAnswer HttpConnection::receive()
{
    std::size_t end = 0;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return {};
    HttpAnswer answer;
    const std::string head = rest_.substr(0, end);
    rest_.erase(0, end + 4);
    answer.status = std::atoi(head.substr(head.find(' ') + 1).c_str());
    for (const std::string_view line : split(head, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        answer.headers[ascii_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
    }
    const auto length =
        static_cast<std::size_t>(std::atoll(answer.header("content-length").c_str()));
    while (rest_.size() < length && more()) {
    }
    answer.body = rest_.substr(0, length);
    rest_.erase(0, length);
    return answer;
}

HttpAnswer http(int port, const std::string& method, const std::string& target,
                const std::map<std::string, std::string>& headers, const std::string& body)
{
    HttpConnection connection(port);
    std::string request =
        method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST")
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    connection.send(request + "\r\n" + body);
    return connection.receive();
}

}  // namespace cx::api
