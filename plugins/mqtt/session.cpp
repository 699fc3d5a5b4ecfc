#include "mqtt/session.hpp"

#include <cx/plugin.hpp>

#include <Poco/Error.h>
#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqtt {
namespace {

using std::chrono::milliseconds;

// Topic, payload and a little more; the hub takes no larger record.
constexpr std::size_t body_bytes_max = CX_PAYLOAD_BYTES + 66'000;
constexpr milliseconds slice{100};
constexpr std::uint16_t subscribe_id = 1;

Poco::Timespan timespan(milliseconds time)
{
    return {0, static_cast<Poco::Timespan::TimeDiff>(time.count()) * 1000};
}

Poco::Net::Context::Ptr make_context(const SourceOptions& options)
{
    using Poco::Net::Context;
    if (!options.tls) return nullptr;
    static const bool ready = [] {
        Poco::Net::initializeSSL();
        return true;
    }();
    static_cast<void>(ready);
    try {
        Context::Ptr context(new Context(
            Context::TLS_CLIENT_USE, options.client_key, options.client_certificate,
            options.root_certificate, Context::VERIFY_STRICT, 9, options.root_certificate.empty()));
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        return context;
    } catch (const Poco::Exception&) {
        throw cx::BadOptions(
            "options 'root_certificate', 'client_certificate' and 'client_key' "
            "should name PEM files");
    }
}

cx::Status refused(std::uint8_t code)
{
    switch (code) {
        case 2:
            return cx::failed("the broker refuses the name: choose another 'client_id'");
        case 4:
        case 5:
            return cx::failed(
                "the broker refuses the log-in: check 'user' and 'password', and "
                "what the broker allows this client");
        case 1:
            return cx::failed("the broker speaks no MQTT 3.1.1");
        default:
            return cx::retry(fmt::format("the broker is not available (code {})", code));
    }
}

bool is_about_certificate(const Poco::Exception& error)
{
    return dynamic_cast<const Poco::Net::CertificateValidationException*>(&error) ||
           dynamic_cast<const Poco::Net::InvalidCertificateException*>(&error) ||
           error.displayText().find("certificate") != std::string::npos;
}

}  // namespace

Session::Session(const SourceOptions& options, const std::string& stream,
                 std::vector<std::string> topics, std::uint8_t qos, cx::Host host)
    : options_(options),
      client_id_(options.client_id + "-" + stream),
      topics_(std::move(topics)),
      qos_(qos),
      host_(host),
      context_(make_context(options)),
      reader_(body_bytes_max)
{
}

Session::~Session()
{
    // Without a farewell the broker would think of an accident; the session stays either way.
    if (!connected_) return;
    try {
        send(write_bare(Type::disconnect));
    } catch (const Poco::Exception&) {
    }
}

void Session::connect()
{
    const std::uint16_t usual = options_.tls ? 8883 : 1883;
    const Poco::Net::SocketAddress address(options_.host, options_.port ? options_.port : usual);
    const auto until = Clock::now() + options_.timeout;
    Poco::Net::StreamSocket socket;
    using Poco::Net::Socket;
    socket.connectNB(address);
    while (!socket.poll(timespan(slice), Socket::SELECT_WRITE | Socket::SELECT_ERROR))
        if (host_.stopping() || Clock::now() >= until) throw Poco::TimeoutException("it is late");
    if (const int error = socket.impl()->socketError(); error != 0)
        throw Poco::Net::NetException(Poco::Error::getMessage(error));
    socket.setBlocking(true);
    socket.setNoDelay(true);
    socket.setReceiveTimeout(timespan(options_.timeout));
    socket.setSendTimeout(timespan(options_.timeout));
    socket_ = options_.tls ? Poco::Net::SecureStreamSocket::attach(socket, options_.host, context_)
                           : socket;
    reader_ = PacketReader(body_bytes_max);
    early_.clear();
    heard_ = Clock::now();
    connected_ = true;
}

bool Session::read_some(milliseconds wait)
{
    if (socket_.available() == 0 && !socket_.poll(timespan(wait), Poco::Net::Socket::SELECT_READ))
        return false;
    std::array<char, 16'384> bytes{};
    const int count = socket_.receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (count <= 0) throw Poco::Net::ConnectionResetException("the broker closed the connection");
    reader_.add({bytes.data(), static_cast<std::size_t>(count)});
    heard_ = Clock::now();
    return true;
}

void Session::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const int count = socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        if (count <= 0) throw Poco::Net::ConnectionResetException("the broker takes nothing");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    sent_ = Clock::now();
}

// The packet that answers us; messages that come before it are kept.
std::optional<Packet> Session::await(Type type)
{
    const auto until = Clock::now() + options_.timeout;
    while (!host_.stopping() && Clock::now() < until) {
        while (auto packet = reader_.next()) {
            if (packet->type == type) return packet;
            if (packet->type != Type::publish) continue;
            if (auto message = read_publish(*packet)) early_.push_back(*std::move(message));
        }
        if (reader_.broken()) return std::nullopt;
        read_some(slice);
    }
    return std::nullopt;
}

cx::Status Session::log_in()
{
    const auto keep_alive = static_cast<std::uint16_t>(options_.keep_alive.count());
    send(write_connect({.client_id = client_id_,
                        .user = options_.user,
                        .password = options_.password,
                        .keep_alive_s = keep_alive}));
    const auto packet = await(Type::connack);
    const auto answer = packet ? read_connack(*packet) : std::nullopt;
    if (!answer) return cx::retry("the broker does not answer as MQTT does");
    if (answer->code != 0) return refused(answer->code);
    session_lost_ = had_session_ && !answer->session_present;
    had_session_ = true;
    return cx::ok();
}

cx::Status Session::subscribe()
{
    send(write_subscribe(subscribe_id, topics_, qos_));
    const auto packet = await(Type::suback);
    const auto answer = packet ? read_suback(*packet) : std::nullopt;
    if (!answer) return cx::retry("the broker does not answer a subscription");
    if (answer->code >= 0x80)
        return cx::failed("the broker refuses a topic: allow the user to read what 'topics' name");
    if (answer->code < qos_)
        host_.warn("the broker grants a lower QoS than was asked for; messages may be lost");
    return cx::ok();
}

cx::Status Session::open()
{
    try {
        connect();
        cx::Status status = log_in();
        if (status.code == CX_OK) status = subscribe();
        if (status.code != CX_OK) close();
        return status;
    } catch (const Poco::Exception& error) {
        const bool certificate = is_about_certificate(error);
        close();
        if (certificate)
            return cx::failed(
                "the broker's certificate is not valid for this host or not signed "
                "by a trusted authority; name its own in 'root_certificate'");
        return lost(error.what());
    }
}

cx::Status Session::lost(const std::string& why)
{
    close();
    return cx::retry(fmt::format("no connection to the broker: {}", why));
}

void Session::close()
{
    connected_ = false;
    try {
        socket_.close();
    } catch (const Poco::Exception&) {
    }
    socket_ = Poco::Net::StreamSocket();
}

void Session::keep_alive()
{
    const auto now = Clock::now();
    if (now - heard_ > options_.keep_alive + options_.timeout)
        throw Poco::TimeoutException("the broker is silent");
    if (now - sent_ > options_.keep_alive / 2) send(write_bare(Type::pingreq));
}

cx::Status Session::receive(std::deque<Message>& messages, std::size_t count_max, milliseconds wait)
{
    const auto until = Clock::now() + wait;
    try {
        keep_alive();
        while (!early_.empty() && messages.size() < count_max) {
            messages.push_back(std::move(early_.front()));
            early_.pop_front();
        }
        for (;;) {
            while (messages.size() < count_max) {
                const auto packet = reader_.next();
                if (!packet) break;
                if (packet->type != Type::publish) continue;
                auto message = read_publish(*packet);
                if (!message) return lost("it sends what is no MQTT");
                messages.push_back(*std::move(message));
            }
            if (reader_.broken()) return lost("it sends what is no MQTT");
            if (messages.size() >= count_max) return cx::ok();
            const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
            const bool enough = !messages.empty() || left.count() <= 0 || host_.stopping();
            if (!read_some(enough ? milliseconds(0) : std::min(left, slice)) && enough)
                return cx::ok();
        }
    } catch (const Poco::Exception& error) {
        return lost(error.what());
    }
}

void Session::acknowledge(std::uint16_t id)
{
    if (!connected_ || id == 0) return;
    try {
        send(write_puback(id));
    } catch (const Poco::Exception&) {
        close();  // It comes again, and is known then.
    }
}

void Session::publish(const std::string& topic, std::string_view payload)
{
    if (!connected_) return;
    try {
        send(write_publish(topic, payload));
    } catch (const Poco::Exception&) {
        close();
    }
}

}  // namespace mqtt
