#include "http/flow.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cx::http {
namespace {

constexpr std::size_t line_bytes = 4096;  // Of a chunk's head or a trailer

Error no_chunks()
{
    return {"http.framing", "the answer comes in chunks that make no sense"};
}

}  // namespace

Unframer::Unframer(Framing framing, std::size_t length)
    : framing_(framing),
      place_(framing == Framing::chunked ? Place::head : Place::data),
      left_(framing == Framing::length ? length : 0)
{
    const bool empty = framing == Framing::length && length == 0;
    if (framing == Framing::none || empty) place_ = Place::done;
}

Result<Done> Unframer::take(std::string_view raw, std::string& body)
{
    while (!raw.empty() && !done()) {
        if (place_ != Place::data) {
            if (Result<Done> taken = take_line(raw); !taken) return taken;
            continue;
        }
        const bool open = framing_ == Framing::until_closed;
        const std::size_t part = open ? raw.size() : std::min(left_, raw.size());
        body.append(raw.substr(0, part));
        raw.remove_prefix(part);
        if (open) continue;
        left_ -= part;
        if (left_ == 0) place_ = framing_ == Framing::chunked ? Place::behind : Place::done;
    }
    return Done{};
}

// A chunk's head, the end of its line, a trailer; all of it may come in pieces.
Result<Done> Unframer::take_line(std::string_view& raw)
{
    const std::size_t end = raw.find('\n');
    line_.append(raw.substr(0, end));
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    if (line_.size() > line_bytes) return no_chunks();
    if (end == std::string_view::npos) return Done{};
    if (line_.ends_with('\r')) line_.pop_back();
    const std::string line = std::move(line_);
    line_.clear();
    if (place_ == Place::trailer) {
        if (line.empty()) place_ = Place::done;
        return Done{};
    }
    if (place_ == Place::behind) {
        place_ = Place::head;
        return line.empty() ? Result<Done>(Done{}) : no_chunks();
    }
    const char* const last = line.data() + line.size();
    const auto [stop, error] = std::from_chars(line.data(), last, left_, 16);
    if (error != std::errc() || (stop != last && *stop != ';' && *stop != ' ')) return no_chunks();
    place_ = left_ == 0 ? Place::trailer : Place::data;
    return Done{};
}

struct Unpacker::Parts {
    z_stream stream{};
    bool ready = false;
    bool begun = false;
    bool at_end = false;
};

Unpacker::Unpacker(std::string_view encoding)
{
    if (encoding.empty() || encoding == "identity") return;
    known_ = encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate";
    constexpr int with_head = 15 + 32;
    parts_ = std::make_unique<Parts>();
    parts_->ready = known_ && ::inflateInit2(&parts_->stream, with_head) == Z_OK;
}

Unpacker::~Unpacker()
{
    if (parts_ && parts_->ready) ::inflateEnd(&parts_->stream);
}

bool Unpacker::may_end() const
{
    return !parts_ || !parts_->begun || parts_->at_end;
}

Result<Done> Unpacker::take(std::string_view packed, std::string& out)
{
    if (!parts_) {
        out.append(packed);
        return Done{};
    }
    const Error bad{"http.encoding", "the answer is not packed as it says"};
    if (!parts_->ready) return bad;
    std::array<char, 16U << 10> block{};
    z_stream& stream = parts_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    while (stream.avail_in > 0 || stream.avail_out == 0) {
        // gzip may have several members, one behind the other.
        if (parts_->at_end && ::inflateReset(&stream) != Z_OK) return bad;
        parts_->at_end = false;
        parts_->begun = true;
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        const int outcome = ::inflate(&stream, Z_NO_FLUSH);
        if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) return bad;
        out.append(block.data(), block.size() - stream.avail_out);
        parts_->at_end = outcome == Z_STREAM_END;
        if (outcome == Z_BUF_ERROR || (parts_->at_end && stream.avail_in == 0)) break;
    }
    return Done{};
}

}  // namespace cx::http
