// Addresses of Unix sockets whose path may be longer than the 107 bytes that the system takes.
#pragma once

#include <cx/result.hpp>

#include <string>

namespace cx::api {

// Keeps the folder open while it lives, and names the socket through it where its path is too long.
class UnixAddress {
public:
    explicit UnixAddress(const std::string& path);
    ~UnixAddress();
    UnixAddress(const UnixAddress&) = delete;
    UnixAddress& operator=(const UnixAddress&) = delete;

    const std::string& text() const { return text_; }

private:
    int folder_ = -1;
    std::string text_;
};

// Removes a socket where nobody listens. Error code api.listen: somebody does, or another kind of
// file is there.
Result<Done> free_unix_path(const std::string& path);

// True where something accepts connections there.
bool answers_at(const std::string& path);

}  // namespace cx::api
