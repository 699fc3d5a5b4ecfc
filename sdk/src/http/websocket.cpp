#include "http/connect.hpp"
#include "http/frames.hpp"
#include "http/upgrade.hpp"

#include <cx/plugin.hpp>
#include <cx/websocket.hpp>

#include <Poco/Net/NetException.h>

#include <algorithm>
#include <array>
#include <random>

namespace cx::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds slice{100};
constexpr milliseconds send_patience{400};
// How long what comes and is no message of its own is read on.
constexpr milliseconds drain_patience{100};

Poco::Timespan timespan(milliseconds time)
{
    return {0, static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000};
}

Url base_of(const WebSocket::Settings& settings)
{
    // ws:// is http:// and wss:// is https://, up to the handshake.
    const std::string& given = settings.url;
    const std::optional<Url> url =
        given.starts_with("ws") ? parse_url("http" + given.substr(2)) : std::nullopt;
    if (!url) throw BadOptions("the address should be wss://host or ws://host, without a user");
    const bool has_credentials =
        std::any_of(settings.headers.begin(), settings.headers.end(),
                    [](const auto& header) { return header.first == "Authorization"; });
    if (has_credentials && !url->secure && !url->is_loopback() &&
        !settings.connection.plain_credentials)
        throw BadOptions(
            "credentials would travel readable to another machine over ws://; use wss://, or set "
            "'plain_credentials' inside a network that you trust");
    return *url;
}

}  // namespace

struct WebSocket::Parts {
    Parts(Settings given, const Host& of)
        : settings(std::move(given)),
          host(of),
          base(base_of(settings)),
          context(make_context(settings.connection.ca_file)),
          reader(settings.message_bytes)
    {
        static_cast<void>(proxy_for(base, settings.connection, &from_environment));
    }

    void connect(const Url& url, Watch& watch);
    void begin(const Upgrade& upgrade);
    void send(Opcode opcode, std::string_view body);
    bool read_some(milliseconds wait);
    void keep_alive();
    bool take(std::deque<Message>& messages, const Wanted& wanted, std::size_t& bytes);
    Status lost(const std::string& why);
    void drop();

    Settings settings;
    Host host;
    Url base;
    Poco::Net::Context::Ptr context;
    Poco::Net::StreamSocket socket;
    FrameReader reader;
    bool connected = false;
    std::string name;  // Of the address, for reasons
    Clock::time_point heard;
    Clock::time_point asked;  // When the last ping was sent
    std::random_device random;
};

void WebSocket::Parts::connect(const Url& url, Watch& watch)
{
    const std::optional<Proxy> proxy = proxy_for(url, settings.connection, &from_environment);
    socket = open_socket(proxy ? proxy->host : url.host, proxy ? proxy->port : url.port,
                         watch.left(), watch);
    watch.guard(socket.impl()->sockfd());
    if (proxy) open_tunnel(socket, url, *proxy);
    if (url.secure) socket = secure(socket, url.host, context);
}

void WebSocket::Parts::begin(const Upgrade& upgrade)
{
    reader = FrameReader(settings.message_bytes, upgrade.compression);
    reader.add(upgrade.early);
    socket.setReceiveTimeout(timespan(slice));
    socket.setSendTimeout(timespan(send_patience));
    heard = Clock::now();
    asked = {};
    connected = true;
}

void WebSocket::Parts::send(Opcode opcode, std::string_view body)
{
    const std::string frame = write_frame(opcode, body, random());
    std::string_view rest = frame;
    while (!rest.empty()) {
        const int count = socket.sendBytes(rest.data(), static_cast<int>(rest.size()));
        if (count <= 0) throw Poco::Net::ConnectionResetException("nothing is taken");
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

// False where nothing came in time. Throws where the connection is at its end.
bool WebSocket::Parts::read_some(milliseconds wait)
{
    if (socket.available() == 0 && !socket.poll(timespan(wait), Poco::Net::Socket::SELECT_READ))
        return false;
    std::array<char, 65'536> bytes{};
    int count = 0;
    try {
        count = socket.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    } catch (const Poco::TimeoutException&) {
        return false;  // TLS has a part of a record.
    }
    if (count <= 0) throw Poco::Net::ConnectionResetException("it was closed");
    reader.add({bytes.data(), static_cast<std::size_t>(count)});
    heard = Clock::now();
    return true;
}

// Where nothing came: asks whether the other side is there, and gives up where it does not say so.
void WebSocket::Parts::keep_alive()
{
    const auto now = Clock::now();
    const milliseconds patience = milliseconds(settings.silence) / 2;
    if (asked > heard && now - asked > patience)
        throw Poco::TimeoutException("nothing is heard any more");
    if (asked > heard || now - heard <= patience) return;
    send(Opcode::ping, "");
    asked = now;
}

// Takes what is there. False once there is enough.
bool WebSocket::Parts::take(std::deque<Message>& messages, const Wanted& wanted, std::size_t& bytes)
{
    while (messages.size() < wanted.messages && bytes < wanted.bytes) {
        auto message = reader.next();
        if (!message && reader.broken())
            throw Poco::Net::NetException("what comes is no WebSocket");
        if (!message) return true;
        if (message->kind == Opcode::ping) send(Opcode::pong, message->body);
        if (message->kind == Opcode::close) {
            send(Opcode::close, message->body.substr(0, 2));
            throw Poco::Net::ConnectionResetException("the other side ended it");
        }
        if (message->kind != Opcode::text && message->kind != Opcode::binary) continue;
        bytes += message->body.size();
        messages.push_back({std::move(message->body), message->cut});
    }
    return false;
}

Status WebSocket::Parts::lost(const std::string& why)
{
    drop();
    return retry("the connection to " + name + " is lost: " + why);
}

void WebSocket::Parts::drop()
{
    connected = false;
    try {
        socket.close();
    } catch (const Poco::Exception&) {
    }
    socket = Poco::Net::StreamSocket();
}

WebSocket::WebSocket(Settings settings, Host host)
    : parts_(std::make_unique<Parts>(std::move(settings), host))
{
}
WebSocket::WebSocket(WebSocket&&) noexcept = default;
WebSocket::~WebSocket()
{
    if (parts_) close();
}

bool WebSocket::connected() const
{
    return parts_->connected;
}

Status WebSocket::open(std::string_view target)
{
    Parts& parts = *parts_;
    parts.drop();
    Url url = parts.base;
    url.path += target;
    parts.name = websocket_name(url);
    if (const std::uint32_t wait_ms = parts.host.take_budget())
        return retry("the budget of requests is used up for now", wait_ms);
    Watch watch(parts.host, Clock::now() + parts.settings.connection.connect_timeout);
    try {
        parts.connect(url, watch);
        const Upgrade upgrade =
            ask_for_upgrade(parts.socket, url, parts.settings.headers,
                            parts.settings.connection.read_timeout, parts.host.now_us());
        if (upgrade.refusal.code != CX_OK) {
            parts.drop();
            return upgrade.refusal;
        }
        parts.begin(upgrade);
    } catch (const NoConnection& error) {
        parts.drop();
        const std::string why = parts.name + ": " + error.what();
        return error.wants_administrator() ? failed(why) : retry(why);
    } catch (const Poco::Exception&) {
        parts.drop();
        if (watch.cut() == Watch::Cut::stopping) return retry("the hub stops");
        return retry(parts.name + ": no answer to the handshake");
    }
    return ok();
}

Status WebSocket::send(std::string_view text)
{
    try {
        parts_->send(Opcode::text, text);
        return ok();
    } catch (const Poco::Exception& error) {
        return parts_->lost(error.what());
    }
}

Status WebSocket::receive(std::deque<Message>& messages, const Wanted& wanted)
{
    Parts& parts = *parts_;
    if (!parts.connected) return retry("there is no connection");
    const auto until = Clock::now() + wanted.wait;
    std::size_t bytes = 0;
    try {
        while (parts.take(messages, wanted, bytes)) {
            const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
            const bool enough = !messages.empty() || left.count() <= 0 || parts.host.stopping();
            const bool came = parts.read_some(enough ? milliseconds(0) : std::min(left, slice));
            if (!came) parts.keep_alive();
            if (enough && (!came || Clock::now() > until + drain_patience)) break;
        }
        return ok();
    } catch (const Poco::Exception& error) {
        return parts.lost(error.message().empty() ? error.what() : error.message());
    }
}

void WebSocket::close()
{
    if (!parts_->connected) return;
    try {
        parts_->send(Opcode::close, "\x03\xe8");  // 1000, as planned
    } catch (const Poco::Exception&) {
    }
    parts_->drop();
}

}  // namespace cx::http
