#include "api/head_watch.hpp"

#include <sys/socket.h>

#include <algorithm>

namespace cx::api {

HeadWatch::HeadWatch(std::chrono::milliseconds patience)
    : patience_(patience), thread_([this] { watch(); })
{
}

HeadWatch::~HeadWatch()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void HeadWatch::expect(const Poco::Net::Socket& socket)
{
    const std::lock_guard lock(mutex_);
    waiting_.insert_or_assign(socket.impl(),
                              Waiting{.socket = socket, .deadline = Clock::now() + patience_});
}

void HeadWatch::arrived(const Poco::Net::Socket& socket)
{
    const std::lock_guard lock(mutex_);
    waiting_.erase(socket.impl());
}

void HeadWatch::watch()
{
    const auto pause = std::min(patience_ / 4, std::chrono::milliseconds(1000));
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, pause, [&] { return stopping_; })) end_late();
}

// Ended, not closed: the reader wakes with nothing to read and closes the socket itself.
void HeadWatch::end_late()
{
    const Clock::time_point now = Clock::now();
    std::erase_if(waiting_, [&](const auto& entry) {
        const poco_socket_t descriptor = entry.first->sockfd();
        if (descriptor == POCO_INVALID_SOCKET) return true;  // The reader has gone.
        if (entry.second.deadline > now) return false;
        ::shutdown(descriptor, SHUT_RDWR);
        return true;
    });
}

}  // namespace cx::api
