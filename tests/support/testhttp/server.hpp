// A server for tests that answers exactly the bytes it is told to, also when they make no sense.
//
// It listens on a free port of the loopback address, with or without TLS, keeps what it was asked,
// and ends with its object.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cx::http::testing {

struct Received {
    std::string method;
    std::string target;
    std::string head;  // All lines, in small letters up to the colon
    std::string body;
    int connection = 0;  // Counted from 1

    // "" where there is none; `name` in small letters.
    std::string header(const std::string& name) const;
};

struct Reply {
    std::string bytes;
    bool close = false;  // Behind it
    int delay_ms = 0;    // Before it
};

// A whole answer with a Content-Length.
Reply reply(int status, const std::string& body = "", const std::string& header_lines = "");

// Files for TLS, made by the `openssl` program: an authority and a certificate that it signed.
struct Authority {
    std::string folder;
    std::string ca_file;
    std::string key_file;
    std::string certificate_file;

    // For a certificate that names `name`, as in "DNS:localhost" or "IP:127.0.0.1". Empty members
    // where there is no openssl.
    static Authority make(const std::string& folder, const std::string& name);
};

class Server {
public:
    using Answer = std::function<Reply(const Received& received)>;

    explicit Server(Answer answer);
    Server(Answer answer, const Authority& authority);
    // A proxy: connects CONNECT tunnels to where they ask for, answers all else by `answer`.
    struct AsProxy {};
    Server(AsProxy, Answer answer);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    int port() const;
    std::string url() const;  // "http://127.0.0.1:4711", "https://localhost:4711"
    std::vector<Received> received() const;
    int connections() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace cx::http::testing
