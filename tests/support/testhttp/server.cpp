#include "testhttp/server.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <list>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

namespace cx::http::testing {
namespace {

using Poco::Net::Socket;
using Poco::Net::StreamSocket;

const Poco::Timespan slice(0, 20'000);

bool run(const std::string& command)
{
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

std::string lowered_names(const std::string& head)
{
    std::string out = head;
    bool in_name = true;
    for (char& c : out) {
        if (c == ':') in_name = false;
        if (c == '\n') in_name = true;
        if (in_name && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

}  // namespace

std::string Received::header(const std::string& name) const
{
    const std::size_t at = head.find("\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 3;
    return head.substr(begin, head.find('\r', begin) - begin);
}

Reply reply(int status, const std::string& body, const std::string& header_lines)
{
    using Poco::Net::HTTPResponse;
    std::ostringstream out;
    out << "HTTP/1.1 " << status << ' '
        << HTTPResponse::getReasonForStatus(static_cast<HTTPResponse::HTTPStatus>(status)) << "\r\n"
        << header_lines << "Content-Length: " << body.size() << "\r\n\r\n"
        << body;
    return {.bytes = out.str()};
}

Authority Authority::make(const std::string& folder, const std::string& name)
{
    std::filesystem::create_directories(folder);
    const auto path = [&](const char* file) { return folder + "/" + file; };
    std::ofstream(path("names.cnf")) << "subjectAltName=" << name << "\n";
    const std::string key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ";
    const bool made =
        run("openssl req -x509 " + key + "-subj '/CN=Test authority' -days 2 -keyout " +
            path("ca.key") + " -out " + path("ca.pem")) &&
        run("openssl req " + key + "-subj /CN=server -keyout " + path("server.key") + " -out " +
            path("server.csr")) &&
        run("openssl x509 -req -in " + path("server.csr") + " -CA " + path("ca.pem") + " -CAkey " +
            path("ca.key") + " -CAcreateserial -days 2 -extfile " + path("names.cnf") + " -out " +
            path("server.pem"));
    if (!made) return {.folder = folder};
    return {folder, path("ca.pem"), path("server.key"), path("server.pem")};
}

struct Server::Parts {
    Answer answer;
    bool secure = false;
    bool proxy = false;
    std::optional<Poco::Net::ServerSocket> listener;
    std::atomic<bool> stopping{false};
    mutable std::mutex mutex;
    std::vector<Received> received;
    int connections = 0;
    std::list<std::thread> threads;
    std::thread acceptor;

    void start()
    {
        acceptor = std::thread([this] { accept(); });
    }
    void accept()
    {
        while (!stopping) {
            try {
                if (!listener->poll(slice, Socket::SELECT_READ)) continue;
                StreamSocket socket = listener->acceptConnection();
                const std::lock_guard lock(mutex);
                const int number = ++connections;
                threads.emplace_back([this, socket, number] { serve(socket, number); });
            } catch (const Poco::Exception&) {
                continue;
            }
        }
    }
    // False once there will be no more.
    bool read(StreamSocket& socket, std::string& buffer)
    {
        char block[16384];
        while (!stopping) {
            if (!socket.poll(slice, Socket::SELECT_READ)) continue;
            const int got = socket.receiveBytes(block, sizeof block);
            if (got <= 0) return false;
            buffer.append(block, static_cast<std::size_t>(got));
            return true;
        }
        return false;
    }
    bool read_request(StreamSocket& socket, std::string& buffer, Received& out)
    {
        std::size_t end = 0;
        while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
            if (!read(socket, buffer)) return false;
        out.head = lowered_names(buffer.substr(0, end + 2));
        std::istringstream first(buffer.substr(0, buffer.find('\r')));
        first >> out.method >> out.target;
        buffer.erase(0, end + 4);
        const std::string length = out.header("content-length");
        const std::size_t size = length.empty() ? 0 : std::stoul(length);
        while (buffer.size() < size)
            if (!read(socket, buffer)) return false;
        out.body = buffer.substr(0, size);
        buffer.erase(0, size);
        return true;
    }
    void send(StreamSocket& socket, const Reply& reply)
    {
        for (int waited = 0; waited < reply.delay_ms && !stopping; waited += 10)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::size_t sent = 0;
        while (sent < reply.bytes.size())
            sent += static_cast<std::size_t>(socket.sendBytes(
                reply.bytes.data() + sent, static_cast<int>(reply.bytes.size() - sent)));
    }
    void tunnel(StreamSocket& from, const std::string& target)
    {
        StreamSocket to{Poco::Net::SocketAddress(target)};
        send(from, {.bytes = "HTTP/1.1 200 Connection established\r\n\r\n"});
        std::string bytes;
        while (!stopping) {
            for (auto [in, out] : {std::pair(&from, &to), std::pair(&to, &from)}) {
                if (!in->poll(Poco::Timespan(0, 2000), Socket::SELECT_READ)) continue;
                bytes.clear();
                if (!read(*in, bytes)) return;
                send(*out, {.bytes = bytes});
            }
        }
    }
    void serve(StreamSocket socket, int number)
    {
        try {
            std::string buffer;
            for (;;) {
                Received request;
                request.connection = number;
                if (!read_request(socket, buffer, request)) break;
                {
                    const std::lock_guard lock(mutex);
                    received.push_back(request);
                }
                if (proxy && request.method == "CONNECT") {
                    const Reply refused = answer(request);
                    if (refused.bytes.empty()) return tunnel(socket, request.target);
                    send(socket, refused);
                    break;
                }
                const Reply reply = answer(request);
                send(socket, reply);
                if (reply.close || reply.bytes.empty()) break;
            }
            socket.shutdown();
        } catch (const Poco::Exception&) {
            // The client went away, which is what some tests are about.
        }
    }
};

Server::Server(Answer answer) : parts_(std::make_unique<Parts>())
{
    parts_->answer = std::move(answer);
    parts_->listener.emplace(Poco::Net::SocketAddress("127.0.0.1", 0));
    parts_->start();
}

Server::Server(AsProxy, Answer answer) : Server([](const Received&) { return Reply{}; })
{
    parts_->answer = std::move(answer);
    parts_->proxy = true;
}

Server::Server(Answer answer, const Authority& authority) : parts_(std::make_unique<Parts>())
{
    using Poco::Net::Context;
    Poco::Net::initializeSSL();
    parts_->answer = std::move(answer);
    parts_->secure = true;
    const Context::Ptr context(new Context(Context::TLS_SERVER_USE, authority.key_file,
                                           authority.certificate_file, "", Context::VERIFY_NONE));
    parts_->listener.emplace(
        Poco::Net::SecureServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context));
    parts_->start();
}

Server::~Server()
{
    parts_->stopping = true;
    parts_->acceptor.join();
    for (std::thread& thread : parts_->threads) thread.join();
}

int Server::port() const
{
    return parts_->listener->address().port();
}

std::string Server::url() const
{
    return (parts_->secure ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port());
}

std::vector<Received> Server::received() const
{
    const std::lock_guard lock(parts_->mutex);
    return parts_->received;
}

int Server::connections() const
{
    const std::lock_guard lock(parts_->mutex);
    return parts_->connections;
}

}  // namespace cx::http::testing
