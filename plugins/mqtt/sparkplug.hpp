// Payloads of Sparkplug B, read from their bytes (protobuf), and what a host has to remember of
// the nodes that send them: names behind aliases, and numbers in a row.
#pragma once

#include <cx/host.hpp>
#include <cx/json.hpp>
#include <cx/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqtt::sparkplug {

struct Metric {
    std::string name;  // Empty: known by its alias
    std::optional<std::uint64_t> alias;
    std::optional<std::uint64_t> timestamp_ms;
    std::uint32_t type = 0;
    bool historical = false;
    std::optional<std::uint64_t> whole;  // A whole number, as its bits
    cx::json::Value value;  // Any other; null also where the type is a data set or template
};

struct Payload {
    std::optional<std::uint64_t> timestamp_ms;
    std::optional<std::uint64_t> seq;
    std::vector<Metric> metrics;
};

// Error code mqtt.sparkplug where the bytes are no such payload.
cx::Result<Payload> decode(std::string_view bytes);
// Asks a node to tell all its metrics again.
std::string rebirth_command(std::uint64_t timestamp_ms);

// spBv1.0/GROUP/TYPE/NODE[/DEVICE]
struct Topic {
    std::string group, type, node, device;
};
std::optional<Topic> parse_topic(std::string_view topic);

// Births, kept by the host beyond a restart where they are small enough.
class Nodes {
public:
    Nodes(std::string stream, cx::Host host) : stream_(std::move(stream)), host_(host) {}

    struct Outcome {
        cx::json::Value record;  // topic's parts, seq, timestamp, metrics
        bool unknown = false;    // An alias of which no birth was seen
        std::string rebirth_of;  // Topic of the command to ask by, where something is missing
    };
    // `again`: the broker has sent it before, so its number says nothing.
    Outcome take(const Topic& topic, Payload payload, bool again);

private:
    struct Name {
        std::string name;
        std::uint32_t type = 0;
    };
    using Aliases = std::map<std::uint64_t, Name>;

    Aliases& aliases_of(const Topic& topic);
    void keep(const Topic& topic, const Aliases& aliases) const;
    std::string state_key(const Topic& topic) const;
    bool follows(const Topic& topic, const Payload& payload);
    bool may_ask(const std::string& node);

    std::string stream_;
    cx::Host host_;
    std::map<std::string, Aliases> aliases_;           // By group/node/device
    std::map<std::string, std::uint64_t> last_seq_;    // By group/node
    std::map<std::string, std::int64_t> asked_at_us_;  // By group/node
};

}  // namespace mqtt::sparkplug
