// Reads a stream of events that has no end: connects, takes what is there, connects again where it
// broke off.
#pragma once

#include "rest/read/asker.hpp"
#include "rest/read/event_parser.hpp"
#include "rest/read/plan.hpp"
#include "rest/read/slice.hpp"

#include <cx/http.hpp>
#include <cx/json.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace rest {

// What one event held; with a `problem` it gives no record.
struct EventData {
    cx::json::Value value;
    std::string problem;
};

class Events {
public:
    Events(const StreamPlan& plan, Surroundings& around) : plan_(plan), asker_(around) {}

    // Appends what came, waiting a moment for it; often that is nothing. `last_id`: behind which
    // event to begin where there is no connection; becomes that of the last one.
    cx::Status read(const Slice& slice, cx::json::Value& last_id, const Scope& scope,
                    std::vector<EventData>& came);
    int last_status() const { return asker_.last_status(); }

private:
    using Clock = std::chrono::steady_clock;

    cx::Status connect(const Slice& slice, const cx::json::Value& last_id, const Scope& scope);
    cx::Status broken(const std::string& why);
    void take(std::string_view bytes, cx::json::Value& last_id, std::vector<EventData>& came);
    void add(Event event, std::vector<EventData>& came) const;

    const StreamPlan& plan_;
    Asker asker_;
    cx::http::Body body_;
    EventParser parser_;
    Clock::time_point heard_at_{};
    int failures_ = 0;  // Connections in a row that brought no event
};

}  // namespace rest
