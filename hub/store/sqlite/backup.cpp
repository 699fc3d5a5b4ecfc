#include "store/sqlite/backup.hpp"

#include "store/sqlite/connection.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace cx::store::sqlite {
namespace {

[[noreturn]] void fail(const std::string& what)
{
    throw StoreError("backup: " + what + ": " + std::strerror(errno));
}

// A file that is removed again unless it was moved to its place.
class Draft {
public:
    explicit Draft(std::string path) : path_(std::move(path))
    {
        // VACUUM INTO takes an empty file; made here, so that nobody else can read it at any
        // moment.
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file < 0) fail("cannot make " + path_);
        ::close(file);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft()
    {
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    const std::string& path() const { return path_; }

    void move_to(const std::string& target)
    {
        if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) != 0)
            fail("cannot make " + target);
        path_.clear();
    }

private:
    std::string path_;
};

void sync(const std::string& path, int flags)
{
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) fail("cannot open " + path);
    const int result = ::fsync(file);
    ::close(file);
    if (result != 0) fail("cannot write " + path + " to disk");
}

}  // namespace

void back_up(const std::string& path, const std::string& target, bool immutable)
{
    if (std::filesystem::exists(target))
        throw StoreError("backup: " + target + " exists; name a new file");
    Draft draft(target + ".partial");
    {
        Connection connection(path, Connection::Mode::read, immutable);
        connection.query("VACUUM INTO ?1").bind(draft.path()).run();
    }
    sync(draft.path(), O_RDONLY);
    draft.move_to(target);
    const std::filesystem::path folder = std::filesystem::absolute(target).parent_path();
    sync(folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace cx::store::sqlite
