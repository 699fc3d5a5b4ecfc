#include "http/inflater.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace cx::http {
namespace {

constexpr int bare_deflate = -15;  // Of the largest window, so of every smaller one, too

}  // namespace

struct MessageInflater::State {
    z_stream zlib{};
};

void MessageInflater::Delete::operator()(State* state) const
{
    inflateEnd(&state->zlib);
    delete state;
}

MessageInflater::MessageInflater(bool each_alone) : each_alone_(each_alone), state_(new State)
{
    if (inflateInit2(&state_->zlib, bare_deflate) != Z_OK) throw std::bad_alloc();
}

bool MessageInflater::take(const char* begin, std::size_t count, std::string& out, std::size_t room)
{
    const std::size_t kept = std::min(count, room - std::min(room, out.size()));
    out.append(begin, kept);
    cut_ = cut_ || kept < count;
    unpacked_ += count;
    return unpacked_ <= message_bytes_max;
}

// A sender may end the deflate stream within a message and begin another, which may refer to what
// came before.
bool MessageInflater::begin_anew()
{
    std::array<unsigned char, 32'768> window{};
    unsigned length = window.size();
    z_stream& zlib = state_->zlib;
    return inflateGetDictionary(&zlib, window.data(), &length) == Z_OK &&
           inflateReset(&zlib) == Z_OK &&
           (length == 0 || inflateSetDictionary(&zlib, window.data(), length) == Z_OK);
}

bool MessageInflater::add(std::string_view part, std::string& out, std::size_t room)
{
    if (whole_) {
        whole_ = cut_ = false;
        unpacked_ = 0;
    }
    z_stream& zlib = state_->zlib;
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    zlib.avail_in = static_cast<uInt>(part.size());
    std::array<char, 16'384> bytes{};
    do {
        zlib.next_out = reinterpret_cast<Bytef*>(bytes.data());
        zlib.avail_out = bytes.size();
        const int told = inflate(&zlib, Z_SYNC_FLUSH);
        if (told != Z_OK && told != Z_BUF_ERROR && told != Z_STREAM_END) return false;
        if (!take(bytes.data(), bytes.size() - zlib.avail_out, out, room)) return false;
        if (told == Z_STREAM_END && !begin_anew()) return false;
        // Nothing went in and nothing came out.
        if (told == Z_BUF_ERROR) break;
    } while (zlib.avail_in > 0 || zlib.avail_out == 0);
    return zlib.avail_in == 0;
}

bool MessageInflater::end(std::string& out, std::size_t room)
{
    if (whole_) {
        // Of an empty message some send nothing at all.
        cut_ = false;
        return true;
    }
    // What every message ends with is not sent.
    constexpr std::string_view tail("\x00\x00\xff\xff", 4);
    if (!add(tail, out, room)) return false;
    whole_ = true;
    return !each_alone_ || inflateReset(&state_->zlib) == Z_OK;
}

}  // namespace cx::http
