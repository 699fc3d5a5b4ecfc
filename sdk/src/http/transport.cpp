#include "http/transport.hpp"

#include "http/body.hpp"
#include "http/connect.hpp"

#include <cx/plugin.hpp>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cx::http {

// A connection, and a way to read a body that notices when it is not whole.
class Wire final : public Poco::Net::HTTPClientSession {
public:
    explicit Wire(const Poco::Net::StreamSocket& socket) : HTTPClientSession(socket)
    {
        setKeepAlive(true);
    }

    int some(char* to, int size)
    {
        try {
            return read(to, size);
        } catch (const Poco::TimeoutException&) {
            throw;
        } catch (const Poco::Exception&) {
            return 0;  // Reset, or TLS ended without a word.
        }
    }
    // Something to read where nothing was asked for: the end, or nonsense.
    bool is_stale()
    {
        return buffered() > 0 || socket().poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ);
    }

    bool reusable = true;
};

namespace {

using Poco::Net::HTTPMessage;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

constexpr std::chrono::seconds keep_idle{20};
constexpr std::size_t kept_per_host = 4;
constexpr std::size_t flow_bytes = 16U << 10;  // That are read at once

Poco::Timespan timespan(std::chrono::milliseconds time)
{
    return {0, static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000};
}

Framing framing_of(const HTTPResponse& response, bool head)
{
    const int status = response.getStatus();
    if (head || status == HTTPResponse::HTTP_NO_CONTENT ||
        status == HTTPResponse::HTTP_NOT_MODIFIED)
        return Framing::none;
    if (response.getChunkedTransferEncoding()) return Framing::chunked;
    return response.hasContentLength() ? Framing::length : Framing::until_closed;
}

HTTPRequest make_request(const Url& url, const std::optional<Proxy>& proxy, const Request& request)
{
    // A proxy without a tunnel wants to know the whole address.
    const bool whole = proxy && !url.secure;
    const std::string path = url.path.empty() ? "/" : url.path;
    HTTPRequest out(request.method, whole ? "http://" + url.authority() + path : path,
                    HTTPMessage::HTTP_1_1);
    out.set("Host", url.authority());
    out.set("Accept-Encoding", "gzip, deflate");
    if (whole && !proxy->user.empty())
        out.set("Proxy-Authorization", basic(proxy->user, proxy->password));
    for (const auto& [name, value] : request.headers) out.set(name, value);
    // Some systems take a search as the body of a GET.
    const bool is_get = request.method == "GET" || request.method == "HEAD";
    if (!is_get || !request.body.empty()) {
        if (!request.body.empty()) out.setContentType(request.content_type);
        out.setContentLength(static_cast<std::streamsize>(request.body.size()));
    }
    return out;
}

}  // namespace

Transport::Transport(Connection options, std::size_t answer_bytes)
    : options_(std::move(options)),
      answer_bytes_(answer_bytes),
      context_(make_context(options_.ca_file))
{
}

Transport::~Transport() = default;

Flow::Flow(std::unique_ptr<Wire> wire, Framing framing, std::size_t length,
           std::string_view encoding)
    : wire_(std::move(wire)), unframer_(framing, length), unpacker_(encoding)
{
}
Flow::Flow(std::string whole) : unframer_(Framing::none, 0), unpacker_({}), whole_(std::move(whole))
{
}
Flow::~Flow() = default;

Flow::Came Flow::read(std::string& to, std::chrono::milliseconds wait)
{
    if (!whole_.empty()) {
        to += std::exchange(whole_, {});
        return Came::some;
    }
    if (unframer_.done()) return unpacker_.may_end() ? Came::end : Came::broken;
    std::array<char, flow_bytes> block{};
    int got = 0;
    try {
        wire_->socket().setReceiveTimeout(timespan(std::max(wait, std::chrono::milliseconds(1))));
        got = wire_->some(block.data(), static_cast<int>(block.size()));
    } catch (const Poco::TimeoutException&) {
        return Came::nothing;
    }
    if (got <= 0) return unframer_.may_end() && unpacker_.may_end() ? Came::end : Came::broken;
    std::string body;
    if (!unframer_.take({block.data(), static_cast<std::size_t>(got)}, body)) return Came::broken;
    if (!unpacker_.take(body, to)) return Came::broken;
    return Came::some;
}

std::unique_ptr<Wire> Transport::kept(const std::string& origin)
{
    std::vector<Kept>& wires = pool_[origin];
    const auto now = Watch::Clock::now();
    while (!wires.empty()) {
        Kept last = std::move(wires.back());
        wires.pop_back();
        if (now - last.since < keep_idle && !last.wire->is_stale()) return std::move(last.wire);
    }
    return nullptr;
}

std::unique_ptr<Wire> Transport::connect(const Url& url, const std::optional<Proxy>& proxy,
                                         Watch& watch)
{
    const std::chrono::milliseconds patience = options_.connect_timeout;
    const auto until = Watch::Clock::now() + patience;
    Poco::Net::StreamSocket socket = open_socket(proxy ? proxy->host : url.host,
                                                 proxy ? proxy->port : url.port, patience, watch);
    // TLS does not keep to the socket's own timeouts while it greets.
    watch.guard(socket.impl()->sockfd(), until);
    if (proxy && url.secure) open_tunnel(socket, url, *proxy);
    if (url.secure) socket = secure(socket, url.host, context_);
    watch.guard(socket.impl()->sockfd());
    socket.setReceiveTimeout(timespan(options_.read_timeout));
    socket.setSendTimeout(timespan(options_.read_timeout));
    return std::make_unique<Wire>(socket);
}

// Asks, and reads the head of the answer.
void Transport::take_head(Wire& wire, const Url& url, const std::optional<Proxy>& proxy,
                          const Request& request, Exchange& out, HTTPResponse& response)
{
    HTTPRequest head = make_request(url, proxy, request);
    out.sent = true;
    std::ostream& body = wire.sendRequest(head);
    body.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    wire.receiveResponse(response);
    out.response.status = response.getStatus();
    for (const auto& [name, value] : response) out.response.headers.emplace_back(name, value);
}

void Transport::talk(std::unique_ptr<Wire>& wire, const Url& url, const std::optional<Proxy>& proxy,
                     const Request& request, Take take, Exchange& out) const
{
    HTTPResponse response;
    take_head(*wire, url, proxy, request, out, response);
    const Framing framing = framing_of(response, request.method == "HEAD");
    const auto length =
        framing == Framing::length ? static_cast<std::size_t>(response.getContentLength64()) : 0;
    const std::string encoding(out.response.header("Content-Encoding"));
    if (take == Take::head && judge(out.response.status) == CX_OK && out.response.status < 300) {
        out.flow = std::make_unique<Flow>(std::move(wire), framing, length, encoding);
        out.end = Exchange::End::answered;
        return;
    }
    Result<std::string> packed = read_body([&](char* to, int size) { return wire->some(to, size); },
                                           framing, length, answer_bytes_);
    if (!packed) {
        out.why = packed.error().message;
        out.end =
            packed.error().code == "http.too_large" ? Exchange::End::refused : Exchange::End::lost;
        return;
    }
    wire->reusable = framing != Framing::until_closed && response.getKeepAlive();
    Result<std::string> whole = unpack(encoding, *std::move(packed), answer_bytes_);
    if (!whole) {
        out.why = whole.error().message;
        out.end =
            whole.error().code == "http.truncated" ? Exchange::End::lost : Exchange::End::refused;
        return;
    }
    out.response.body = *std::move(whole);
    out.end = Exchange::End::answered;
}

Exchange Transport::exchange(const Url& url, const Request& request, Watch& watch, Take take)
{
    Exchange out;
    const std::optional<Proxy> proxy = proxy_for(url, options_, &from_environment);
    const std::string origin = (url.secure ? "https://" : "http://") + url.authority();
    std::unique_ptr<Wire> wire = kept(origin);
    const bool reused = wire != nullptr;
    try {
        if (wire)
            watch.guard(wire->socket().impl()->sockfd());
        else
            wire = connect(url, proxy, watch);
        wire->reusable = false;
        talk(wire, url, proxy, request, take, out);
        if (out.end == Exchange::End::answered && wire && wire->reusable) {
            std::vector<Kept>& wires = pool_[origin];
            if (wires.size() < kept_per_host)
                wires.push_back({std::move(wire), Watch::Clock::now()});
        }
    } catch (const NoConnection& error) {
        out.why = error.what();
        if (error.wants_administrator()) out.end = Exchange::End::refused;
    } catch (const Poco::TimeoutException&) {
        out.why = "no answer came in time";
    } catch (const Poco::Exception&) {
        // A response half read is none.
        if (reused && out.response.status == 0 && watch.cut() == Watch::Cut::none)
            out.end = Exchange::End::stale;
        out.why = "the connection broke off";
    }
    if (out.end != Exchange::End::answered) out.response = {};
    if (out.end != Exchange::End::answered && watch.cut() == Watch::Cut::overdue)
        out.why = "no answer came in time";
    return out;
}

}  // namespace cx::http
