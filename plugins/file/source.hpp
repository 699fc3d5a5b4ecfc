// The source of the file plugin: each stream reads files of its own.
#pragma once

#include "file/options.hpp"
#include "file/stream.hpp"

#include <cx/plugin.hpp>

#include <map>
#include <span>
#include <string>

namespace file {

inline constexpr cx::RejectCode reject_table[] = {
    {"csv.columns", "A row has more or fewer cells than the header has columns.",
     "Correct the row, or quote cells that hold the delimiter."},
    {"csv.quote", "A quoted cell is not closed, or text follows its closing quote.",
     "Close the quote; a quote inside a quoted cell is written twice."},
    {"espi.meter", "No meter in the Green Button file claims a reading or a summary.",
     "Ask who made the file for one that holds its UsagePoint and MeterReading."},
    {"espi.type", "Nothing in the Green Button file says what a reading measures.",
     "Ask who made the file for one that holds its ReadingType."},
    {"espi.unit", "A reading has a unit that is not known here, such as volt-ampere hours.",
     "Have it exported in another unit; this one is passed over."},
    {"espi.value", "A reading or a summary has no start or no whole number as its value.",
     "Correct it at the source."},
    {"file.encoding", "A record holds bytes that are not valid in the file's encoding.",
     "Name the right encoding in the option 'encoding', or mend the record."},
    {"file.key", "A record has nothing in the place that should identify it.",
     "Fill it at the source, or name another column or path in the option 'key'."},
    {"file.too_long", "A record is longer than 1 MiB.", "Split the record at the source."},
    {"json.object", "A line or element is JSON, but no object.", "Write one JSON object a record."},
    {"json.syntax", "A line or element is not valid JSON.", "Correct it at the source."},
};

class FileSource final : public cx::Source {
public:
    static constexpr const auto& stream_options = file::stream_options;
    static constexpr std::span<const cx::RejectCode> reject_codes = reject_table;

    FileSource(StreamSettings shared, cx::StreamOptions<StreamSettings> streams, cx::Host host);

    cx::Status poll(const cx::Poll& poll, cx::BatchWriter& out) override;

private:
    std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace file
