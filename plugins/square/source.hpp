// The source of the square plugin: customers and orders, all once and then what changed.
#pragma once

#include "square/client.hpp"
#include "square/options.hpp"
#include "square/progress.hpp"

#include <cx/plugin.hpp>

#include <map>
#include <span>
#include <string>

namespace square {

inline constexpr cx::RejectCode reject_table[] = {
    {"square.id", "A record of an answer has no id.", "Report it to Square; nothing can be done."},
};

// One page is asked for in a poll. What of it did not fit into the batch is kept in memory; after a
// restart the page is asked for again and goes on behind the record that was given last.
class SquareSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = square::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    SquareSource(SquareOptions options, cx::StreamOptions<StreamOptions> streams, cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;

private:
    struct Stream {
        StreamOptions options;
        // The page asked for last, and what it was asked with.
        Search asked;
        Page page;
        bool has_page = false;
    };

    const Page& page_of(Stream& stream, const Search& search, bool in_the_middle);
    // Writes what is left of the page; false where the batch was full before its end.
    bool write_items(const Stream& stream, const Page& page, Progress& progress,
                     cx::BatchWriter& out) const;
    void end_run(const Stream& stream, Progress& progress, cx::BatchWriter& out) const;

    SquareClient client_;
    cx::Host host_;
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace square
