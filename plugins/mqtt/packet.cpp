#include "mqtt/packet.hpp"

#include <algorithm>

namespace mqtt {
namespace {

constexpr std::size_t length_bytes_max = 4;

void put_number(std::string& out, std::uint16_t number)
{
    out += static_cast<char>(number >> 8U);
    out += static_cast<char>(number & 0xffU);
}

void put_text(std::string& out, std::string_view text)
{
    put_number(out, static_cast<std::uint16_t>(text.size()));
    out += text;
}

std::uint16_t number_at(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

std::string write(Type type, std::uint8_t flags, std::string_view body)
{
    std::string out;
    out += static_cast<char>(static_cast<unsigned>(type) << 4U | flags);
    std::size_t length = body.size();
    do {
        const auto low = static_cast<unsigned char>(length & 0x7fU);
        length >>= 7U;
        out += static_cast<char>(length > 0 ? low | 0x80U : low);
    } while (length > 0);
    return out.append(body);
}

}  // namespace

std::string write_connect(const Login& login)
{
    constexpr unsigned has_user = 0x80;
    constexpr unsigned has_password = 0x40;
    unsigned flags = 0;  // The session is not clean.
    if (!login.user.empty()) flags |= has_user;
    if (!login.user.empty() && !login.password.empty()) flags |= has_password;
    std::string body;
    put_text(body, "MQTT");
    body += '\x04';
    body += static_cast<char>(flags);
    put_number(body, login.keep_alive_s);
    put_text(body, login.client_id);
    if (flags & has_user) put_text(body, login.user);
    if (flags & has_password) put_text(body, login.password);
    return write(Type::connect, 0, body);
}

std::string write_subscribe(std::uint16_t id, const std::vector<std::string>& topics,
                            std::uint8_t qos)
{
    std::string body;
    put_number(body, id);
    for (const std::string& topic : topics) {
        put_text(body, topic);
        body += static_cast<char>(qos);
    }
    return write(Type::subscribe, 2, body);
}

std::string write_puback(std::uint16_t id)
{
    std::string body;
    put_number(body, id);
    return write(Type::puback, 0, body);
}

std::string write_publish(std::string_view topic, std::string_view payload)
{
    std::string body;
    put_text(body, topic);
    body += payload;
    return write(Type::publish, 0, body);
}

std::string write_bare(Type type)
{
    return write(type, 0, {});
}

std::optional<Message> read_publish(const Packet& packet)
{
    const unsigned qos = packet.flags >> 1U & 3U;
    const std::string_view body = packet.body;
    if (qos > 1 || body.size() < 2) return std::nullopt;
    const std::size_t topic_end = 2 + std::size_t{number_at(body, 0)};
    const std::size_t head_end = topic_end + (qos > 0 ? 2 : 0);
    if (body.size() < head_end) return std::nullopt;
    Message message;
    message.topic = body.substr(2, topic_end - 2);
    if (qos > 0) message.id = number_at(body, topic_end);
    message.payload = body.substr(head_end);
    message.again = packet.flags & 8U;
    message.retained = packet.flags & 1U;
    message.cut = packet.cut;
    if (qos > 0 && message.id == 0) return std::nullopt;
    return message;
}

std::optional<Answer> read_connack(const Packet& packet)
{
    if (packet.type != Type::connack || packet.body.size() != 2) return std::nullopt;
    return Answer{.session_present = (packet.body[0] & 1) != 0,
                  .code = static_cast<std::uint8_t>(packet.body[1])};
}

std::optional<Answer> read_suback(const Packet& packet)
{
    if (packet.type != Type::suback || packet.body.size() < 3) return std::nullopt;
    Answer answer{.code = 0};
    for (const char code : std::string_view(packet.body).substr(2))
        answer.code = std::max(answer.code, static_cast<std::uint8_t>(code));
    return answer;
}

bool PacketReader::read_head()
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes_max; ++i) {
        if (bytes_.size() < i + 2) return false;
        const auto byte = static_cast<unsigned char>(bytes_[i + 1]);
        length |= std::size_t{byte & 0x7fU} << 7U * i;
        if (byte & 0x80U) continue;
        const auto first = static_cast<unsigned char>(bytes_[0]);
        packet_ = {.type = static_cast<Type>(first >> 4U),
                   .flags = static_cast<std::uint8_t>(first & 0xfU)};
        left_ = length;
        bytes_.erase(0, i + 2);
        return true;
    }
    broken_ = true;
    return false;
}

std::optional<Packet> PacketReader::next()
{
    if (broken_ || (!has_head_ && !read_head())) return std::nullopt;
    has_head_ = true;
    const std::size_t here = std::min(left_, bytes_.size());
    const std::size_t kept = std::min(here, body_bytes_max_ - packet_.body.size());
    packet_.body.append(bytes_, 0, kept);
    packet_.cut = packet_.cut || kept < here;
    bytes_.erase(0, here);
    left_ -= here;
    if (left_ > 0) return std::nullopt;
    has_head_ = false;
    return std::move(packet_);
}

}  // namespace mqtt
