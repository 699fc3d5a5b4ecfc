// What a broker and an edge node send: packets are cut the same wherever the bytes break, and no
// payload is read beyond its end.
#include "fuzz.hpp"
#include "mqtt/packet.hpp"
#include "mqtt/sparkplug.hpp"
#include "mqtt/text.hpp"

#include <cx/json.hpp>

#include <string>
#include <vector>

namespace cx::fuzz {
namespace {

constexpr std::size_t body_bytes_max = 1000;

std::string shown(const mqtt::Packet& packet)
{
    std::string text = std::to_string(static_cast<int>(packet.type)) + "/" +
                       std::to_string(packet.flags) + (packet.cut ? "!" : "") + packet.body + "|";
    if (const auto message = mqtt::read_publish(packet))
        text += message->topic + "=" + message->payload + "#" + std::to_string(message->id);
    mqtt::read_connack(packet);
    mqtt::read_suback(packet);
    return text;
}

std::string cut(std::string_view bytes, std::size_t piece)
{
    mqtt::PacketReader reader(body_bytes_max);
    std::string all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.add(bytes.substr(at, piece));
        while (const auto packet = reader.next()) {
            promise(packet->body.size() <= body_bytes_max, "a packet's body is bounded");
            all += shown(*packet);
        }
    }
    return all + (reader.broken() ? "broken" : "");
}

void try_payload(std::string_view bytes)
{
    auto payload = mqtt::sparkplug::decode(bytes);
    if (!payload) return;
    mqtt::sparkplug::Nodes nodes("s", cx::Host());
    const auto outcome = nodes.take({"g", "NBIRTH", "n", ""}, *std::move(payload), false);
    promise(bool(json::parse(json::write(outcome.record))), "a record is JSON");
}

}  // namespace

void try_input(std::string_view input)
{
    const std::string whole = cut(input, input.size() + 1);
    promise_equal(cut(input, 1), whole, "packets do not depend on where the bytes break");
    promise_equal(cut(input, 7), whole, "packets do not depend on where the bytes break");
    try_payload(input);
    mqtt::sparkplug::parse_topic(input);
}

}  // namespace cx::fuzz
