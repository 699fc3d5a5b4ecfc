// gzip and zip, bounded in what they unpack to.
#include "rest/decode/formats.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace rest::decode {
namespace {

constexpr int gzip_window = 15 + 32;  // Also a zlib header
constexpr int raw_window = -15;

cx::Error broken()
{
    return {"rest.body", "the packed body is broken"};
}

// Inflates the whole text; several gzip members follow each other.
cx::Result<std::string> inflate_all(std::string_view packed, int window, std::size_t bytes_max)
{
    z_stream stream{};
    if (inflateInit2(&stream, window) != Z_OK) return broken();
    struct End {
        z_stream& stream;
        ~End() { inflateEnd(&stream); }
    } const end{stream};
    std::array<char, 1U << 16> buffer;
    std::string out;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) return broken();
        out.append(buffer.data(), buffer.size() - stream.avail_out);
        if (out.size() > bytes_max)
            return cx::Error{"rest.body_size", "the body unpacks to more than is allowed"};
        if (status == Z_STREAM_END) {
            if (window == raw_window || stream.avail_in == 0) return out;
            if (inflateReset(&stream) != Z_OK) return broken();
        } else if (stream.avail_in == 0 && stream.avail_out == buffer.size()) {
            return broken();
        }
    }
}

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

}  // namespace

bool is_gzip(std::string_view body)
{
    return body.starts_with("\x1F\x8B");
}

bool is_zip(std::string_view body)
{
    return body.starts_with(std::string_view("PK\x03\x04", 4));
}

cx::Result<std::string> gunzip(std::string_view body, std::size_t bytes_max)
{
    return inflate_all(body, gzip_window, bytes_max);
}

// By the directory at the end, for a header before a file may leave its size open.
cx::Result<std::string> unzip(std::string_view body, std::size_t bytes_max)
{
    constexpr std::size_t end_bytes = 22;
    constexpr std::size_t entry_bytes = 46;
    constexpr std::size_t local_bytes = 30;
    if (body.size() < end_bytes) return broken();
    const std::size_t end = body.rfind(std::string_view("PK\x05\x06", 4));
    if (end == std::string_view::npos || end + end_bytes > body.size()) return broken();
    const std::size_t entry = little(body, end + 16, 4);
    if (entry + entry_bytes > body.size() ||
        body.substr(entry, 4) != std::string_view("PK\x01\x02", 4))
        return broken();
    const std::uint32_t method = little(body, entry + 10, 2);
    const std::size_t packed_size = little(body, entry + 20, 4);
    const std::size_t local = little(body, entry + 42, 4);
    if (local + local_bytes > body.size()) return broken();
    const std::size_t data =
        local + local_bytes + little(body, local + 26, 2) + little(body, local + 28, 2);
    if (data > body.size() || packed_size > body.size() - data) return broken();
    const std::string_view packed = body.substr(data, packed_size);
    if (method == 8) return inflate_all(packed, raw_window, bytes_max);
    if (method != 0) return broken();
    return std::string(packed);
}

}  // namespace rest::decode
