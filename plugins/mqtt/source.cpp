#include "mqtt/source.hpp"

#include "mqtt/text.hpp"

#include <cx/json_check.hpp>

#include <algorithm>
#include <charconv>

namespace mqtt {
namespace {

using cx::json::Value;

// Of messages in memory; the broker keeps the others, or waits at the socket.
constexpr std::size_t waiting_max = 10'000;
constexpr std::size_t waiting_bytes_max = 16U << 20;
// An acknowledgement lets the broker send on; what follows it takes a moment.
constexpr std::chrono::milliseconds linger{100};

std::uint64_t number_of(std::string_view cursor)
{
    std::uint64_t number = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), number);
    return number;
}

Value levels_of(std::string_view topic, const std::vector<std::string>& names)
{
    Value levels;
    const std::vector<std::string> parts = split_topic(topic);
    for (std::size_t i = 0; i < std::min(parts.size(), names.size()); ++i)
        if (!names[i].empty()) levels[names[i]] = parts[i];
    return levels;
}

// What stands at "payload.meter.serial", as text.
std::string text_at(const Value& record, std::string_view path)
{
    const Value* at = &record;
    while (at) {
        const std::size_t dot = path.find('.');
        at = at->find(path.substr(0, dot));
        if (dot == std::string_view::npos) break;
        path.remove_prefix(dot + 1);
    }
    return at ? at->text().value_or("") : "";
}

void check(const std::string& name, const StreamOptions& options)
{
    const auto bad = [&](const std::string& why) {
        throw cx::BadOptions("stream '" + name + "': " + why);
    };
    if (options.topics.empty()) bad("option 'topics' should name at least one topic");
    for (const std::string& topic : options.topics)
        if (topic.empty() || topic.size() > 65'535 || !cx::json::is_utf8(topic))
            bad("option 'topics' should name topics such as meters/+/reading");
}

}  // namespace

MqttSource::Stream::Stream(const SourceOptions& connection, const std::string& name,
                           StreamOptions settings, cx::Host host)
    : options(std::move(settings)),
      session(connection, name, options.topics, static_cast<std::uint8_t>(options.qos), host),
      nodes(name, host)
{
}

MqttSource::MqttSource(const SourceOptions& options, cx::StreamOptions<StreamOptions> streams,
                       cx::Host host)
    : host_(host)
{
    for (auto& [name, settings] : streams) {
        check(name, settings);
        streams_.try_emplace(name, options, name, std::move(settings), host);
    }
}

// Connects where that is needed, and takes in what is there.
cx::Status MqttSource::fill(Stream& stream, const cx::Poll& poll, std::uint64_t after)
{
    if (!stream.session.connected()) {
        // The broker sends again what was not acknowledged, under other numbers.
        stream.waiting.clear();
        stream.bytes = 0;
        stream.first = after + 1;
        const cx::Status opened = stream.session.open();
        if (opened.code != CX_OK) return opened;
        if (stream.session.take_session_lost())
            host_.warn("the broker has forgotten the session; what it held for us may be lost");
        stream.lively = true;
    }
    const std::size_t given = after + 1 - stream.first;
    const bool has_some = stream.waiting.size() > given;
    if (stream.waiting.size() >= waiting_max || stream.bytes >= waiting_bytes_max) return cx::ok();
    const std::size_t wanted = std::min<std::size_t>(given + poll.record_limit, waiting_max);
    const std::chrono::milliseconds patience(poll.wait_ms);
    const auto wait = has_some        ? std::chrono::milliseconds(0)
                      : stream.lively ? std::max(patience, linger)
                                      : patience;
    const std::size_t before = stream.waiting.size();
    std::deque<Message> fresh;
    const cx::Status status =
        stream.session.receive(fresh, wanted > before ? wanted - before : 0, wait);
    for (Message& message : fresh) {
        stream.bytes += message.payload.size();
        stream.waiting.push_back(std::move(message));
    }
    return status;
}

// The message as the record's other members have it; what is wrong is told in `rendered`.
void MqttSource::read_payload(Stream& stream, const Message& message, Value& record,
                              Rendered& rendered)
{
    if (message.cut) return rendered.reject("mqtt.too_long", "it has more than a megabyte");
    if (stream.options.format == "text") {
        record["payload"] = text_or_base64(message.payload);
        return;
    }
    if (stream.options.format == "json") {
        auto payload = cx::json::parse(message.payload);
        if (!payload) return rendered.reject("mqtt.json", payload.error().message);
        record["payload"] = *std::move(payload);
        return;
    }
    const auto topic = sparkplug::parse_topic(message.topic);
    auto payload = sparkplug::decode(message.payload);
    if (!topic) return rendered.reject("mqtt.sparkplug", "the topic is none of Sparkplug B");
    if (!payload) return rendered.reject("mqtt.sparkplug", payload.error().message);
    auto outcome = stream.nodes.take(*topic, *std::move(payload), message.again);
    for (auto& [name, value] : outcome.record.as_object()) record[name] = std::move(value);
    if (outcome.unknown) rendered.reject("mqtt.alias", "the birth of its metrics was not seen");
    if (!outcome.rebirth_of.empty() && stream.options.rebirth)
        stream.session.publish(
            outcome.rebirth_of,
            sparkplug::rebirth_command(static_cast<std::uint64_t>(host_.now_us() / 1000)));
}

void MqttSource::read_key(const Stream& stream, const Message& message, const Value& record,
                          Rendered& rendered)
{
    for (const std::string& path : stream.options.key) {
        const std::string part = text_at(record, path);
        if (part.empty()) rendered.reject("mqtt.key", "there is no '" + path + "'");
        rendered.key += rendered.key.empty() ? part : "|" + part;
    }
    if (stream.options.key.empty())
        rendered.key = fingerprint(message.topic + '\n' + message.payload) +
                       fingerprint(message.payload + '\n' + message.topic);
    if (rendered.key.size() <= CX_KEY_BYTES) return;
    rendered.reject("mqtt.key", "the key is too long");
    rendered.key.clear();
}

MqttSource::Rendered MqttSource::render(Stream& stream, const Message& message)
{
    Rendered rendered;
    Value record;
    record["topic"] = text_or_base64(message.topic);
    if (message.retained) record["retained"] = true;
    const Value levels = levels_of(message.topic, stream.options.levels);
    if (!levels.is_null()) record["levels"] = levels;
    read_payload(stream, message, record, rendered);
    read_key(stream, message, record, rendered);
    cx::json::write_to(record, rendered.payload);
    if (rendered.payload.size() > CX_PAYLOAD_BYTES) {
        rendered.reject("mqtt.too_long", "the record has more than a megabyte");
        rendered.payload = "{}";
    }
    return rendered;
}

bool MqttSource::give(Stream& stream, const Message& message, cx::BatchWriter& out)
{
    const Rendered rendered = render(stream, message);
    std::string place = message.topic.substr(0, 256);
    if (!cx::json::is_utf8(place)) place.clear();
    const cx::Record record{.key = rendered.key, .payload = rendered.payload, .position = place};
    if (rendered.problem) return out.reject(record, rendered.problem, rendered.why);
    return out.record(record);
}

cx::Status MqttSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    Stream& stream = found->second;
    std::uint64_t after = number_of(poll.cursor);
    // A cursor that is none of ours, as after a rewind: what is here is given from its beginning.
    const std::uint64_t end = stream.first + stream.waiting.size();
    if (after + 1 < stream.first || after >= end) {
        stream.first = after + 1;
    }
    const cx::Status status = fill(stream, poll, after);
    std::size_t next = after + 1 - stream.first;
    bool room = true;
    const std::uint64_t before = after;
    for (; room && next < stream.waiting.size(); ++next, ++after)
        room = give(stream, stream.waiting[next], out);
    stream.lively = after > before;
    // What was taken in before the connection broke is given; the hub hears of it at the next poll.
    if (status.code != CX_OK && !stream.lively) return status;
    out.cursor(stream.lively ? std::to_string(after) : poll.cursor, next < stream.waiting.size());
    return cx::ok();
}

void MqttSource::committed(std::string_view name, std::string_view cursor)
{
    const auto found = streams_.find(name);
    if (found == streams_.end()) return;
    Stream& stream = found->second;
    const std::uint64_t last = number_of(cursor);
    while (!stream.waiting.empty() && stream.first <= last) {
        stream.session.acknowledge(stream.waiting.front().id);
        stream.bytes -= std::min(stream.bytes, stream.waiting.front().payload.size());
        stream.waiting.pop_front();
        ++stream.first;
    }
}

}  // namespace mqtt
