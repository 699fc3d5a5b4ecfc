// One stream of the source: finds its files, reads them in order, keeps the cursor.
#pragma once

#include "file/options.hpp"
#include "file/progress.hpp"
#include "file/reader.hpp"

#include <cx/host.hpp>
#include <cx/source.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace file {

class Stream {
public:
    Stream(StreamSettings settings, cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out);

private:
    using Clock = std::chrono::steady_clock;

    // What one look at the files came to.
    struct Round {
        enum class Outcome { idle, busy, full, problem };
        Outcome outcome = Outcome::idle;  // busy: something is there that cannot be read yet
        cx::Status problem;
    };

    Round run_round(cx::BatchWriter& out);
    Round read_files(cx::BatchWriter& out);
    Round read_file(const std::string& path, FileProgress& file, cx::BatchWriter& out);
    Round drain_renamed(const std::vector<Found>& found, cx::BatchWriter& out);
    Round stop();
    Round end_of_file(const std::string& path, FileProgress& file);
    void reconcile(const std::vector<Found>& found);
    bool is_settled(const std::string& path, const Facts& facts);
    bool emit(const Item& item, cx::BatchWriter& out);
    bool follows() const { return settings_.mode == "follow"; }
    bool is_snapshot() const { return settings_.mode == "snapshot"; }

    // When a file was first seen in a state, and since when it has been changing all the time.
    struct Watch {
        Facts facts;
        Clock::time_point since;
        Clock::time_point changing_since;
    };

    const StreamSettings settings_;
    const cx::Host host_;
    Progress progress_;
    std::string cursor_;  // Of progress_, as it was last written.
    std::unique_ptr<Reader> reader_;
    std::map<std::string, Watch> watched_;
    Item item_;
    std::string position_;
    std::uint64_t written_ = 0;  // In this poll.
    bool generation_ended_ = false;
};

}  // namespace file
