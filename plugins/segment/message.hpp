// One message of the tracking API: identify, track, page, screen, group or alias.
#pragma once

#include <cx/json.hpp>

#include <string>
#include <string_view>

namespace segment {

// What a batch says for all of its messages, and a path for its only one.
struct Shared {
    std::string type;  // Empty where each message tells its own.
    cx::json::Value context;
    std::string sent_at;      // For messages that do not tell when they were made;
    std::string received_at;  // and for those of which not even that is known.
};

// A message as it is stored, or why it cannot be.
struct Message {
    std::string key;  // Its messageId; empty: it has none and is told apart by its content.
    std::string payload;
    std::string code;  // Of a reject; empty: it is sound.
    std::string why;
};

// A message that tells its time gives the same text however often it is sent. Write keys are taken
// out: they are credentials.
Message read_message(const cx::json::Value& message, const Shared& shared);

}  // namespace segment
