// Server-sent events (WHATWG HTML, 9.2) out of bytes that come in pieces.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

inline constexpr std::size_t event_bytes_max = 1U << 20;

struct Event {
    std::string type = "message";
    std::string data;
    std::string id = {};     // The last that was given, be it with an event before
    bool too_large = false;  // Its data was not kept
};

class EventParser {
public:
    // Appends the events that are whole; what is begun waits for the rest.
    void take(std::string_view bytes, std::vector<Event>& events);
    // Forgets what was begun, as behind a connection that broke. The last id stays.
    void restart();

    // Of the events that were given; "" where none had one.
    const std::string& last_id() const { return last_id_; }
    void set_last_id(std::string id) { last_id_ = std::move(id); }
    // The pause before connecting again, where the system told one.
    std::optional<std::chrono::milliseconds> pause() const { return pause_; }

private:
    void line(std::vector<Event>& events);
    void field(std::string_view name, std::string_view value);
    void dispatch(std::vector<Event>& events);

    std::string line_;
    bool begun_ = false;     // A mark of the byte order may stand before the first line only
    bool after_cr_ = false;  // The line end may still have its second half
    bool too_long_ = false;  // The data of the event at hand is dropped
    std::string type_;
    std::string data_;
    bool has_data_ = false;
    std::optional<std::string> id_;
    std::string last_id_;
    std::optional<std::chrono::milliseconds> pause_;
};

}  // namespace rest
