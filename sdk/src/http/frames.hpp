// Frames of a WebSocket (RFC 6455), as a client needs them. Bytes in, messages out: no socket.
#pragma once

#include "http/inflater.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cx::http {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10
};

struct FrameMessage {
    Opcode kind = Opcode::text;  // Never continuation: its parts are joined.
    std::string body;
    bool cut = false;  // It was too long, and only its beginning is here.
};

// `mask` are four bytes that are hard to guess, as the protocol wants them of a client.
std::string write_frame(Opcode opcode, std::string_view body, std::uint32_t mask);

// What was agreed on in the handshake (permessage-deflate).
struct Compression {
    bool agreed = false;
    bool each_alone = false;  // No message refers to one before it.
};

// Bytes as they come, cut anywhere. Holds at most one message of `message_bytes` and what was added
// last; of a longer message the rest is passed over.
class FrameReader {
public:
    explicit FrameReader(std::size_t message_bytes, Compression compression = {});

    void add(std::string_view bytes);
    // Nothing where more bytes are needed, or where it is broken.
    std::optional<FrameMessage> next();
    // What came is no WebSocket, or has no end: nothing more can be read.
    bool broken() const { return broken_; }

private:
    bool read_head();
    bool fits() const;
    void read_body();
    void read_data(std::string_view part);
    std::optional<FrameMessage> finish();

    std::size_t message_bytes_;
    std::string buffer_;
    std::size_t at_ = 0;  // Where in it the next byte is
    bool in_frame_ = false;
    bool is_last_ = false;  // Of the frames of its message
    Opcode opcode_ = Opcode::text;
    std::uint64_t left_ = 0;  // Of the frame's body
    std::string control_;     // Body of a control frame, which may stand within a message
    bool in_message_ = false;
    bool packed_ = false;  // The message is compressed.
    std::optional<MessageInflater> inflater_;
    FrameMessage message_;
    std::uint64_t seen_ = 0;  // Bytes of the message, those passed over too
    bool broken_ = false;
};

}  // namespace cx::http
