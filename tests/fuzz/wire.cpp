// The frames between the hub and a plugin's process: however the bytes arrive the frames are the
// same, and what decodes is what was encoded.
#include "plugin/wire.hpp"

#include "fuzz.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace cx::fuzz {
namespace {

using plugin::Channel;
using plugin::Frame;
using namespace std::chrono_literals;

constexpr std::size_t input_bytes_max = 64U << 10;  // A socket takes this much without a reader.

struct Heard {
    std::vector<Frame> frames;
    bool refused = false;  // Before the other side had closed.
};

// Sends `bytes` in two pieces, the first `first` bytes long, and listens.
Heard hear(std::string_view bytes, std::size_t first)
{
    int pair[2];
    promise(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0, "there are sockets");
    Channel channel(pair[0]);
    Heard heard;
    for (const std::string_view piece : {bytes.substr(0, first), bytes.substr(first)}) {
        promise(::send(pair[1], piece.data(), piece.size(), MSG_NOSIGNAL) ==
                    static_cast<ssize_t>(piece.size()),
                "the socket takes the piece");
        for (;;) {
            Frame frame;
            const Channel::Outcome outcome = channel.receive(frame, 0ms);
            if (outcome == Channel::Outcome::closed) heard.refused = true;
            if (outcome != Channel::Outcome::frame) break;
            heard.frames.push_back(std::move(frame));
        }
        if (heard.refused) break;
    }
    ::close(pair[1]);
    return heard;
}

void check_frames(std::string_view bytes, const std::vector<Frame>& frames)
{
    std::size_t size = 0;
    for (const Frame& frame : frames) {
        const std::uint32_t rest = static_cast<std::uint32_t>(frame.body.size() + 1);
        promise(rest <= plugin::frame_bytes, "a frame is bounded");
        const std::string_view head(reinterpret_cast<const char*>(&rest), sizeof rest);
        promise_equal(bytes.substr(size, sizeof rest), head, "a frame has its own size");
        size += sizeof rest + rest;
    }
    promise(size <= bytes.size(), "no frame is made of nothing");
}

void try_frames(std::string_view bytes, unsigned cut)
{
    const Heard at_once = hear(bytes, bytes.size());
    const Heard in_pieces = hear(bytes, bytes.size() * cut / 256);
    check_frames(bytes, at_once.frames);
    promise(at_once.refused == in_pieces.refused, "pieces are refused as the whole is");
    promise(at_once.frames.size() == in_pieces.frames.size(), "pieces make the same frames");
    for (std::size_t i = 0; i < at_once.frames.size(); ++i)
        promise(at_once.frames[i].kind == in_pieces.frames[i].kind &&
                    at_once.frames[i].body == in_pieces.frames[i].body,
                "pieces make the same frames");
}

// Reads a body as texts and numbers in turn, and writes what was read.
void try_body(std::string_view body, unsigned order)
{
    plugin::Decoder in(body);
    plugin::Encoder out;
    while (!in.at_end()) {
        const bool text = order & 1U;
        order = (order >> 1U) | (order << 7U);
        const std::string_view read = text ? in.text() : std::string_view();
        const std::uint64_t number = text ? 0 : in.number();
        if (in.bad()) break;
        promise(read.empty() || (read.begin() >= body.begin() && read.end() <= body.end()),
                "a text lies in the body");
        if (text)
            out.text(read);
        else
            out.number(number);
    }
    const std::string written = out.take();
    promise_equal(body.substr(0, written.size()), written, "what decodes is what was encoded");
    promise(in.bad() || written.size() == body.size(), "all of a body is read");
    if (in.bad()) promise(in.text().empty() && in.number() == 0, "after an error all is empty");
}

}  // namespace

void try_input(std::string_view input)
{
    if (input.size() > input_bytes_max) return;
    const unsigned cut = take_byte(input);
    const unsigned order = take_byte(input);
    try_frames(input, cut);
    try_body(input, order);
}

}  // namespace cx::fuzz
