// Ends connections whose request does not begin in time.
//
// A server's timeout is one of each read, so that a client which sends a byte now and then could
// hold a thread for hours. Here a request's head has one deadline as a whole. Another thread than
// the reader's looks at it, for the reader waits inside Poco.
#pragma once

#include <Poco/Net/TCPServer.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace cx::api {

class HeadWatch {
public:
    explicit HeadWatch(std::chrono::milliseconds patience);
    ~HeadWatch();
    HeadWatch(const HeadWatch&) = delete;
    HeadWatch& operator=(const HeadWatch&) = delete;

    // A head is to arrive from now on: on a new connection, and after an answer on one that stays.
    // [any-thread]
    void expect(const Poco::Net::Socket& socket);
    void arrived(const Poco::Net::Socket& socket);  // [any-thread]

private:
    using Clock = std::chrono::steady_clock;

    struct Waiting {
        Poco::Net::Socket socket;
        Clock::time_point deadline;
    };

    void watch();
    void end_late();

    std::chrono::milliseconds patience_;
    std::mutex mutex_;  // Guards what stands below.
    std::condition_variable stop_;
    bool stopping_ = false;
    std::map<const Poco::Net::SocketImpl*, Waiting> waiting_;
    std::thread thread_;
};

// Tells the watch of each new connection.
class WatchedConnections final : public Poco::Net::TCPServerConnectionFilter {
public:
    explicit WatchedConnections(HeadWatch& watch) : watch_(watch) {}
    bool accept(const Poco::Net::StreamSocket& socket) override
    {
        watch_.expect(socket);
        return true;
    }

private:
    HeadWatch& watch_;
};

}  // namespace cx::api
