// The sink of the file plugin: one JSON text a line, appended to a file.
#pragma once

#include "file/options.hpp"

#include <cx/sink.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace file {

// What is reported as delivered is on the disk, whole lines only: a batch that fails half-way is
// cut off again, and so is an unfinished last line that a crash left. Two sinks never share a file;
// a lock on it sees to that.
class FileSink final : public cx::Sink {
public:
    // Opens nothing yet: a full disk or a missing folder is a reason to try again, not to be
    // refused.
    explicit FileSink(SinkSettings settings);
    FileSink(const FileSink&) = delete;
    FileSink& operator=(const FileSink&) = delete;
    ~FileSink() override;

    cx::Status deliver(std::span<const cx_text> changes, cx::Receipt& out) override;

private:
    using Clock = std::chrono::steady_clock;

    cx::Status open();
    cx::Status append(const std::string& lines);
    cx::Status rotate();
    bool wants_rotation(std::size_t coming) const;
    void close();
    cx::Status problem(const char* action) const;

    const SinkSettings settings_;
    int fd_ = -1;
    std::uint64_t size_ = 0;  // Up to the end of the last whole line.
    Clock::time_point begun_;
};

}  // namespace file
