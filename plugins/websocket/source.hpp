// The source of the websocket plugin: messages of a feed as they come.
#pragma once

#include "websocket/message.hpp"
#include "websocket/options.hpp"
#include "websocket/progress.hpp"

#include <cx/plugin.hpp>
#include <cx/websocket.hpp>

#include <deque>
#include <map>
#include <span>
#include <string>

namespace websocket {

inline constexpr cx::RejectCode reject_table[] = {
    {"websocket.json", "A message is no JSON object.",
     "Set the sender right, or let 'path' subscribe to what sends JSON only."},
    {"websocket.key", "A message lacks a member of its key, or the key is too long.",
     "Name members in 'key' that every message has, or choose messages with 'where'."},
    {"websocket.too_long", "A message has more than a megabyte.", "Let the sender split it."},
};

// A stream has a connection of its own. What was given and is not committed stays in memory, and is
// given again where the hub asks from an older cursor; what is no longer here is asked of the feed,
// where it can be.
class WebSocketSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = websocket::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    WebSocketSource(const SourceOptions& options, cx::StreamOptions<StreamOptions> streams,
                    cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;
    void committed(std::string_view stream, std::string_view cursor) override;

private:
    struct Stream {
        Stream(const SourceOptions& options, const std::string& name, StreamOptions settings,
               cx::Host host);

        bool holds(std::uint64_t given) const
        {
            return given + 1 >= first && given < first + waiting.size();
        }
        void begin_behind(Progress progress);

        StreamOptions options;
        MessageReader reader;
        cx::http::WebSocket socket;
        std::deque<Item> waiting;  // Given or to be given; not committed
        std::uint64_t first = 1;   // Number of the first of them
        std::size_t bytes = 0;
        Progress received;   // Behind the last of them
        bool lively = true;  // The last poll took something in: the next may follow at once.
    };

    static cx::Status connect(Stream& stream);
    static cx::Status fill(Stream& stream, const cx::Poll& poll, std::uint64_t given);
    static bool take_in(Stream& stream, std::deque<cx::http::WebSocket::Message> messages);
    static bool give(const Item& item, cx::BatchWriter& out);

    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace websocket
