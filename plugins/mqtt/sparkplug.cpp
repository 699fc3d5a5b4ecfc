#include "mqtt/sparkplug.hpp"

#include "mqtt/text.hpp"

#include <cx/abi.h>
#include <cx/json_check.hpp>

#include <array>
#include <bit>
#include <cstdlib>
#include <utility>

namespace mqtt::sparkplug {
namespace {

using cx::json::Value;

// Types of Sparkplug B that are more than their wire says.
enum : std::uint32_t { int8 = 1, int16 = 2, int32 = 3, int64 = 4, date_time = 13 };

// One field of a protobuf message.
struct Field {
    std::uint32_t number = 0;
    std::uint64_t whole = 0;  // Of varints and fixed numbers
    std::string_view bytes;   // Of anything with a length
};

class WireReader {
public:
    explicit WireReader(std::string_view bytes) : rest_(bytes) {}

    bool broken() const { return broken_; }
    std::optional<Field> next()
    {
        if (rest_.empty() || broken_) return std::nullopt;
        const std::uint64_t tag = varint();
        Field field{.number = static_cast<std::uint32_t>(tag >> 3U)};
        switch (tag & 7U) {
            case 0:
                field.whole = varint();
                break;
            case 1:
                field.whole = fixed(8);
                break;
            case 2:
                field.bytes = take(varint());
                break;
            case 5:
                field.whole = fixed(4);
                break;
            default:
                broken_ = true;
        }
        if (broken_) return std::nullopt;
        return field;
    }

private:
    std::string_view take(std::uint64_t count)
    {
        if (count > rest_.size()) {
            broken_ = true;
            return {};
        }
        const std::string_view part = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return part;
    }
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::string_view byte = take(1);
            if (byte.empty()) return 0;
            const auto bits = static_cast<unsigned char>(byte[0]);
            value |= std::uint64_t{bits & 0x7fU} << shift;
            if (!(bits & 0x80U)) return value;
        }
        broken_ = true;
        return 0;
    }
    std::uint64_t fixed(std::size_t count)
    {
        const std::string_view part = take(count);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < part.size(); ++i)
            value |= std::uint64_t{static_cast<unsigned char>(part[i])} << 8U * i;
        return value;
    }

    std::string_view rest_;
    bool broken_ = false;
};

// Small signed numbers travel in the unsigned field of their width.
Value whole_number(std::uint64_t bits, std::uint32_t type)
{
    switch (type) {
        case int8:
            return std::int64_t{static_cast<std::int8_t>(bits)};
        case int16:
            return std::int64_t{static_cast<std::int16_t>(bits)};
        case int32:
            return std::int64_t{static_cast<std::int32_t>(bits)};
        case int64:
            return static_cast<std::int64_t>(bits);
        default:
            return bits;
    }
}

Value float_number(std::uint64_t bits)
{
    return shortest(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
}

Metric read_metric(std::string_view bytes, bool& broken)
{
    Metric metric;
    bool null = false;
    WireReader reader(bytes);
    while (const auto field = reader.next()) switch (field->number) {
            case 1:
                metric.name = text_or_base64(field->bytes);
                break;
            case 2:
                metric.alias = field->whole;
                break;
            case 3:
                metric.timestamp_ms = field->whole;
                break;
            case 4:
                metric.type = static_cast<std::uint32_t>(field->whole);
                break;
            case 5:
                metric.historical = field->whole != 0;
                break;
            case 7:
                null = field->whole != 0;
                break;
            case 10:
            case 11:
                metric.whole = field->whole;
                break;
            case 12:
                metric.value = float_number(field->whole);
                break;
            case 13:
                metric.value = std::bit_cast<double>(field->whole);
                break;
            case 14:
                metric.value = field->whole != 0;
                break;
            case 15:
                metric.value = text_or_base64(field->bytes);
                break;
            case 16:
                metric.value = to_base64(field->bytes);
                break;
            default:
                break;
        }
    if (null) {
        metric.whole.reset();
        metric.value = {};
    }
    broken = broken || reader.broken();
    return metric;
}

// The value as its type means it, which may be known from the birth only.
Value typed(const Metric& metric, std::uint32_t type)
{
    if (!metric.whole) return metric.value;
    return type == date_time ? to_time(*metric.whole) : whole_number(*metric.whole, type);
}

void put_varint(std::string& out, std::uint64_t value)
{
    while (value >= 0x80U) {
        out += static_cast<char>(value | 0x80U);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

bool is_birth(const Topic& topic)
{
    return topic.type == "NBIRTH" || topic.type == "DBIRTH";
}

bool is_data(const Topic& topic)
{
    return topic.type == "NDATA" || topic.type == "DDATA";
}

}  // namespace

cx::Result<Payload> decode(std::string_view bytes)
{
    Payload payload;
    bool broken = false;
    WireReader reader(bytes);
    while (const auto field = reader.next()) {
        if (field->number == 1) payload.timestamp_ms = field->whole;
        if (field->number == 2) payload.metrics.push_back(read_metric(field->bytes, broken));
        if (field->number == 3) payload.seq = field->whole;
    }
    if (broken || reader.broken())
        return cx::Error{"mqtt.sparkplug", "the payload is none of Sparkplug B"};
    return payload;
}

std::string rebirth_command(std::uint64_t timestamp_ms)
{
    constexpr std::string_view name = "Node Control/Rebirth";
    std::string metric = "\x0a";
    put_varint(metric, name.size());
    metric += name;
    metric += "\x20\x0b\x70\x01";  // datatype Boolean, true
    std::string payload = "\x08";
    put_varint(payload, timestamp_ms);
    payload += '\x12';
    put_varint(payload, metric.size());
    return payload + metric;
}

std::optional<Topic> parse_topic(std::string_view topic)
{
    if (!cx::json::is_utf8(topic)) return std::nullopt;
    const std::vector<std::string> parts = split_topic(topic);
    if (parts.size() < 4 || parts.size() > 5 || parts[0] != "spBv1.0") return std::nullopt;
    return Topic{parts[1], parts[2], parts[3], parts.size() == 5 ? parts[4] : ""};
}

std::string Nodes::state_key(const Topic& topic) const
{
    return "birth/" +
           fingerprint(stream_ + '\n' + topic.group + '\n' + topic.node + '\n' + topic.device);
}

Nodes::Aliases& Nodes::aliases_of(const Topic& topic)
{
    const std::string where = topic.group + "/" + topic.node + "/" + topic.device;
    const auto found = aliases_.find(where);
    if (found != aliases_.end()) return found->second;
    Aliases& aliases = aliases_[where];
    const auto kept = cx::json::parse(host_.state(state_key(topic)).value_or("{}"));
    if (kept && kept->is_object())
        for (const auto& [alias, name] : kept->as_object())
            if (const auto type = name.find("type"))
                aliases[std::strtoull(alias.c_str(), nullptr, 10)] = {
                    name.text_of("name"), static_cast<std::uint32_t>(type->integer().value_or(0))};
    return aliases;
}

void Nodes::keep(const Topic& topic, const Aliases& aliases) const
{
    cx::json::Object all;
    for (const auto& [alias, name] : aliases)
        all[std::to_string(alias)] =
            cx::json::Object{{"name", name.name}, {"type", std::uint64_t{name.type}}};
    const std::string text = cx::json::write(std::move(all));
    if (text.size() <= CX_STATE_VALUE_BYTES) host_.put_state(state_key(topic), text);
}

// A node counts all its messages from 0 to 255 and round again, its births and data alike.
bool Nodes::follows(const Topic& topic, const Payload& payload)
{
    if (!payload.seq || (!is_birth(topic) && !is_data(topic) && topic.type != "DDEATH"))
        return true;
    const std::string node = topic.group + "/" + topic.node;
    const auto last = last_seq_.find(node);
    const bool in_order = topic.type == "NBIRTH" || last == last_seq_.end() ||
                          *payload.seq == (last->second + 1) % 256;
    last_seq_[node] = *payload.seq;
    return in_order;
}

bool Nodes::may_ask(const std::string& node)
{
    constexpr std::int64_t pause_us = 60'000'000;
    std::int64_t& asked = asked_at_us_[node];
    if (asked != 0 && host_.now_us() - asked < pause_us) return false;
    asked = host_.now_us();
    return true;
}

Nodes::Outcome Nodes::take(const Topic& topic, Payload payload, bool again)
{
    Outcome outcome;
    Aliases& aliases = aliases_of(topic);
    if (is_birth(topic)) {
        aliases.clear();
        for (const Metric& metric : payload.metrics)
            if (metric.alias) aliases[*metric.alias] = {metric.name, metric.type};
        keep(topic, aliases);
    }
    cx::json::Array metrics;
    for (const Metric& metric : payload.metrics) {
        const auto known = metric.alias ? aliases.find(*metric.alias) : aliases.end();
        const bool has_name = !metric.name.empty() || known != aliases.end();
        outcome.unknown = outcome.unknown || !has_name;
        const std::uint32_t type =
            metric.type == 0 && known != aliases.end() ? known->second.type : metric.type;
        Value one = cx::json::Object{{"value", typed(metric, type)}, {"type", type_name(type)}};
        if (has_name) one["name"] = metric.name.empty() ? known->second.name : metric.name;
        if (metric.historical) one["historical"] = true;
        const auto at = metric.timestamp_ms ? metric.timestamp_ms : payload.timestamp_ms;
        if (at) one["timestamp"] = to_time(*at);
        metrics.push_back(std::move(one));
    }
    const bool in_order = again || follows(topic, payload);
    const std::string node = topic.group + "/" + topic.node;
    if ((outcome.unknown || !in_order) && may_ask(node))
        outcome.rebirth_of = "spBv1.0/" + topic.group + "/NCMD/" + topic.node;
    outcome.record = cx::json::Object{{"group", topic.group},
                                      {"type", topic.type},
                                      {"node", topic.node},
                                      {"metrics", std::move(metrics)}};
    if (!topic.device.empty()) outcome.record["device"] = topic.device;
    if (payload.seq) outcome.record["seq"] = *payload.seq;
    if (payload.timestamp_ms) outcome.record["timestamp"] = to_time(*payload.timestamp_ms);
    return outcome;
}

}  // namespace mqtt::sparkplug
