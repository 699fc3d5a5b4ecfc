// A WebSocket server for tests, which sends exactly the bytes it is told to, cut where a test
// wants.
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cx::http::testing {

// A frame as a server writes it: without a mask. `opcode` 1 text, 2 binary, 8 close, 9 ping.
// `packed`: the first of a compressed message.
std::string server_frame(std::string_view body, int opcode = 1, bool last = true,
                         bool packed = false);

// The answer to a handshake with this Sec-WebSocket-Key; `more` are whole lines of its head.
std::string handshake(const std::string& key, const std::string& more = "");

// Compresses messages as a server does that agreed on permessage-deflate: each refers to those
// before.
class Packer {
public:
    Packer();
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;
    ~Packer();

    // What goes into the frames of one message. `final`: it ends the deflate stream, as a sender
    // may.
    std::string operator()(std::string_view message, bool final = false);

private:
    struct State;
    std::unique_ptr<State> state_;
};

class Feed {
public:
    // One connection behind its handshake.
    class Guest {
    public:
        std::string target;  // "/subscribe?cursor=17"
        std::string head;    // As it was sent

        // Throws Poco exceptions where the guest is gone.
        void send(std::string_view bytes);
        // What the guest sent, without its mask; nothing where nothing comes in time.
        struct Heard {
            int opcode = 0;
            std::string body;
        };
        std::optional<Heard> hear(int wait_ms = 2000);
        // Until the guest or the feed is gone.
        void wait();
        bool stopping() const { return *stopping_; }

    private:
        friend class Feed;
        Poco::Net::StreamSocket socket_;
        std::string buffer_;
        const std::atomic<bool>* stopping_ = nullptr;
    };
    // Runs for each connection in a thread of its own; the connection ends with it.
    using Serve = std::function<void(Guest& guest)>;

    // `refusal`: what every handshake is answered with instead, a whole HTTP answer. `extensions`:
    // what its Sec-WebSocket-Extensions says.
    explicit Feed(Serve serve, std::string refusal = "", std::string extensions = "");
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;
    ~Feed();

    std::string url() const;  // "ws://127.0.0.1:4711"
    std::vector<std::string> targets() const;

private:
    void accept();
    void host(Poco::Net::StreamSocket socket);

    Serve serve_;
    std::string refusal_;
    std::string extensions_;
    Poco::Net::ServerSocket listener_{Poco::Net::SocketAddress("127.0.0.1", 0)};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<std::string> targets_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace cx::http::testing
