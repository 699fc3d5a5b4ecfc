#include "testhttp/feed.hpp"

#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <Poco/SHA1Engine.h>
#include <zlib.h>

#include <chrono>
#include <new>
#include <sstream>

namespace cx::http::testing {
namespace {

using Poco::Net::Socket;
using Poco::Net::StreamSocket;

const Poco::Timespan slice(0, 10'000);

std::string value_of(const std::string& head, const std::string& name)
{
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find('\r', begin) - begin);
}

// False where nothing came in time; throws at the end.
bool read_some(StreamSocket& socket, std::string& buffer)
{
    if (!socket.poll(slice, Socket::SELECT_READ)) return false;
    char block[16384];
    const int got = socket.receiveBytes(block, sizeof block);
    if (got <= 0) throw Poco::IOException("gone");
    buffer.append(block, static_cast<std::size_t>(got));
    return true;
}

}  // namespace

std::string handshake(const std::string& key, const std::string& more)
{
    Poco::SHA1Engine sha1;
    sha1.update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    const Poco::DigestEngine::Digest& digest = sha1.digest();
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.write(reinterpret_cast<const char*>(digest.data()),
                  static_cast<std::streamsize>(digest.size()));
    encoder.close();
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           out.str() + "\r\n" + more + "\r\n";
}

struct Packer::State {
    z_stream zlib{};
};

Packer::Packer() : state_(std::make_unique<State>())
{
    if (deflateInit2(&state_->zlib, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
}

Packer::~Packer()
{
    deflateEnd(&state_->zlib);
}

std::string Packer::operator()(std::string_view message, bool final)
{
    z_stream& zlib = state_->zlib;
    std::string in(message);
    std::string out(deflateBound(&zlib, in.size()) + 64, '\0');
    zlib.next_in = reinterpret_cast<Bytef*>(in.data());
    zlib.avail_in = static_cast<uInt>(in.size());
    zlib.next_out = reinterpret_cast<Bytef*>(out.data());
    zlib.avail_out = static_cast<uInt>(out.size());
    deflate(&zlib, final ? Z_FINISH : Z_SYNC_FLUSH);
    out.resize(out.size() - zlib.avail_out);
    if (!final) return out.size() < 4 ? std::string(1, '\0') : out.substr(0, out.size() - 4);
    deflateReset(&zlib);
    return out + '\0';
}

std::string server_frame(std::string_view body, int opcode, bool last, bool packed)
{
    std::string out(1, static_cast<char>((last ? 0x80 : 0) | (packed ? 0x40 : 0) | opcode));
    const auto put = [&](int bytes) {
        for (int i = bytes - 1; i >= 0; --i)
            out += static_cast<char>(body.size() >> static_cast<unsigned>(8 * i) & 0xffU);
    };
    if (body.size() < 126) {
        put(1);
    } else {
        out += static_cast<char>(body.size() < 65'536 ? 126 : 127);
        put(body.size() < 65'536 ? 2 : 8);
    }
    return out.append(body);
}

void Feed::Guest::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const int sent = socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
        if (sent <= 0) throw Poco::IOException("gone");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::optional<Feed::Guest::Heard> Feed::Guest::hear(int wait_ms)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
    for (;;) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(buffer_[i]); };
        if (buffer_.size() >= 6) {
            // Ours are short, or of two bytes of length.
            const std::size_t more = (byte(1) & 0x7fU) == 126 ? 2 : 0;
            std::size_t size = byte(1) & 0x7fU;
            if (more && buffer_.size() >= 4)
                size = static_cast<std::size_t>(byte(2)) << 8U | byte(3);
            const std::size_t begin = 2 + more + 4;
            if (buffer_.size() >= begin + size) {
                Heard heard{byte(0) & 0x0f, buffer_.substr(begin, size)};
                for (std::size_t i = 0; i < size; ++i)
                    heard.body[i] = static_cast<char>(heard.body[i] ^ buffer_[begin - 4 + i % 4]);
                buffer_.erase(0, begin + size);
                return heard;
            }
        }
        if (*stopping_ || std::chrono::steady_clock::now() >= until) return std::nullopt;
        read_some(socket_, buffer_);
    }
}

void Feed::Guest::wait()
{
    while (!*stopping_) read_some(socket_, buffer_);
}

Feed::Feed(Serve serve, std::string refusal, std::string extensions)
    : serve_(std::move(serve)),
      refusal_(std::move(refusal)),
      extensions_(extensions.empty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n"),
      acceptor_([this] { accept(); })
{
}

Feed::~Feed()
{
    stopping_ = true;
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
}

std::string Feed::url() const
{
    return "ws://127.0.0.1:" + std::to_string(listener_.address().port());
}

std::vector<std::string> Feed::targets() const
{
    const std::lock_guard lock(mutex_);
    return targets_;
}

void Feed::accept()
{
    while (!stopping_) {
        if (!listener_.poll(slice, Socket::SELECT_READ)) continue;
        StreamSocket socket = listener_.acceptConnection();
        threads_.emplace_back([this, socket] { host(socket); });
    }
}

void Feed::host(StreamSocket socket)
{
    try {
        socket.setNoDelay(true);
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos && !stopping_) read_some(socket, head);
        Guest guest;
        std::istringstream line(head.substr(head.find(' ') + 1));
        line >> guest.target;
        {
            const std::lock_guard lock(mutex_);
            targets_.push_back(guest.target);
        }
        guest.head = head;
        guest.socket_ = socket;
        guest.stopping_ = &stopping_;
        guest.send(refusal_.empty() ? handshake(value_of(head, "Sec-WebSocket-Key"), extensions_)
                                    : refusal_);
        if (refusal_.empty()) serve_(guest);
        socket.shutdownSend();
    } catch (const Poco::Exception&) {
    }
}

}  // namespace cx::http::testing
