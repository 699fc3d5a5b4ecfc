// What an administrator has said about a stream, and the places it can be read again from. Durable:
// a pause holds over every restart. All are [any-thread]; each is durable when it returns.
#pragma once

#include "base/clock.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cx::pipeline {

struct KeptCursor {
    Timestamp at;  // When the stream had come that far.
    std::string cursor;
};

class Controls {
public:
    explicit Controls(store::Store& store) : store_(store) {}

    bool paused(const std::string& pipeline, const std::string& stream);
    // RFC 3339; empty where it is not paused.
    std::string paused_since(const std::string& pipeline, const std::string& stream);
    void pause(const std::string& pipeline, const std::string& stream, bool paused, Timestamp now);

    // When the newest run of a calendar began that brought all there was.
    std::optional<Timestamp> last_run(const std::string& pipeline, const std::string& stream);
    void note_run(const std::string& pipeline, const std::string& stream, Timestamp began);

    // Oldest first, one each limits::kept_cursor_ms at most, limits::kept_cursors of them.
    std::vector<KeptCursor> cursors(const std::string& pipeline, const std::string& stream);
    void keep_cursor(const std::string& pipeline, const std::string& stream, KeptCursor cursor);

private:
    store::Store& store_;
};

}  // namespace cx::pipeline
