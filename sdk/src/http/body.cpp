#include "http/body.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cx::http {
namespace {

constexpr std::size_t block_bytes = 16U << 10;
constexpr std::size_t line_bytes = 4096;  // Of a chunk's head or a trailer

Error truncated()
{
    return {"http.truncated", "the answer ends before it is whole"};
}

Error too_large(std::size_t limit)
{
    return {"http.too_large",
            "the answer is larger than the " + std::to_string(limit) + " bytes that are taken"};
}

// Reads in blocks and hands out what it has.
class Reader {
public:
    explicit Reader(const ReadSome& read) : read_(read) {}

    // Appends up to `size` bytes; false at the end of the connection.
    bool take(std::string& to, std::size_t size)
    {
        while (size > 0) {
            if (begin_ == end_ && !fill()) return false;
            const std::size_t part = std::min(size, end_ - begin_);
            to.append(block_.data() + begin_, part);
            begin_ += part;
            size -= part;
        }
        return true;
    }
    // A line without its end; false where there is none, or it is too long.
    bool line(std::string& to)
    {
        to.clear();
        while (to.size() < line_bytes) {
            if (begin_ == end_ && !fill()) return false;
            const char c = block_[begin_++];
            if (c == '\n') {
                if (!to.empty() && to.back() == '\r') to.pop_back();
                return true;
            }
            to += c;
        }
        return false;
    }

private:
    bool fill()
    {
        begin_ = 0;
        const int got = read_(block_.data(), static_cast<int>(block_.size()));
        end_ = static_cast<std::size_t>(std::max(got, 0));
        return end_ > 0;
    }

    const ReadSome& read_;
    std::array<char, block_bytes> block_{};
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

Result<std::string> read_chunks(Reader& reader, std::size_t limit)
{
    std::string body;
    std::string line;
    for (;;) {
        if (!reader.line(line)) return truncated();
        std::size_t size = 0;
        const char* const end = line.data() + line.size();
        const auto [stop, error] = std::from_chars(line.data(), end, size, 16);
        if (error != std::errc() || (stop != end && *stop != ';' && *stop != ' '))
            return Error{"http.framing", "the answer comes in chunks that make no sense"};
        if (size == 0) break;
        if (size > limit - body.size()) return too_large(limit);
        if (!reader.take(body, size) || !reader.line(line)) return truncated();
        if (!line.empty())
            return Error{"http.framing", "the answer comes in chunks that make no sense"};
    }
    do {
        if (!reader.line(line)) return truncated();
    } while (!line.empty());
    return body;
}

Result<std::string> read_rest(const ReadSome& read, std::size_t limit)
{
    std::string body;
    std::array<char, block_bytes> block{};
    for (;;) {
        const int got = read(block.data(), static_cast<int>(block.size()));
        if (got <= 0) return body;
        if (static_cast<std::size_t>(got) > limit - body.size()) return too_large(limit);
        body.append(block.data(), static_cast<std::size_t>(got));
    }
}

class Inflater {
public:
    // `window` as zlib has it: 15 + 32 knows the heads of gzip and zlib, -15 takes bare deflate.
    explicit Inflater(int window) { ready_ = ::inflateInit2(&stream_, window) == Z_OK; }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { ::inflateEnd(&stream_); }

    Result<std::string> run(std::string& packed, std::size_t limit)
    {
        const Error bad{"http.encoding", "the answer is not packed as it says"};
        if (!ready_) return bad;
        std::string out;
        std::array<char, block_bytes> block{};
        stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
        for (;;) {
            stream_.next_out = reinterpret_cast<Bytef*>(block.data());
            stream_.avail_out = static_cast<uInt>(block.size());
            const int outcome = ::inflate(&stream_, Z_NO_FLUSH);
            if (outcome == Z_BUF_ERROR && stream_.avail_in == 0) return truncated();
            if (outcome != Z_OK && outcome != Z_STREAM_END) return bad;
            const std::size_t got = block.size() - stream_.avail_out;
            if (got > limit - out.size()) return too_large(limit);
            out.append(block.data(), got);
            if (outcome == Z_STREAM_END) {
                if (stream_.avail_in == 0) return out;
                // gzip may have several members, one behind the other.
                if (::inflateReset(&stream_) != Z_OK) return bad;
            }
        }
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

}  // namespace

Result<std::string> read_body(const ReadSome& read, Framing framing, std::size_t length,
                              std::size_t limit)
{
    if (framing == Framing::none) return std::string();
    if (framing == Framing::until_closed) return read_rest(read, limit);
    Reader reader(read);
    if (framing == Framing::chunked) return read_chunks(reader, limit);
    if (length > limit) return too_large(limit);
    std::string body;
    body.reserve(length);
    if (!reader.take(body, length)) return truncated();
    return body;
}

Result<std::string> unpack(std::string_view encoding, std::string body, std::size_t limit)
{
    if (encoding.empty() || encoding == "identity" || body.empty()) return body;
    constexpr int with_head = 15 + 32;
    if (encoding == "gzip" || encoding == "x-gzip") return Inflater(with_head).run(body, limit);
    if (encoding != "deflate")
        return Error{"http.encoding", "the answer is packed in a way that was not asked for"};
    Result<std::string> unpacked = Inflater(with_head).run(body, limit);
    if (unpacked || unpacked.error().code != "http.encoding") return unpacked;
    return Inflater(-15).run(body, limit);  // What some servers take "deflate" to mean.
}

}  // namespace cx::http
