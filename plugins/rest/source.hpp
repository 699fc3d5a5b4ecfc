// The source of the rest plugin: a manifest, executed.
#pragma once

#include "rest/options.hpp"
#include "rest/read/page_reader.hpp"
#include "rest/read/states.hpp"
#include "rest/read/walk.hpp"

#include <cx/plugin.hpp>

#include <map>
#include <memory>
#include <span>
#include <string>

namespace rest {

class Manifest;

inline constexpr cx::RejectCode reject_table[] = {
    {"rest.record", "A record is no object, or too large to be one.",
     "Check the manifest's extractor against an answer of the system."},
    {"rest.event", "No record could be made of an event of a stream that has no end.",
     "The reject shows the event as it came; check the manifest's extractor and transformations "
     "against it. One larger than a mebibyte is not kept."},
};

// A poll reads pages until the batch is full or about a second has gone by. What of a page did not
// fit is kept in memory; after a restart the page is asked for again and goes on behind the record
// that was given last.
class RestSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = rest::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    RestSource(RestOptions options, cx::StreamOptions<StreamOptions> streams, cx::Host host);
    ~RestSource() override;

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;

private:
    enum class Mode { incremental, whole, snapshot };

    // An unfinished read, as it stands behind the cursor that was written last.
    struct Run {
        States states;
        std::unique_ptr<Walk> walk;
        Page page;
        bool has_page = false;
        bool resumed = false;  // The page at hand was begun before a restart
    };
    struct Stream {
        std::shared_ptr<const StreamPlan> plan;  // nullptr: the system was not asked for it yet
        StreamOptions options;
        Mode mode = Mode::whole;
        std::string field;   // The cursor's, for states
        std::string cursor;  // That was written last
        std::unique_ptr<Run> run;
        bool told_of_keys = false;  // That records lack theirs
        cx::Status pending;         // Came when records had been written already; for the next poll
    };

    cx::Result<Stream> make_stream(const std::string& name, const StreamOptions& options) const;
    void make_ready(cx::json::Value& config) const;
    void add_configured_streams();
    // Asks the system for the streams that only it can name.
    cx::Status find_streams();
    cx::Status look_up(const std::string& name, Stream& stream);
    cx::Status resume(Stream& stream, std::string_view cursor);
    cx::Status fill(Stream& stream, bool& end);
    void pause(std::chrono::milliseconds wait, std::uint32_t patience_ms);
    void write_page(Stream& stream, cx::BatchWriter& out, bool& full);
    void write_cursor(Stream& stream, cx::BatchWriter& out, bool more);
    void finish(Stream& stream, cx::BatchWriter& out);

    cx::Host host_;
    std::unique_ptr<Manifest> manifest_;
    bool asked_for_streams_ = false;
    std::unique_ptr<Surroundings> around_;
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace rest
