// Unpacks the messages of a WebSocket that compresses them (permessage-deflate, RFC 7692). Bytes
// in, bytes out: no socket.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cx::http {

// One per connection: a message may refer to those before it, unless `each_alone`.
class MessageInflater {
public:
    // What a message may unpack to, that which is passed over too. A longer one has no end.
    static constexpr std::size_t message_bytes_max = 64U << 20;

    explicit MessageInflater(bool each_alone);

    // Appends to `out` what a part of the message unpacks to, and passes over what makes it longer
    // than `room`. False where it makes no sense or has no end; nothing more can be read then.
    bool add(std::string_view part, std::string& out, std::size_t room);
    // The message is whole.
    bool end(std::string& out, std::size_t room);
    // Whether the message unpacked to more than there was room for.
    bool cut() const { return cut_; }

private:
    struct State;
    struct Delete {
        void operator()(State* state) const;
    };
    bool take(const char* begin, std::size_t count, std::string& out, std::size_t room);
    bool begin_anew();

    bool each_alone_;
    bool whole_ = true;  // The next part is of another message.
    bool cut_ = false;
    std::size_t unpacked_ = 0;  // Of this message
    std::unique_ptr<State, Delete> state_;
};

}  // namespace cx::http
