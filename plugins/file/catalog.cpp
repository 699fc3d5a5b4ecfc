#include "file/catalog.hpp"

#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace file {
namespace {

cx::Error to_error(int number, const std::string& path)
{
    if (number == ENOENT || number == ENOTDIR)
        return {"file.missing",
                fmt::format("{}: there is no such file; put it there, or correct the option 'path'",
                            path)};
    if (number == EACCES || number == EPERM)
        return {"file.denied", fmt::format("{}: this user may not read it", path)};
    return {"file.missing", fmt::format("{}: {}", path, std::strerror(number))};
}

cx::Result<Facts> to_facts(const struct stat& status, const std::string& path)
{
    if (!S_ISREG(status.st_mode))
        return cx::Error{"file.kind",
                         fmt::format("{}: it is no plain file{}", path,
                                     S_ISDIR(status.st_mode)
                                         ? "; for all files of a folder write its name and /*"
                                         : "")};
    return Facts{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
                 status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
}

class Glob {
public:
    explicit Glob(const std::string& pattern)
        : status_(::glob(pattern.c_str(), GLOB_BRACE | GLOB_ERR, nullptr, &matches_))
    {
    }
    Glob(const Glob&) = delete;
    Glob& operator=(const Glob&) = delete;
    ~Glob() { ::globfree(&matches_); }

    int status() const { return status_; }
    std::size_t size() const { return status_ == 0 ? matches_.gl_pathc : 0; }
    std::string operator[](std::size_t i) const { return matches_.gl_pathv[i]; }

private:
    glob_t matches_{};
    int status_;
};

}  // namespace

std::string base_name(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

cx::Result<Facts> facts_of(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return to_error(errno, path);
    return to_facts(status, path);
}

cx::Result<Facts> facts_of(int fd, const std::string& path)
{
    struct stat status {};
    if (::fstat(fd, &status) != 0) return to_error(errno, path);
    return to_facts(status, path);
}

cx::Result<std::vector<Found>> find_files(const std::string& pattern)
{
    // A name that is there as it stands needs no matching, even when it holds a bracket.
    struct stat status {};
    const bool as_it_stands = ::stat(pattern.c_str(), &status) == 0;
    if (as_it_stands || pattern.find_first_of("*?[{") == std::string::npos) {
        const cx::Result<Facts> facts = facts_of(pattern);
        if (!facts) return facts.error();
        return std::vector<Found>{{pattern, *facts}};
    }
    const Glob matches(pattern);
    if (matches.status() == GLOB_ABORTED)
        return cx::Error{"file.denied",
                         fmt::format("{}: a folder on the way may not be read", pattern)};
    if (matches.size() > files_max)
        return cx::Error{"file.many", fmt::format("{}: {} files match, at most {} are followed",
                                                  pattern, matches.size(), files_max)};
    std::vector<Found> found;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        const cx::Result<Facts> facts = facts_of(matches[i]);
        if (facts)
            found.push_back({matches[i], *facts});
        else if (facts.error().code == "file.denied")
            return facts.error();
        // A folder that matches is not meant, and a file that went just now is not there.
    }
    if (found.empty()) return cx::Error{"file.missing", fmt::format("no file matches {}", pattern)};
    return found;
}

}  // namespace file
