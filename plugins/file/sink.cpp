#include "file/sink.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

namespace file {
namespace {

constexpr std::size_t write_bytes =
    4U << 20;  // Lines are gathered up to this size before they are written.

std::string folder_of(const std::string& path)
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

// A new or renamed name is durable only when its folder is.
bool sync_folder(const std::string& path)
{
    const int fd = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    return synced;
}

// The file's size up to and with its last line end; nothing where it cannot be read.
bool whole_lines(int fd, std::uint64_t size, std::uint64_t& end)
{
    std::array<char, 64U << 10> block{};
    end = size;
    while (end > 0) {
        const std::size_t wanted = std::min<std::uint64_t>(end, block.size());
        const ssize_t got = ::pread(fd, block.data(), wanted, static_cast<off_t>(end - wanted));
        if (got != static_cast<ssize_t>(wanted)) return false;
        const std::size_t line_end = std::string_view(block.data(), wanted).rfind('\n');
        if (line_end != std::string_view::npos) {
            end = end - wanted + line_end + 1;
            return true;
        }
        end -= wanted;
    }
    return true;
}

// changes.jsonl.000001, the number behind the greatest that is there.
std::string next_name(const std::string& path)
{
    const std::string prefix = std::filesystem::path(path).filename().string() + ".";
    std::uint64_t last = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(path), error)) {
        const std::string name = entry.path().filename().string();
        std::uint64_t number = 0;
        if (!name.starts_with(prefix)) continue;
        const char* const begin = name.data() + prefix.size();
        const char* const end = name.data() + name.size();
        if (std::from_chars(begin, end, number).ptr == end) last = std::max(last, number);
    }
    return fmt::format("{}.{:06}", path, last + 1);
}

// One line. A JSON text has no line end but as white space between its parts.
void add_line(std::string_view change, std::string& lines)
{
    const std::size_t begin = lines.size();
    lines += change;
    std::replace(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end(), '\n', ' ');
    lines += '\n';
}

}  // namespace

FileSink::FileSink(SinkSettings settings) : settings_(std::move(settings)) {}

FileSink::~FileSink()
{
    close();
}

void FileSink::close()
{
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

cx::Status FileSink::problem(const char* action) const
{
    const int number = errno;
    std::string why =
        fmt::format("{}: cannot {}: {}", settings_.path, action, std::strerror(number));
    const bool forbidden =
        number == EACCES || number == EPERM || number == EISDIR || number == EROFS;
    return forbidden ? cx::failed(std::move(why)) : cx::retry(std::move(why));
}

cx::Status FileSink::open()
{
    mode_t permissions = 0;
    const std::string& octal = settings_.permissions;
    std::from_chars(octal.data(), octal.data() + octal.size(), permissions, 8);
    std::error_code ignored;  // Opening tells what is wrong with the folder.
    std::filesystem::create_directories(folder_of(settings_.path), ignored);
    fd_ = ::open(settings_.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY,
                 permissions);
    if (fd_ < 0) return problem("open it");
    const auto refuse = [this](const char* action) {
        const cx::Status status = problem(action);
        close();
        return status;
    };
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        close();
        return cx::retry(settings_.path + ": another sink is writing to it");
    }
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return refuse("look at it");
    if (!S_ISREG(status.st_mode)) {
        close();
        return cx::failed(settings_.path + ": it is no plain file");
    }
    const auto found = static_cast<std::uint64_t>(status.st_size);
    if (!whole_lines(fd_, found, size_)) return refuse("read it");
    if (size_ != found && ::ftruncate(fd_, static_cast<off_t>(size_)) != 0)
        return refuse("cut its torn last line off");
    if (settings_.fsync && !sync_folder(settings_.path)) return refuse("make its folder durable");
    begun_ = Clock::now();
    return cx::ok();
}

cx::Status FileSink::append(const std::string& lines)
{
    std::string_view rest = lines;
    const char* action = "write to it";
    while (!rest.empty()) {
        const ssize_t written = ::write(fd_, rest.data(), rest.size());
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            break;
    }
    if (rest.empty() && settings_.fsync && ::fdatasync(fd_) != 0) {
        action = "make it durable";
        rest = lines;
    }
    if (rest.empty()) {
        size_ += lines.size();
        return cx::ok();
    }
    const cx::Status status = problem(action);
    // What was not reported comes again; half of it must not stay. Opening it anew sees what really
    // is there.
    if (::ftruncate(fd_, static_cast<off_t>(size_)) != 0) close();
    return status;
}

bool FileSink::wants_rotation(std::size_t coming) const
{
    if (size_ == 0) return false;
    if (settings_.rotate_bytes > 0 && size_ + coming > settings_.rotate_bytes) return true;
    return settings_.rotate_seconds.count() > 0 &&
           Clock::now() - begun_ >= settings_.rotate_seconds;
}

cx::Status FileSink::rotate()
{
    const std::string name = next_name(settings_.path);
    if (::rename(settings_.path.c_str(), name.c_str()) != 0) return problem("rename it");
    close();
    return open();
}

cx::Status FileSink::deliver(std::span<const cx_text> changes, cx::Receipt& out)
{
    if (fd_ < 0)
        if (cx::Status status = open(); status.code != CX_OK) return status;
    std::string lines;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        add_line(cx::view(changes[i]), lines);
        const bool last = i + 1 == changes.size();
        const std::size_t next = last ? 0 : changes[i + 1].size + 1;
        const bool full =
            settings_.rotate_bytes > 0 && size_ + lines.size() + next > settings_.rotate_bytes;
        if (!last && !full && lines.size() < write_bytes) continue;
        if (wants_rotation(lines.size()))
            if (cx::Status status = rotate(); status.code != CX_OK) return status;
        if (cx::Status status = append(lines); status.code != CX_OK) return status;
        out.delivered(i + 1);
        lines.clear();
    }
    return cx::ok();
}

}  // namespace file
