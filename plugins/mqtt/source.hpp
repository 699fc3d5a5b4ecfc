// The source of the mqtt plugin: messages as they come, each kept by the broker until the hub has
// it durably.
#pragma once

#include "mqtt/options.hpp"
#include "mqtt/session.hpp"
#include "mqtt/sparkplug.hpp"

#include <cx/plugin.hpp>

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace mqtt {

inline constexpr cx::RejectCode reject_table[] = {
    {"mqtt.alias", "A message of Sparkplug B names metrics by aliases whose birth was not seen.",
     "The node is asked to tell its metrics again; allow the hub to publish spBv1.0/+/NCMD/+."},
    {"mqtt.json", "The payload of a message is no JSON.",
     "Set the sender right, or say format: text."},
    {"mqtt.key", "A message lacks a member of its key, or the key is too long.",
     "Name members in 'key' that every message has."},
    {"mqtt.sparkplug", "A message is none of Sparkplug B.",
     "Let 'topics' name Sparkplug topics only, or choose another 'format'."},
    {"mqtt.too_long", "A message has more than a megabyte.", "Let the sender split it."},
};

// A stream has a connection of its own. What was given and is not committed stays in memory: it is
// given again where the hub asks from an older cursor, and acknowledged when it is committed. A
// cursor is the number of the last message that was given.
class MqttSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = mqtt::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    MqttSource(const SourceOptions& options, cx::StreamOptions<StreamOptions> streams,
               cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;
    void committed(std::string_view stream, std::string_view cursor) override;

private:
    struct Stream {
        Stream(const SourceOptions& options, const std::string& name, StreamOptions settings,
               cx::Host host);

        StreamOptions options;
        Session session;
        sparkplug::Nodes nodes;
        std::deque<Message> waiting;  // Given or to be given; not committed
        std::uint64_t first = 1;      // Number of the first of them
        std::size_t bytes = 0;
        bool lively = true;  // The last poll gave something: the next may follow at once.
    };
    struct Rendered {
        std::string key;
        std::string payload;
        const char* problem = nullptr;  // A reject code
        std::string why;

        // The first reason counts.
        void reject(const char* code, std::string told)
        {
            if (problem) return;
            problem = code;
            why = std::move(told);
        }
    };

    cx::Status fill(Stream& stream, const cx::Poll& poll, std::uint64_t after);
    Rendered render(Stream& stream, const Message& message);
    void read_payload(Stream& stream, const Message& message, cx::json::Value& record,
                      Rendered& rendered);
    static void read_key(const Stream& stream, const Message& message,
                         const cx::json::Value& record, Rendered& rendered);
    bool give(Stream& stream, const Message& message, cx::BatchWriter& out);

    cx::Host host_;
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace mqtt
