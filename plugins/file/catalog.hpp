// Which files there are, and what tells one state of a file from another.
#pragma once

#include <cx/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace file {

// Two states of a file with equal facts are taken for the same.
struct Facts {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified_ns = 0;

    bool operator==(const Facts&) const = default;
    bool same_file(const Facts& other) const
    {
        return device == other.device && inode == other.inode;
    }
};

struct Found {
    std::string path;
    Facts facts;
};

inline constexpr std::size_t files_max = 4000;  // Their progress has to fit into a cursor.

// The files that `pattern` (a path, with * ? [] {} as in a shell) matches, sorted by path. Error
// codes: file.missing, file.denied, file.kind (a folder, a device), file.many.
cx::Result<std::vector<Found>> find_files(const std::string& pattern);

// Of the file at `path` or of an open one. Error codes: file.missing, file.denied, file.kind.
cx::Result<Facts> facts_of(const std::string& path);
cx::Result<Facts> facts_of(int fd, const std::string& path);

std::string base_name(const std::string& path);

}  // namespace file
