#include "api/listener.hpp"

#include "api/head_watch.hpp"
#include "api/unix_path.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/ThreadPool.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

namespace cx::api {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::chrono::seconds stop_patience{20};

// What the handlers of one listener share.
struct Shared {
    HeadWatch heads;
    Answering answering;
    ListenerLimits limits;
    bool local = false;
    std::atomic<Poco::Net::HTTPServer*> server = nullptr;
    std::atomic<int> answering_now = 0;
};

// Counts the requests whose answers are on their way, for a stop that lets them finish.
class Running {
public:
    explicit Running(std::atomic<int>& count) : count_(count) { ++count_; }
    ~Running() { --count_; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    std::atomic<int>& count_;
};

enum class BodyRead { done, too_large, slow };

// The body as a whole, within its bounds of size and time.
BodyRead read_body_into(HTTPServerRequest& request, const ListenerLimits& limits, std::string& body)
{
    if (request.hasContentLength() &&
        request.getContentLength64() > static_cast<Poco::Int64>(limits::request_bytes))
        return BodyRead::too_large;
    // Neither a length nor chunks: there is no body (RFC 9112, 6.3).
    if (!request.hasContentLength() && !request.getChunkedTransferEncoding()) return BodyRead::done;
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(limits.body_seconds);
    std::array<char, 8192> buffer{};
    std::istream& in = request.stream();
    while (in) {
        in.read(buffer.data(), 1);  // Waits for something, then takes what is there.
        if (in.gcount() == 0) break;
        body += buffer[0];
        body.append(buffer.data(),
                    static_cast<std::size_t>(in.readsome(buffer.data(), buffer.size())));
        if (body.size() > limits::request_bytes) return BodyRead::too_large;
        if (std::chrono::steady_clock::now() > deadline) return BodyRead::slow;
    }
    const bool short_body = request.hasContentLength() &&
                            body.size() < static_cast<std::size_t>(request.getContentLength64());
    return in.bad() || short_body ? BodyRead::slow : BodyRead::done;
}

void put_head(HTTPServerResponse& response, const Answer& answer)
{
    response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.setReason(Poco::Net::HTTPResponse::getReasonForStatus(response.getStatus()));
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.set("X-Content-Type-Options", "nosniff");
    if (!response.has("Content-Security-Policy"))
        response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.set("Referrer-Policy", "no-referrer");
    if (!response.has("Cache-Control")) response.set("Cache-Control", "no-store");
    if (answer.status != 304) response.setContentType(answer.media_type);
}

void send(HTTPServerResponse& response, const Answer& answer)
{
    if (answer.status == 304) {
        response.setContentLength(0);
        response.send();
        return;
    }
    response.sendBuffer(answer.body.data(), answer.body.size());
}

Poco::Net::StreamSocket& socket_of(HTTPServerRequest& request)
{
    return dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket();
}

// Nobody is on the other end any more, or will ever read again.
bool is_gone(const Poco::Net::StreamSocket& socket)
{
    pollfd watched{.fd = socket.impl()->sockfd(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&watched, 1, 0) > 0 &&
           (watched.revents & (POLLRDHUP | POLLERR | POLLHUP | POLLNVAL)) != 0;
}

enum class Wrote { all, gone, slow };

// The whole piece within the patience for one reader.
Wrote write_piece(Poco::Net::StreamSocket& socket, std::string_view piece, int patience_seconds)
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(patience_seconds);
    while (!piece.empty()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now());
        if (left.count() <= 0) return Wrote::slow;
        socket.setSendTimeout(Poco::Timespan(left.count()));
        try {
            const int sent = socket.sendBytes(piece.data(), static_cast<int>(piece.size()));
            if (sent <= 0) return Wrote::gone;
            piece.remove_prefix(static_cast<std::size_t>(sent));
        } catch (const Poco::Exception& error) {
            const bool timed_out = error.code() == EAGAIN || error.code() == ETIMEDOUT;
            return timed_out || Clock::now() >= deadline ? Wrote::slow : Wrote::gone;
        }
    }
    return Wrote::all;
}

// Hands on what a follower gets until one side ends. The length is open, so the end of the
// connection is the end of the body.
void send_following(HTTPServerRequest& request, HTTPServerResponse& response, const Answer& answer,
                    int patience_seconds)
{
    response.setKeepAlive(false);
    response.send().flush();
    Poco::Net::StreamSocket& socket = socket_of(request);
    while (const std::optional<std::string> piece = answer.following->next()) {
        if (is_gone(socket)) return answer.following->lost(false);
        const Wrote wrote = write_piece(socket, *piece, patience_seconds);
        if (wrote != Wrote::all) return answer.following->lost(wrote == Wrote::slow);
    }
}

// Whoever may open the socket's file, only this user and root are served.
bool is_own_peer(HTTPServerRequest& request)
{
    ucred peer{};
    socklen_t length = sizeof peer;
    const int fd = socket_of(request).impl()->sockfd();
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
    return peer.uid == 0 || peer.uid == geteuid();
}

class Handler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(Shared& shared) : shared_(shared) {}

    void handleRequest(HTTPServerRequest& in, HTTPServerResponse& out) override
    {
        const Running running(shared_.answering_now);
        shared_.heads.arrived(socket_of(in));
        try {
            if (shared_.local && !is_own_peer(in)) return;
            // The server has already said no where it ends the connection behind this answer.
            out.setKeepAlive(out.getKeepAlive() && may_stay());
            Request request;
            const Answer answered = answer(in, out, request);
            put_head(out, answered);
            if (answered.following)
                send_following(in, out, answered, shared_.limits.patience_seconds);
            else
                send(out, answered);
            if (out.getKeepAlive()) shared_.heads.expect(socket_of(in));
        } catch (const Poco::Exception&) {
            // The client went away; there is nobody to tell.
        }
    }

private:
    // Connections stay open while they are few, so that at most so many threads ever wait for a
    // silent client.
    bool may_stay() const
    {
        const Poco::Net::HTTPServer* const server = shared_.server.load();
        return server && server->currentConnections() <= shared_.limits.keep_alive_connections;
    }

    Answer answer(HTTPServerRequest& in, HTTPServerResponse& out, Request& request)
    {
        request.method = in.getMethod();
        switch (read_body_into(in, shared_.limits, request.body)) {
            case BodyRead::done:
                break;
            case BodyRead::too_large:
                out.setKeepAlive(false);
                return refuse("api.body_too_large", request);
            case BodyRead::slow:
                out.setKeepAlive(false);
                return refuse("api.slow_body", request);
        }
        if (!parse_target(in.getURI(), request)) return refuse("api.bad_target", request);
        request.authorization = in.get("Authorization", "");
        request.actor = in.get("CX-Actor", "");
        request.if_none_match = in.get("If-None-Match", "");
        request.traceparent = in.get("traceparent", "");
        request.content_type = in.getContentType();
        for (const auto& [name, value] : in) {
            std::string& held = request.headers[ascii_lower(name)];
            held += (held.empty() ? "" : ", ") + value;
        }
        request.accept = in.get("Accept", "");
        request.last_event_id = in.get("Last-Event-ID", "");
        request.local = shared_.local;
        request.remote = shared_.local ? "local" : in.clientAddress().host().toString();
        return shared_.answering.answer(request);
    }

    Answer refuse(std::string_view code, const Request& request) const
    {
        return shared_.answering.refuse(code, request.method);
    }

    Shared& shared_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(Shared& shared) : shared_(shared) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override
    {
        return std::make_unique<Handler>(shared_).release();  // The server deletes it.
    }

private:
    Shared& shared_;
};

Poco::Net::HTTPServerParams::Ptr params_of(const ListenerLimits& limits)
{
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(limits.threads);
    params->setMaxQueued(limits.threads);
    params->setTimeout(Poco::Timespan(limits.timeout_seconds, 0));
    params->setKeepAlive(limits.keep_alive_connections > 0);
    params->setKeepAliveTimeout(Poco::Timespan(limits.timeout_seconds, 0));
    params->setMaxKeepAliveRequests(1000);
    return params;
}

class PocoListener final : public Listener {
public:
    PocoListener(const Poco::Net::ServerSocket& socket, const ListenerLimits& limits,
                 Answering answering, std::string unix_path)
        : shared_{.heads = HeadWatch(std::chrono::seconds(limits.head_seconds)),
                  .answering = std::move(answering),
                  .limits = limits,
                  .local = !unix_path.empty()},
          pool_(1, limits.threads + 1),
          server_(new Factory(shared_), pool_, socket, params_of(limits)),
          unix_path_(std::move(unix_path)),
          port_(unix_path_.empty() ? socket.address().port() : 0)
    {
        shared_.server = &server_;
        server_.setConnectionFilter(new WatchedConnections(shared_.heads));
        server_.start();
    }

    // Takes no new connections, lets answers leave, then cuts whoever is still sending or silent.
    ~PocoListener() override
    {
        server_.stop();
        const auto deadline = std::chrono::steady_clock::now() + stop_patience;
        while (shared_.answering_now > 0 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        server_.stopAll(true);
        pool_.joinAll();
        std::error_code ignored;
        if (!unix_path_.empty()) std::filesystem::remove(unix_path_, ignored);
    }

    int port() const override { return port_; }

private:
    Shared shared_;
    Poco::ThreadPool pool_;
    Poco::Net::HTTPServer server_;
    std::string unix_path_;
    int port_;
};

Poco::Net::Context::Ptr tls_context(const ListenOptions& options)
{
    Poco::Net::initializeSSL();
    Poco::Net::Context::Ptr context =
        new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, options.private_key,
                               options.certificate, "", Poco::Net::Context::VERIFY_NONE);
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    return context;
}

std::string place(const ListenOptions& options)
{
    return options.host + ":" + std::to_string(options.port);
}

}  // namespace

Result<std::unique_ptr<Listener>> listen_tcp(const ListenOptions& options,
                                             const ListenerLimits& limits, Answering answering)
{
    const bool tls = !options.certificate.empty() || !options.private_key.empty();
    Poco::Net::ServerSocket socket;
    if (tls) {
        try {
            socket = Poco::Net::SecureServerSocket(tls_context(options));
        } catch (const Poco::Exception& error) {
            return Error{"api.tls",
                         "the certificate or its key cannot be used: " + error.displayText() +
                             "; give both as PEM files that this user may read"};
        }
    }
    try {
        const Poco::Net::SocketAddress address(options.host,
                                               static_cast<Poco::UInt16>(options.port));
        socket.bind(address, true, false);
        socket.listen(limits::api_threads * 2);
    } catch (const Poco::Exception& error) {
        return Error{"api.listen", "cannot listen on " + place(options) + ": " +
                                       error.displayText() +
                                       "; is another program using the port?"};
    }
    return std::unique_ptr<Listener>(new PocoListener(socket, limits, std::move(answering), ""));
}

Result<std::unique_ptr<Listener>> listen_unix(const std::string& path, const ListenerLimits& limits,
                                              Answering answering)
{
    if (Result<Done> free = free_unix_path(path); !free) return free.error();
    Poco::Net::ServerSocket socket;
    try {
        const UnixAddress address(path);
        const mode_t before = umask(0177);
        try {
            socket.bind(
                Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, address.text()),
                false);
        } catch (...) {
            umask(before);
            throw;
        }
        umask(before);
        socket.listen(limits.threads);
    } catch (const Poco::Exception& error) {
        return Error{"api.listen",
                     "cannot listen on the socket " + path + ": " + error.displayText()};
    }
    return std::unique_ptr<Listener>(new PocoListener(socket, limits, std::move(answering), path));
}

}  // namespace cx::api
