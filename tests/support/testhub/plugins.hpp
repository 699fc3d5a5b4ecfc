// A source and a sink made by hand: what they hold outlives every restart of the hub, as the world
// outside does.
#pragma once

#include "plugin/plugin.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cx::pipeline::testing {

// Each stream is a list that only grows; a cursor is an index into it.
class ScriptedSource final : public plugin::Source {
public:
    struct Entry {
        std::optional<plugin::SourceRecord> record;
        std::optional<plugin::SourceReject> reject;
        bool ends_snapshot = false;
    };

    void add(const std::string& stream, plugin::SourceRecord record)
    {
        streams[stream].push_back({.record = std::move(record)});
    }
    // A whole dump: its records, then its end.
    void add_dump(const std::string& stream, std::vector<plugin::SourceRecord> records);

    plugin::PollResult poll(const plugin::PollRequest& request) override;
    void committed(const std::string& stream, const std::string& cursor) override
    {
        acknowledged.emplace_back(stream, cursor);
    }

    std::map<std::string, std::vector<Entry>> streams;
    // Asked before each poll; an answer takes the poll's place.
    std::function<std::optional<plugin::PollResult>()> fault;
    std::vector<std::pair<std::string, std::string>> acknowledged;
    int polls = 0;
};

plugin::PollResult poll_again(const std::string& why, std::uint32_t after_ms = 0);
plugin::PollResult poll_failed(const std::string& why);

// Keeps what it was given. Without `behave` it takes everything.
class ScriptedSink final : public plugin::Sink {
public:
    plugin::DeliverResult deliver(std::span<const std::string> changes) override;

    std::function<plugin::DeliverResult(std::span<const std::string>)> behave;
    std::vector<std::string> received;  // Delivered prefixes, in order; repeats included.
    int calls = 0;
};

}  // namespace cx::pipeline::testing
