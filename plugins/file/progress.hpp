// How far a stream's files were read: what its cursor says.
#pragma once

#include "file/catalog.hpp"
#include "file/splitter.hpp"

#include <cx/json.hpp>
#include <cx/result.hpp>

#include <map>
#include <string>
#include <string_view>

namespace file {

struct FileProgress {
    Facts facts;  // Of the state that is being read, or was.
    Mark mark;
    bool done = false;     // Read to its end in this state.
    std::string encoding;  // As it was found out at first; the beginning of a longer file could
                           // tell otherwise.
    std::uint64_t head_bytes =
        0;  // Following: size and hash of the file's beginning, for inodes come again.
    std::string head_hash;

    bool operator==(const FileProgress&) const = default;
};

struct Progress {
    std::map<std::string, FileProgress> files;  // By path.
    bool ended = false;                         // Snapshot: the generation is complete.
    // Snapshot: a file changed after some of it was read, so the generation may hold records that
    // are gone.
    bool stale = false;

    bool operator==(const Progress&) const = default;
};

// Canonical JSON, see docs/specs/plugin-abi.md for what the host does with it.
std::string to_cursor(const Progress& progress);
// "" is the start. Error code: file.cursor.
cx::Result<Progress> from_cursor(std::string_view cursor);

// Compare what is there with what was read. Afterwards `progress` has exactly the files found, each
// with the place to read on from.
void reconcile_whole(const std::vector<Found>& found, Progress& progress);
void reconcile_snapshot(const std::vector<Found>& found, Progress& progress);
void reconcile_follow(const std::vector<Found>& found, Progress& progress);

// Hash of the first `bytes` of the file, "" where it is shorter or cannot be read.
std::string hash_of_head(const std::string& path, std::uint64_t bytes);

}  // namespace file
