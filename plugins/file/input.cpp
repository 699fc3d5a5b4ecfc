#include "file/input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace file {
namespace {

constexpr std::size_t chunk_bytes = 256U << 10;
constexpr std::string_view gzip_magic = "\x1f\x8b";

}  // namespace

// Members one after the other, as `cat a.gz b.gz` makes them (RFC 1952).
class Gunzip {
public:
    Gunzip()
    {
        constexpr int gzip_only = 15 + 16;
        if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
    }
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;
    ~Gunzip() { inflateEnd(&stream_); }

    std::string& packed() { return packed_; }
    bool inside_member() const { return inside_; }
    bool damaged() const { return damaged_; }

    // Appends what can be unpacked now; false where it needs more packed bytes.
    bool unpack(std::string& out)
    {
        if (damaged_ || !begin_member()) return false;
        const std::size_t old = out.size();
        out.resize(old + chunk_bytes);
        stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
        stream_.avail_in = static_cast<uInt>(packed_.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data() + old);
        stream_.avail_out = static_cast<uInt>(chunk_bytes);
        const int result = inflate(&stream_, Z_NO_FLUSH);
        packed_.erase(0, packed_.size() - stream_.avail_in);
        out.resize(old + chunk_bytes - stream_.avail_out);
        if (result == Z_STREAM_END) {
            inside_ = false;
            inflateReset(&stream_);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            damaged_ = true;
        }
        return out.size() > old || result == Z_STREAM_END;
    }

private:
    bool begin_member()
    {
        if (inside_) return true;
        // Zeros pad the end of a tape block.
        packed_.erase(0, std::min(packed_.find_first_not_of('\0'), packed_.size()));
        if (packed_.size() < gzip_magic.size()) return false;
        damaged_ = !packed_.starts_with(gzip_magic);
        inside_ = !damaged_;
        return inside_;
    }

    z_stream stream_{};
    std::string packed_;
    bool inside_ = false;
    bool damaged_ = false;
};

cx::Result<std::unique_ptr<Input>> Input::open(const std::string& path, const std::string& encoding)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        const cx::Result<Facts> facts = facts_of(path);
        if (!facts) return facts.error();
        return cx::Error{"file.denied",
                         fmt::format("{}: cannot be opened: {}", path, std::strerror(errno))};
    }
    std::unique_ptr<Input> input(new Input(path, fd));
    if (const auto facts = facts_of(fd, path); !facts) return facts.error();
    input->detect(encoding);
    return input;
}

Input::Input(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

Input::~Input()
{
    ::close(fd_);
}

void Input::detect(const std::string& encoding)
{
    char magic[2] = {};
    if (::pread(fd_, magic, sizeof magic, 0) == 2 && std::string_view(magic, 2) == gzip_magic)
        gunzip_ = std::make_unique<Gunzip>();
    std::string head;
    while (head.size() < chunk_bytes && read_plain(head)) {
    }
    const Detected detected = detect_encoding(encoding, head);
    encoding_ = detected.encoding;
    head.erase(0, detected.mark_bytes);
    if (encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be) {
        converter_ = std::make_unique<Converter>(encoding_);
        undecoded_ = std::move(head);
        const std::size_t used = converter_->convert_some(undecoded_, pending_);
        undecoded_.erase(0, used);
    } else {
        start_ = gunzip_ ? 0 : detected.mark_bytes;
        pending_ = std::move(head);
    }
    offset_ = start_;
    sample_ = pending_.substr(0, chunk_bytes);
}

bool Input::read_raw(std::string& out)
{
    const std::size_t old = out.size();
    out.resize(old + chunk_bytes);
    ssize_t got = 0;
    do got = ::pread(fd_, out.data() + old, chunk_bytes, static_cast<off_t>(raw_offset_));
    while (got < 0 && errno == EINTR);
    out.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) throw std::runtime_error(fmt::format("{}: {}", path_, std::strerror(errno)));
    raw_offset_ += static_cast<std::uint64_t>(got);
    return got > 0;
}

bool Input::read_plain(std::string& out)
{
    broken_.clear();
    if (!gunzip_) return read_raw(out);
    while (!gunzip_->unpack(out)) {
        if (gunzip_->damaged()) {
            broken_ = "the gzip data are damaged";
            return false;
        }
        if (!read_raw(gunzip_->packed())) {
            if (gunzip_->inside_member()) broken_ = "the gzip data end early";
            return false;
        }
    }
    return true;
}

bool Input::read(std::string& out)
{
    const std::size_t old = out.size();
    if (!pending_.empty()) {
        out += std::exchange(pending_, {});
    } else if (!converter_) {
        if (!read_plain(out)) return false;
    } else {
        while (out.size() == old) {
            if (!read_plain(undecoded_)) {
                if (!undecoded_.empty() && broken_.empty()) broken_ = "a UTF-16 character is cut";
                return false;
            }
            undecoded_.erase(0, converter_->convert_some(undecoded_, out));
        }
    }
    offset_ += out.size() - old;
    return true;
}

bool Input::skip_to(std::uint64_t offset, const std::function<bool()>& stop)
{
    if (!gunzip_ && !converter_) {
        pending_.clear();
        raw_offset_ = offset_ = offset;
        return true;
    }
    std::string passed;
    while (offset_ < offset) {
        passed.clear();
        if (stop() || !read(passed)) return false;
    }
    // What was read too far comes first.
    pending_.insert(0, passed, passed.size() - (offset_ - offset), std::string::npos);
    offset_ = offset;
    return true;
}

bool Window::more()
{
    buffer_.erase(0, std::exchange(begin_, 0));
    return input_.read(buffer_);
}

bool Window::skip_to(std::uint64_t offset, const std::function<bool()>& stop)
{
    if (offset >= offset_ && offset - offset_ <= view().size()) {
        consume(offset - offset_);
        return true;
    }
    buffer_.clear();
    begin_ = 0;
    offset_ = offset;
    return input_.skip_to(offset, stop);
}

}  // namespace file
