// Frames between the hub and the child that runs a plugin, over one socket pair on one machine.
//
//     u32 size of the rest, u8 kind, body          numbers in the machine's own order
//     text in a body: u32 size, bytes
//
// A frame is at most frame_bytes; a batch travels as several. Either side ends the talk on a frame
// that is too long or does not decode. Nothing here outlives both processes, so the format has no
// version.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace cx::plugin {

// Above any record, cursor or options with room to spare.
inline constexpr std::size_t frame_bytes = 8U << 20;
// Size at which a part of a batch is sent on. Small, so that the hub checks one part while the
// plugin reads the next; larger than what a frame costs.
inline constexpr std::size_t part_bytes = 64U << 10;

enum class Kind : std::uint8_t {
    // The hub asks; each but stop and committed is answered once.
    start,      // role, abilities of the host, options  -> started or refused
    poll,       // stream, cursor, limits                -> records*, polled
    committed,  // stream, cursor
    changes,    // part of the changes to deliver
    deliver,    // end of the changes                    -> delivered
    handle,     // a request                             -> records*, handled
    enrich,     // end of the values, sent as changes    -> enriched
    stop,       // The instance shall come to an end; sets what `stopping` answers.
    quit,       // Destroy the instance and exit.
    // The child answers.
    started,
    refused,  // code, message
    records,  // part of a batch
    polled,
    delivered,
    handled,
    enriched,
    // The child asks in the middle of a call.
    log,  // level, line; not answered
    state_get,
    state_put,
    now,
    budget,
    trace,
    current,
    page,
    reply,  // The hub's answer to these.
};

struct Frame {
    Kind kind{};
    std::string body;
};

class Encoder {
public:
    Encoder& number(std::uint64_t value)
    {
        body_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Encoder& text(std::string_view value)
    {
        const auto size = static_cast<std::uint32_t>(value.size());
        body_.append(reinterpret_cast<const char*>(&size), sizeof size);
        body_.append(value);
        return *this;
    }
    std::size_t size() const { return body_.size(); }
    std::string take() { return std::exchange(body_, {}); }

private:
    std::string body_;
};

// Reads what an Encoder wrote; bad() once something was not there, and all after it is empty.
class Decoder {
public:
    explicit Decoder(std::string_view body) : rest_(body) {}

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        copy(&value, sizeof value);
        return value;
    }
    std::string_view text()
    {
        std::uint32_t size = 0;
        copy(&size, sizeof size);
        if (bad_ || size > rest_.size()) return bad_ = true, std::string_view();
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return value;
    }
    bool bad() const { return bad_; }
    bool at_end() const { return bad_ || rest_.empty(); }

private:
    void copy(void* to, std::size_t size)
    {
        if (bad_ || rest_.size() < size) {
            bad_ = true;
            return;
        }
        std::memcpy(to, rest_.data(), size);
        rest_.remove_prefix(size);
    }

    std::string_view rest_;
    bool bad_ = false;
};

// One end of the socket pair; owns the descriptor. Sending may come from several threads, receiving
// from one.
class Channel {
public:
    enum class Outcome { frame, timeout, closed };

    explicit Channel(int fd) : fd_(fd) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel();

    // False: the other side is gone, or did not read for `patience`.
    bool send(Kind kind, std::string_view body, std::chrono::milliseconds patience);
    // closed also stands for a frame that breaks the format.
    Outcome receive(Frame& out, std::chrono::milliseconds timeout);

private:
    bool send_all(std::string_view bytes, std::chrono::steady_clock::time_point until);

    int fd_;
    std::mutex sending_;
    std::string received_;
    std::size_t begin_ = 0;
};

}  // namespace cx::plugin
