// Who may write: a lock on the file `<store>.lock`, which the kernel drops when its process ends
// however it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cx::store::sqlite {

class FileLock {
public:
    FileLock() = default;
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();  // Lets go.

    // Takes the lock and writes this process's id into the file. Nothing where somebody holds it;
    // throws StoreError where the file cannot be made. Two locks of one process exclude each other
    // too.
    static std::optional<FileLock> take(const std::string& path);
    // The id that the holder wrote; 0 where it cannot be read.
    static std::int64_t holder(const std::string& path);

private:
    explicit FileLock(int file) : file_(file) {}
    int file_ = -1;
};

}  // namespace cx::store::sqlite
