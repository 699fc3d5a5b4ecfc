#include "plugin/wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace cx::plugin {
namespace {

using Clock = std::chrono::steady_clock;

// Whether the descriptor became ready before `until`.
bool wait_for(int fd, short events, Clock::time_point until)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        pollfd entry{fd, events, 0};
        const int ready =
            ::poll(&entry, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (Clock::now() >= until) return false;
    }
}

}  // namespace

Channel::~Channel()
{
    ::close(fd_);
}

bool Channel::send_all(std::string_view bytes, Clock::time_point until)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (!wait_for(fd_, POLLOUT, until)) return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool Channel::send(Kind kind, std::string_view body, std::chrono::milliseconds patience)
{
    const std::lock_guard lock(sending_);
    const auto size = static_cast<std::uint32_t>(body.size() + 1);
    if (size > frame_bytes) return false;
    char head[sizeof size + 1];
    std::memcpy(head, &size, sizeof size);
    head[sizeof size] = static_cast<char>(kind);
    const Clock::time_point until = Clock::now() + patience;
    return send_all({head, sizeof head}, until) && send_all(body, until);
}

Channel::Outcome Channel::receive(Frame& out, std::chrono::milliseconds timeout)
{
    constexpr std::size_t step = 256U << 10;
    const Clock::time_point until = Clock::now() + timeout;
    for (;;) {
        std::uint32_t size = 0;
        const std::size_t have = received_.size() - begin_;
        if (have >= sizeof size) {
            std::memcpy(&size, received_.data() + begin_, sizeof size);
            if (size == 0 || size > frame_bytes) return Outcome::closed;
            if (have >= sizeof size + size) {
                out.kind = static_cast<Kind>(received_[begin_ + sizeof size]);
                out.body.assign(received_, begin_ + sizeof size + 1, size - 1);
                begin_ += sizeof size + size;
                return Outcome::frame;
            }
        }
        received_.erase(0, std::exchange(begin_, 0));
        if (!wait_for(fd_, POLLIN, until)) return Outcome::timeout;
        const std::size_t old = received_.size();
        received_.resize(old + step);
        const ssize_t got = ::recv(fd_, received_.data() + old, step, MSG_DONTWAIT);
        received_.resize(old + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return Outcome::closed;
    }
}

}  // namespace cx::plugin
