// Packets of MQTT 3.1.1, as far as one who receives needs them. Bytes in, bytes out: no socket.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqtt {

enum class Type : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    subscribe = 8,
    suback = 9,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14
};

struct Packet {
    Type type = Type::disconnect;
    std::uint8_t flags = 0;
    std::string body;
    bool cut = false;  // The body was too long, and only its beginning is here.
};

struct Message {
    std::string topic;
    std::string payload;
    std::uint16_t id = 0;  // 0: QoS 0, nobody waits for an acknowledgement
    bool again = false;    // The broker has sent it before.
    bool retained = false;
    bool cut = false;
};

struct Login {
    std::string client_id;
    std::string user;
    std::string password;
    std::uint16_t keep_alive_s = 60;
};

// Always a session that outlives the connection.
std::string write_connect(const Login& login);
std::string write_subscribe(std::uint16_t id, const std::vector<std::string>& topics,
                            std::uint8_t qos);
std::string write_puback(std::uint16_t id);
std::string write_publish(std::string_view topic, std::string_view payload);  // QoS 0
std::string write_bare(Type type);                                            // PINGREQ, DISCONNECT

// Nothing where the packet is not sound.
std::optional<Message> read_publish(const Packet& packet);
// Of CONNACK and SUBACK: the bytes behind the packet's id or flags.
struct Answer {
    bool session_present = false;  // CONNACK
    std::uint8_t code = 0xff;      // CONNACK: 0 is good; SUBACK: the worst, 0x80 is refused
};
std::optional<Answer> read_connack(const Packet& packet);
std::optional<Answer> read_suback(const Packet& packet);

// Cuts a stream of bytes into packets.
class PacketReader {
public:
    // Of a body no more than this is kept; the rest is read and dropped.
    explicit PacketReader(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

    void add(std::string_view bytes) { bytes_ += bytes; }
    // The next packet, where it is whole.
    std::optional<Packet> next();
    bool broken() const { return broken_; }  // No MQTT: nothing more can be read.

private:
    bool read_head();

    std::size_t body_bytes_max_;
    std::string bytes_;
    bool has_head_ = false;
    std::size_t left_ = 0;  // Of the body
    Packet packet_;
    bool broken_ = false;
};

}  // namespace mqtt
