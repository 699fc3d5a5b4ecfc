#include "store/sqlite/lease.hpp"

#include "store/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

namespace cx::store::sqlite {

FileLock::FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(file_, other.file_);
    return *this;
}

FileLock::~FileLock()
{
    if (file_ >= 0) ::close(file_);
}

std::optional<FileLock> FileLock::take(const std::string& path)
{
    // Closed on exec, so that a child does not keep the lock of a daemon that died.
    FileLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (lock.file_ < 0)
        throw StoreError("cannot make the lock file " + path + ": " + std::strerror(errno));
    int result = -1;
    do {
        result = ::flock(lock.file_, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK) return std::nullopt;
    if (result != 0) throw StoreError("cannot lock " + path + ": " + std::strerror(errno));

    // The id only helps people; the lock holds without it, so a full disk is no reason to refuse.
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock.file_, 0) == 0 && ::pwrite(lock.file_, pid.data(), pid.size(), 0) < 0)
        errno = 0;
    return lock;
}

std::int64_t FileLock::holder(const std::string& path)
{
    std::ifstream file(path);
    std::int64_t pid = 0;
    return file >> pid ? pid : 0;
}

}  // namespace cx::store::sqlite
