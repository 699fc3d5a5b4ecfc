// What the file plugin can be told. Each row says what it means.
#pragma once

#include <cx/options.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace file {

// How the records of a stream are read from its files. What several streams share may stand in the
// plugin's options.
struct StreamSettings {
    std::string path;
    std::string mode = "whole";
    std::string format = "auto";
    std::string encoding = "auto";
    std::string delimiter = "auto";
    std::string quote = "\"";
    std::vector<std::string> columns;
    std::vector<std::string> null_values;
    std::string array;
    std::vector<std::string> key;
    std::chrono::milliseconds settle{200};
};

namespace rows {

inline constexpr auto format =
    cx::option(
        "format", &StreamSettings::format,
        "What the files hold: csv, tsv, jsonl (one JSON object a line), json (an array of "
        "objects), espi (Green Button, readings of meters) or espi_summary (its summaries of "
        "bills); auto goes by the name, then by the first character, and never to these two.")
        .one_of("auto", "csv", "tsv", "jsonl", "json", "espi", "espi_summary");
inline constexpr auto encoding =
    cx::option(
        "encoding", &StreamSettings::encoding,
        "Encoding of the text; auto knows byte order marks and tells UTF-8 from CP949 by the "
        "beginning of the file.")
        .one_of("auto", "utf-8", "utf-16le", "utf-16be", "cp949");
inline constexpr auto delimiter = cx::option(
    "delimiter", &StreamSettings::delimiter,
    "What separates cells: one ASCII character, or tab; auto counts , ; | and tab in the "
    "first line.");
inline constexpr auto quote = cx::option("quote", &StreamSettings::quote,
                                         "What encloses a cell: one ASCII character, or none.");
inline constexpr auto columns = cx::option(
    "columns", &StreamSettings::columns, "Names of the columns of files that have no header line.");
inline constexpr auto null_values = cx::option("null_values", &StreamSettings::null_values,
                                               "Cells with exactly one of these texts are null.");
inline constexpr auto array = cx::option(
    "array", &StreamSettings::array,
    "Where the array stands in a JSON file, as in d.results; empty: the file is the array.");
inline constexpr auto key = cx::option(
    "key", &StreamSettings::key,
    "Column or JSON path that identifies a record; several are joined with |. Without it the "
    "key is made of the record's content, so an edited record is a new one.");
inline constexpr auto settle =
    cx::option("settle", &StreamSettings::settle,
               "A file is read once it was left alone for this long; following does not wait.")
        .at_least(0)
        .at_most(60'000);

}  // namespace rows

inline constexpr auto stream_options = cx::options(
    cx::option("path", &StreamSettings::path, "The file, or several as in exports/members-*.csv.")
        .required()
        .path(),
    cx::option(
        "mode", &StreamSettings::mode,
        "whole: a changed file is read again; snapshot: as whole, and records that are gone are "
        "deleted; follow: only what is appended is read.")
        .one_of("whole", "snapshot", "follow"),
    rows::format, rows::encoding, rows::delimiter, rows::quote, rows::columns, rows::null_values,
    rows::array, rows::key, rows::settle);

inline constexpr auto source_options =
    cx::options(rows::format, rows::encoding, rows::delimiter, rows::quote, rows::columns,
                rows::null_values, rows::array, rows::key, rows::settle);

struct SinkSettings {
    std::string path;
    std::uint64_t rotate_bytes = 0;
    std::chrono::seconds rotate_seconds{0};
    bool fsync = true;
    std::string permissions = "0600";
};

inline constexpr auto sink_options = cx::options(
    cx::option("path", &SinkSettings::path, "The file that changes are appended to, as JSON Lines.")
        .required()
        .path(),
    cx::option("rotate_bytes", &SinkSettings::rotate_bytes,
               "Above this size the file is renamed to path.000001 and so on; 0: never.")
        .at_least(0),
    cx::option("rotate_seconds", &SinkSettings::rotate_seconds,
               "Above this age the file is renamed likewise; 0: never.")
        .at_least(0),
    cx::option("fsync", &SinkSettings::fsync,
               "Whether a change counts as delivered only when it is on the disk."),
    cx::option("permissions", &SinkSettings::permissions,
               "Permissions of a new file, in octal. The file holds personal data.")
        .one_of("0600", "0640", "0644", "0660"));

}  // namespace file
