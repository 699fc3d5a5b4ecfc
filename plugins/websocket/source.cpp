#include "websocket/source.hpp"

#include <cx/abi.h>

#include <algorithm>
#include <utility>

namespace websocket {
namespace {

using std::chrono::milliseconds;

// Of messages in memory; the others wait at the socket, and then at the feed.
constexpr std::size_t waiting_max = 10'000;
constexpr std::size_t waiting_bytes_max = 16U << 20;
// Where there was something, the next is often on its way; a new connection takes longer to begin.
constexpr milliseconds linger{100};
constexpr milliseconds first_linger{500};
constexpr milliseconds repeats_patience{500};

cx::http::WebSocket::Settings settings_of(const SourceOptions& options)
{
    cx::http::WebSocket::Settings settings{
        .url = options.url,
        .connection = options,
        .silence = options.silence,
        .message_bytes = CX_PAYLOAD_BYTES,
    };
    if (!options.token.empty())
        settings.headers.emplace_back("Authorization", "Bearer " + options.token);
    return settings;
}

}  // namespace

WebSocketSource::Stream::Stream(const SourceOptions& connection, const std::string& name,
                                StreamOptions settings, cx::Host host)
    : options(std::move(settings)), reader(name, options), socket(settings_of(connection), host)
{
}

// Forgets what is here: the feed is to go on behind this.
void WebSocketSource::Stream::begin_behind(Progress progress)
{
    socket.close();
    waiting.clear();
    bytes = 0;
    first = progress.given + 1;
    received = std::move(progress);
}

WebSocketSource::WebSocketSource(const SourceOptions& options,
                                 cx::StreamOptions<StreamOptions> streams, cx::Host host)
{
    for (auto& [name, settings] : streams)
        streams_.try_emplace(name, options, name, std::move(settings), host);
}

cx::Status WebSocketSource::connect(Stream& stream)
{
    const StreamOptions& options = stream.options;
    std::string target = options.path;
    const std::string resume = stream.received.resume(options.overlap);
    if (!options.cursor.empty() && !resume.empty())
        target += (target.find('?') == std::string::npos ? "?" : "&") + options.cursor_parameter +
                  "=" + cx::http::encoded(resume);
    cx::Status status = stream.socket.open(target);
    for (const std::string& text : options.send)
        if (status.code == CX_OK) status = stream.socket.send(text);
    return status;
}

// Whether something new came.
bool WebSocketSource::take_in(Stream& stream, std::deque<cx::http::WebSocket::Message> messages)
{
    const std::size_t before = stream.waiting.size();
    for (auto& message : messages) {
        Item item = stream.reader.read(std::move(message.body), message.cut);
        if (!stream.received.take(item.cursor, item.print, stream.options.overlap)) continue;
        stream.bytes += item.payload.size();
        stream.waiting.push_back(std::move(item));
    }
    return stream.waiting.size() > before;
}

// Connects where that is needed, and takes in what is there.
cx::Status WebSocketSource::fill(Stream& stream, const cx::Poll& poll, std::uint64_t given)
{
    const bool fresh = !stream.socket.connected();
    if (fresh)
        if (cx::Status opened = connect(stream); opened.code != CX_OK) return opened;
    const std::size_t behind = given + 1 - stream.first;
    const bool has_some = stream.waiting.size() > behind;
    if (stream.waiting.size() >= waiting_max || stream.bytes >= waiting_bytes_max) return cx::ok();
    const std::size_t enough = std::min<std::size_t>(behind + poll.record_limit, waiting_max);
    const milliseconds patience(poll.wait_ms);
    const cx::http::WebSocket::Wanted wanted{
        .messages = enough - std::min(enough, stream.waiting.size()),
        .bytes = waiting_bytes_max - stream.bytes,
        .wait = has_some        ? milliseconds(0)
                : fresh         ? std::max(patience, first_linger)
                : stream.lively ? std::max(patience, linger)
                                : patience};
    // What the feed repeats is no progress: on to what it does not.
    const auto until = std::chrono::steady_clock::now() + repeats_patience;
    for (bool again = true; again;) {
        std::deque<cx::http::WebSocket::Message> messages;
        const cx::Status status = stream.socket.receive(messages, wanted);
        stream.lively = !messages.empty();
        const bool is_new = take_in(stream, std::move(messages));
        if (status.code != CX_OK) return status;
        again = stream.lively && !is_new && std::chrono::steady_clock::now() < until;
    }
    return cx::ok();
}

bool WebSocketSource::give(const Item& item, cx::BatchWriter& out)
{
    cx::Record record{.key = item.key, .payload = item.payload, .position = item.cursor};
    switch (item.kind) {
        case Item::Kind::record:
            return out.record(record);
        case Item::Kind::removal:
            record.payload = {};
            record.op = cx::Record::Op::remove;
            return out.record(record);
        case Item::Kind::reject:
            return out.reject(record, item.code, item.why);
        case Item::Kind::other:
            break;
    }
    return true;
}

cx::Status WebSocketSource::poll(const cx::Poll& poll, cx::BatchWriter& out)
{
    const auto found = streams_.find(poll.stream);
    if (found == streams_.end())
        return cx::failed("there is no stream '" + std::string(poll.stream) + "'");
    Stream& stream = found->second;
    Progress progress = Progress::parse(poll.cursor);
    if (!stream.holds(progress.given)) stream.begin_behind(progress);
    const cx::Status status = fill(stream, poll, progress.given);
    const std::uint64_t before = progress.given;
    std::size_t next = before + 1 - stream.first;
    for (bool room = true; room && next < stream.waiting.size(); ++next) {
        const Item& item = stream.waiting[next];
        room = give(item, out);
        ++progress.given;
        progress.take(item.cursor, item.print, stream.options.overlap);
    }
    // What was taken in before the connection broke is given; the hub hears of it at the next poll.
    const bool gave = progress.given > before;
    if (status.code != CX_OK && !gave) return status;
    out.cursor(gave ? progress.text() : poll.cursor,
               next < stream.waiting.size() || (status.code == CX_OK && stream.lively));
    return cx::ok();
}

void WebSocketSource::committed(std::string_view name, std::string_view cursor)
{
    const auto found = streams_.find(name);
    if (found == streams_.end()) return;
    Stream& stream = found->second;
    const std::uint64_t last = Progress::parse(cursor).given;
    while (!stream.waiting.empty() && stream.first <= last) {
        stream.bytes -= stream.waiting.front().payload.size();
        stream.waiting.pop_front();
        ++stream.first;
    }
}

}  // namespace websocket
