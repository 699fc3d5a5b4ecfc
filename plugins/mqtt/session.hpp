// One connection to a broker, and the session that it keeps for us under a name. A message is
// acknowledged when we are told to, not when it arrives.
#pragma once

#include "mqtt/options.hpp"
#include "mqtt/packet.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace mqtt {

class Session {
public:
    // Throws cx::BadOptions.
    Session(const SourceOptions& options, const std::string& stream,
            std::vector<std::string> topics, std::uint8_t qos, cx::Host host);
    ~Session();

    bool connected() const { return connected_; }
    // Connects and subscribes. ok, retry or failed; no secret in its words.
    cx::Status open();
    // Appends messages that are there, waiting for the first at most so long. retry where the
    // connection was lost; what was not acknowledged comes again.
    cx::Status receive(std::deque<Message>& messages, std::size_t count_max,
                       std::chrono::milliseconds wait);
    void acknowledge(std::uint16_t id);
    void publish(const std::string& topic, std::string_view payload);  // QoS 0
    void close();
    // True once after a connection to a broker that knew nothing of our session.
    bool take_session_lost() { return std::exchange(session_lost_, false); }

private:
    using Clock = std::chrono::steady_clock;

    void connect();
    cx::Status log_in();
    cx::Status subscribe();
    std::optional<Packet> await(Type type);
    // False where nothing came in time. Throws Poco exceptions.
    bool read_some(std::chrono::milliseconds wait);
    void send(std::string_view bytes);
    void keep_alive();
    cx::Status lost(const std::string& why);

    SourceOptions options_;
    std::string client_id_;
    std::vector<std::string> topics_;
    std::uint8_t qos_;
    cx::Host host_;
    Poco::Net::Context::Ptr context_;
    Poco::Net::StreamSocket socket_;
    PacketReader reader_;
    std::deque<Message> early_;  // Came before the answer that was waited for.
    bool connected_ = false;
    bool had_session_ = false;
    bool session_lost_ = false;
    Clock::time_point sent_;   // When the last packet was sent
    Clock::time_point heard_;  // When the last byte came
};

}  // namespace mqtt
