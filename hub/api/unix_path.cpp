#include "api/unix_path.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace cx::api {
namespace {

constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

// /proc/self/fd names an open folder in few bytes (proc(5)).
UnixAddress::UnixAddress(const std::string& path) : text_(path)
{
    if (path.size() <= longest_path) return;
    const std::filesystem::path whole(path);
    folder_ = open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder_ >= 0)
        text_ = "/proc/self/fd/" + std::to_string(folder_) + "/" + whole.filename().string();
}

UnixAddress::~UnixAddress()
{
    if (folder_ >= 0) close(folder_);
}

bool answers_at(const std::string& path)
{
    const UnixAddress address(path);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (address.text().size() > longest_path) return false;
    std::memcpy(name.sun_path, address.text().data(), address.text().size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    const int result = connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name);
    close(fd);
    return result == 0;
}

Result<Done> free_unix_path(const std::string& path)
{
    std::error_code failed;
    const auto status = std::filesystem::symlink_status(path, failed);
    if (!std::filesystem::exists(status)) return Done{};
    if (status.type() != std::filesystem::file_type::socket)
        return Error{"api.listen",
                     path + " is in the way of the hub's socket; it is no socket, move it"};
    if (answers_at(path)) return Error{"api.listen", "another hub listens on " + path};
    std::filesystem::remove(path, failed);
    if (failed) return Error{"api.listen", "cannot remove the old socket " + path};
    return Done{};
}

}  // namespace cx::api
