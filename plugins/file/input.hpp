// A file as a stream of text bytes: gzip is unpacked, UTF-16 becomes UTF-8, a byte order mark is
// gone. Memory does not grow with the file.
//
// An offset counts the bytes of this stream. For a plain file that is the place in the file itself,
// and going there is a seek; behind gzip or UTF-16 everything before it is unpacked once more.
#pragma once

#include "file/catalog.hpp"
#include "file/encoding.hpp"

#include <cx/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace file {

class Gunzip;

class Input {
public:
    // Error codes: file.missing, file.denied, file.kind.
    static cx::Result<std::unique_ptr<Input>> open(const std::string& path,
                                                   const std::string& encoding);
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input();

    // Appends some bytes. False: there are none now; a file that grows may have some later.
    bool read(std::string& out);
    // Goes forward to `offset`, which is not before start(). False: the stream ends earlier, or
    // `stop` said so.
    bool skip_to(std::uint64_t offset, const std::function<bool()>& stop);

    std::uint64_t start() const { return start_; }    // Offset of the first byte behind a mark.
    std::uint64_t offset() const { return offset_; }  // Offset of the next byte.
    Encoding encoding() const { return encoding_; }
    // Beginning of the stream, for guessing what it holds.
    const std::string& sample() const { return sample_; }
    // Why the stream cannot be whole although the file ends: a gzip member or a character is cut;
    // "" otherwise.
    const std::string& broken() const { return broken_; }
    int fd() const { return fd_; }

private:
    Input(std::string path, int fd);
    void detect(const std::string& encoding);
    bool read_raw(std::string& out);
    bool read_plain(std::string& out);  // Behind gzip.

    std::string path_;
    int fd_;
    std::uint64_t raw_offset_ = 0;
    std::uint64_t start_ = 0;
    std::uint64_t offset_ = 0;
    Encoding encoding_ = Encoding::utf8;
    std::unique_ptr<Gunzip> gunzip_;
    std::unique_ptr<Converter> converter_;
    std::string sample_;
    std::string undecoded_;  // UTF-16 on its way.
    std::string pending_;    // Read while guessing, not given out yet.
    std::string broken_;
};

// What was read of an Input and not yet used, as one piece.
class Window {
public:
    explicit Window(Input& input) : input_(input), offset_(input.offset()) {}

    std::string_view view() const { return std::string_view(buffer_).substr(begin_); }
    std::uint64_t offset() const { return offset_; }  // Of the first byte of view().
    void consume(std::size_t bytes)
    {
        begin_ += bytes;
        offset_ += bytes;
    }
    // Makes view() longer; earlier views are void. False: there is nothing more now.
    bool more();
    bool skip_to(std::uint64_t offset, const std::function<bool()>& stop);

private:
    Input& input_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::uint64_t offset_;
};

}  // namespace file
